internal import Bytes
internal import Checks
internal import Diagnostics
internal import ELF
internal import GoBuild
internal import Platform
internal import Recipe
internal import Workspace

/// What `pkg abi check` and `pkg abi advise` are asked.
public struct ABIRequest: Sendable {
  public var files: [String]
  /// Names or aliases of releases; `nil` for every release that can be named.
  public var targets: [String]?
  /// A file with more releases.
  public var targetsFile: String?

  public init(files: [String], targets: [String]?, targetsFile: String?) {
    self.files = files
    self.targets = targets
    self.targetsFile = targetsFile
  }
}

/// The verdicts of `pkg abi check` and `pkg abi advise`.
public struct ABIAnswer: Sendable {
  public var report: Report
  /// Whether every binary runs on every release.
  public var runsEverywhere: Bool
}

/// Judges on which releases binaries run.
///
/// Throws what keeps a file from being judged; a binary that does not run is an answer.
public func checkABI(_ request: ABIRequest) throws -> ABIAnswer {
  let targets =
    if let names = request.targets {
      try namedReleases(names, in: request.targetsFile)
    } else { try releases(in: request.targetsFile).releases }
  var problems: [Diagnostic] = []
  var reports: [ABIReport] = []
  for file in request.files {
    do {
      let demands = try demands(of: file)
      reports.append(
        ABIReport(file: file, demands, targets.map { judge(demands, on: $0) }))
    } catch {
      problems += report(error)
    }
  }
  if problems.hasErrors { throw Diagnostics(problems) }
  return ABIAnswer(
    report: Report(text: reports.map(\.text).joined(separator: "\n"), value: reports),
    runsEverywhere: reports.allSatisfy { $0.verdicts.allSatisfy(\.runs) })
}

/// The releases that can be named, as text or JSON.
public func listReleases(targetsFile: String?) throws -> Report {
  let rows = try releases(in: targetsFile).releases.map { ReleaseRow($0) }
  return Report(text: rows.map(\.text).joined(separator: "\n"), value: rows)
}

/// The program's releases and those of a targets file.
func releases(in file: String?) throws -> ReleaseTable {
  guard let file else { return .builtIn }
  let text = try InputFile(file).contents(limit: 4 << 20)
  return try ReleaseTable.builtIn.extended(yaml: text, file: file)
}

/// Reads what a program or library asks for.
private func demands(of path: String) throws -> BinaryDemands {
  let input = try InputFile(path)
  return try withMapping(of: input) { bytes in
    let demands: BinaryDemands
    do throws(MalformedInput) {
      let facts = try BinaryFacts(parsing: bytes)
      guard !facts.file.isTruncated else {
        throw MalformedInput(.truncated, at: facts.file.size, field: "segments or sections")
      }
      demands = facts.demands
    } catch {
      throw Diagnostic(malformedBinary: error, prefix: bytes, subject: path)
    }
    guard demands.linkKind != nil else {
      throw Diagnostic(
        "binary.not-a-program", "'\(path)' is neither a program nor a library",
        hint: "name the linked binary, not an object file or a core dump")
    }
    return demands
  }
}
