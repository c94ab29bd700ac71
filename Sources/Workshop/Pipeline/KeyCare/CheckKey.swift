internal import Diagnostics
internal import OpenPGP
internal import Platform
internal import Trust
internal import Workspace

/// What `pkg key check` is asked.
public struct KeyCheckRequest: Sendable {
  public var files: [String]
  /// Releases that are asked whether they take what the keys sign, by name.
  public var targets: [String]
  /// A file with more releases.
  public var targetsFile: String?
  /// A certificate whose key must say that it hands over to every key; `nil` to ask nobody.
  public var predecessor: String?

  public init(files: [String], targets: [String] = [], targetsFile: String? = nil) {
    self.files = files
    self.targets = targets
    self.targetsFile = targetsFile
  }
}

/// What `pkg key check` answers.
public struct KeyCheckAnswer: Sendable {
  public var report: Report
  /// Whether no finding is an error.
  public var isSound: Bool
}

/// Looks for what is wrong with keys, before a verifier does.
///
/// Throws what keeps a file from being read; what is found in it is an answer.
public func checkKeys(_ request: KeyCheckRequest) throws -> KeyCheckAnswer {
  let now = currentTime()
  let predecessor = try request.predecessor.map { try onlyCertificate(in: $0) }
  let releases = try namedReleases(request.targets, in: request.targetsFile)
  let reports = try request.files.map { path in
    let file = try InputFile(path)
    let bytes = try readSecret(file, limit: keyringLimit)
    var hygiene = try KeyHygiene(file: bytes, name: path, at: now)
    if hygiene.holdsSecret { hygiene.findings += try keyFileProblems(file) }
    if let predecessor {
      for index in hygiene.keys.indices {
        let certificate = hygiene.keys[index].certificate
        if let problem = certificate.problem(succeeding: predecessor, at: now) {
          hygiene.keys[index].findings.append(.noSuccession(path, predecessor, problem))
        }
      }
    }
    return KeyCheckReport(file: path, hygiene, asking: releases, at: now)
  }
  return KeyCheckAnswer(
    report: Report(text: reports.map(\.text).joined(separator: "\n"), value: reports),
    isSound: reports.allSatisfy(\.isSound))
}
