internal import Bytes
public import Diagnostics
internal import OpenPGP
public import Platform

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
    /// What releases make of its signatures; missing unless they are asked.
    public var targets: [Target]?
  }

  /// What one release makes of a key's signatures.
  public struct Target: Encodable, Hashable, Sendable {
    public var release: String
    public var verifier: String
    public var taken: Bool
    /// The rows of the table that say no.
    public var refusedFor: [String]

    init(_ verdict: TargetVerdict) {
      release = verdict.release
      verifier = verdict.verifier.name
      taken = verdict.isTaken
      refusedFor = verdict.refusals.map(\.question.rawValue)
    }
  }

  public var file: String
  /// About the file as a whole.
  public var findings: [Finding]
  public var keys: [Key]

  /// Puts together what was found; each of `releases` is asked about the key that would sign.
  public init(
    file: String, _ hygiene: KeyHygiene, asking releases: [TargetRelease] = [],
    at time: UInt32 = 0
  ) {
    self.file = file
    findings = hygiene.findings.map { Finding($0) }
    keys = hygiene.keys.map { key in
      let verdicts = targetVerdicts(
        for: releases, signing: [.rpm, .deb, .repository],
        with: key.certificate.signingKey(at: time), of: key.certificate, at: time)
      let found = key.findings + verdicts.findings(canForce: false)
      return Key(
        fingerprint: "\(key.certificate.primary.fingerprint)",
        userIDs: key.certificate.userIDs.map(\.text), findings: found.map { Finding($0) },
        targets: releases.isEmpty ? nil : verdicts.map { Target($0) })
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
      lines += (key.targets ?? []).map { target in
        let rows = target.refusedFor.joined(separator: ", ")
        return "    \(target.release) (\(target.verifier)): "
          + (target.taken ? "takes it" : "does not take it (\(rows))")
      }
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
