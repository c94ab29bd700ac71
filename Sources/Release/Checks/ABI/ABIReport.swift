internal import Diagnostics
internal import ELF
internal import Platform

/// On which releases a binary runs, as `pkg abi check` prints it.
public struct ABIReport: Encodable, Hashable, Sendable {
  /// A verdict, for programs.
  public struct Verdict: Encodable, Hashable, Sendable {
    public var release: String
    public var title: String
    public var runs: Bool
    public var findings: [Finding]
    /// Facts about the release that the verdict rests on and that nobody has looked up.
    public var unverified: [String]
  }

  /// Something that keeps the binary from running there, or may.
  public struct Finding: Encodable, Hashable, Sendable {
    public var code: String
    public var severity: String
    public var message: String
    public var hint: String?
  }

  /// A symbol version needed, and what binds to it.
  public struct SymbolVersion: Encodable, Hashable, Sendable {
    public var library: String
    public var name: String
    public var isWeak: Bool
    public var symbols: [String]
  }

  public var file: String
  public var architecture: String
  public var link: String?
  public var interpreter: String?
  public var cLibrary: String?
  /// The highest glibc version needed; membership decides, this is for readers.
  public var glibc: String?
  public var kernel: String?
  public var levels: [String]
  public var needed: [String]
  public var versions: [SymbolVersion]
  public var verdicts: [Verdict]

  public init(file: String, _ demands: BinaryDemands, _ verdicts: [ReleaseVerdict]) {
    self.file = file
    architecture = demands.architectureName
    link = demands.linkKind?.rawValue
    interpreter = demands.interpreter
    cLibrary = demands.cLibrary?.rawValue
    glibc =
      demands.versions.filter { !$0.isWeak && $0.name.hasPrefix(GLibCVersions.prefix) }
      .compactMap(\.number).max()?.description
    kernel = demands.kernelFloors.map(\.version).max()?.description
    levels = demands.levels.map(\.level)
    needed = demands.needed
    versions = demands.versions.map {
      SymbolVersion(library: $0.library, name: $0.name, isWeak: $0.isWeak, symbols: $0.symbols)
    }
    self.verdicts = verdicts.map { verdict in
      Verdict(
        release: verdict.release.name, title: verdict.release.title, runs: verdict.runs,
        findings: verdict.findings.map {
          Finding(
            code: $0.code, severity: $0.severity.rawValue, message: $0.message, hint: $0.hint)
        },
        unverified: verdict.unverified.map(\.rawValue))
    }
  }

  /// One line for what the binary is, then a verdict a line with its reasons.
  public var text: String {
    var facts = [architecture] + (link.map { [$0] } ?? [])
    if let cLibrary { facts.append(glibc.map { "\(cLibrary) \($0)" } ?? cLibrary) }
    if let kernel { facts.append("Linux \(kernel)") }
    var lines = ["\(file.printable): \(facts.joined(separator: ", ").printable)"]
    let width = (verdicts.map(\.release.count).max() ?? 0) + 2
    let indent = String(repeating: " ", count: width + 2)
    for verdict in verdicts {
      let padding = String(repeating: " ", count: width - verdict.release.count)
      var rows = verdict.findings.flatMap { finding in
        ["\(finding.message) [\(finding.code)]"] + (finding.hint.map { ["hint: \($0)"] } ?? [])
      }
      if !verdict.unverified.isEmpty {
        rows.append("nobody has looked up: \(verdict.unverified.joined(separator: ", "))")
      }
      let first = "  \(verdict.release)\(padding)\(verdict.runs ? "yes" : "no")"
      lines.append(first)
      lines += rows.map { indent + $0 }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
