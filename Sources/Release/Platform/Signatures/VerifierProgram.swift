/// A program that verifies signatures, in a version that was tried.
///
/// From `Data/verifiers.table`; its answers are in `Data/signature-answers.table`.
public struct VerifierProgram: Hashable, Sendable {
  /// What a program judges.
  public enum Artefact: String, Hashable, Sendable, CaseIterable {
    case rpm, deb
    /// The signed index of a repository, such as `InRelease`.
    case repository
    /// Any file with a detached signature.
    case file
  }

  /// How tables and commands name it, such as `rpm-4.14`.
  public let name: String
  /// As messages call it.
  public let title: String
  public let reads: Artefact
  /// Whether this very version was tried, not only read about.
  public let isMeasured: Bool

  fileprivate let manager: TargetRelease.PackageManager?
  fileprivate let from: DottedVersion?
  fileprivate let release: String?

  /// All of them, in the table's order.
  public static let all: [VerifierProgram] = DataTable(PackageResources.verifiers_table).rows.map {
    row in
    guard let reads = Artefact(rawValue: row.text("reads")) else {
      preconditionFailure("'\(row.text("reads"))' is nothing a verifier reads")
    }
    return VerifierProgram(
      name: row.text("name"), title: row.text("title"), reads: reads,
      isMeasured: row.text("source") == "m",
      manager: row["manager"].flatMap(TargetRelease.PackageManager.init),
      from: row["from"].flatMap { DottedVersion($0) }, release: row["only"])
  }

  /// The program called `name`.
  public static func named(_ name: String) -> VerifierProgram? { all.first { $0.name == name } }

  /// What it answers; `nil` where nobody tried.
  public func answer(to question: SignatureCase) -> VerifierAnswer? {
    Self.answers[question.rawValue]?[name]
  }

  /// By case, then by program.
  static let answers: [String: [String: VerifierAnswer]] = {
    var answers: [String: [String: VerifierAnswer]] = [:]
    for row in DataTable(PackageResources.signature_answers_table).rows {
      var line: [String: VerifierAnswer] = [:]
      for program in all {
        guard let word = row[program.name] else { continue }
        guard let answer = VerifierAnswer(rawValue: word) else {
          preconditionFailure("'\(word)' is no answer")
        }
        line[program.name] = answer
      }
      answers[row.text("case")] = line
    }
    return answers
  }()
}

extension TargetRelease {
  /// What verifies `artefact` on this release; `nil` when nothing in the table does.
  ///
  /// The row of the release itself, else that of its package manager's version, else the last one
  /// before it. A detached signature is judged by GnuPG, which every release has.
  public func verifier(of artefact: VerifierProgram.Artefact) -> VerifierProgram? {
    if artefact == .file { return VerifierProgram.named("gpg-2.2") }
    let rows = VerifierProgram.all.filter { $0.reads == artefact && $0.manager == packageManager }
    if let own = rows.first(where: { $0.release == name }) { return own }
    return rows.filter {
      $0.release == nil && ($0.from ?? packageManagerVersion) <= packageManagerVersion
    }
    .max { ($0.from ?? DottedVersion(0)) < ($1.from ?? DottedVersion(0)) }
  }
}
