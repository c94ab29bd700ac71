internal import Bytes
public import Diagnostics
internal import OpenPGP

/// What `pkg key check` found in one file, as it prints it.
public struct KeyCheckReport: Encodable, Hashable, Sendable {
  /// Something to mend.
  public struct Finding: Encodable, Hashable, Sendable {
    public var code: String
    public var severity: String
    public var message: String
    public var hint: String?

    public init(_ diagnostic: Diagnostic) {
      code = diagnostic.code
      severity = diagnostic.severity.rawValue
      message = diagnostic.message
      hint = diagnostic.hint
    }
  }

  /// One key of the file.
  public struct Key: Encodable, Hashable, Sendable {
    public var fingerprint: String
    public var userIDs: [String]
    public var findings: [Finding]
  }

  public var file: String
  /// About the file as a whole.
  public var findings: [Finding]
  public var keys: [Key]

  public init(file: String, _ hygiene: KeyHygiene) {
    self.file = file
    findings = hygiene.findings.map { Finding($0) }
    keys = hygiene.keys.map { key in
      Key(
        fingerprint: "\(key.certificate.primary.fingerprint)",
        userIDs: key.certificate.userIDs.map(\.text), findings: key.findings.map { Finding($0) })
    }
  }

  /// Whether nothing found is an error.
  public var isSound: Bool {
    (findings + keys.flatMap(\.findings)).allSatisfy {
      $0.severity != Diagnostic.Severity.error.rawValue
    }
  }

  /// The file, its keys, and under each what was found.
  public var text: String {
    var lines = ["\(printable(file)): \(isSound ? "sound" : "not sound")"]
    lines += findings.flatMap { $0.lines(indent: "  ") }
    for key in keys {
      lines.append("  \(key.fingerprint) \(printable(key.userIDs.first ?? "without a user id"))")
      lines += key.findings.flatMap { $0.lines(indent: "    ") }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension KeyCheckReport.Finding {
  fileprivate func lines(indent: String) -> [String] {
    ["\(indent)\(severity): \(printable(message)) [\(code)]"]
      + (hint.map { ["\(indent)hint: \(printable($0))"] } ?? [])
  }
}
