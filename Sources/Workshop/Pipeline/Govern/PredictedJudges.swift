internal import Audit
internal import Bytes
internal import Diagnostics
internal import OpenPGP
internal import Platform
internal import Recipe
internal import Workspace

/// The releases and verifiers whose verdicts are asked for.
struct PredictedJudges: Sendable {
  private enum Judge: Sendable {
    case release(TargetRelease)
    case program(VerifierProgram)
  }

  private var judges: [Judge] = []

  /// - Throws: `Diagnostics` with every name that is neither a release's nor a verifier's.
  init(_ names: [String], targetsFile: String?) throws {
    guard !names.isEmpty else { return }
    let programs = names.map { VerifierProgram.named($0) }
    let others = zip(names, programs).filter { $0.1 == nil }.map(\.0)
    var found = try namedReleases(others, in: targetsFile)[...]
    let table = try releases(in: targetsFile)
    for (name, program) in zip(names, programs) {
      if let program {
        judges.append(.program(program))
      } else if let release = table[name], let index = found.firstIndex(of: release) {
        judges.append(.release(found.remove(at: index)))
      }
    }
  }

  /// What each of them will say of an artefact that it judges; the others are left out.
  ///
  /// `keyring` is what they were given. The artefact is read once more: what our own verifier
  /// refuses at once, another may look past.
  func predictions(
    of file: any ByteSource, at path: String, _ kind: PackageAudit.Kind, keyring: [Certificate],
    time: UInt32
  ) throws -> [Prediction] {
    guard !judges.isEmpty else { return [] }
    var seen: ArtefactObservation
    switch kind {
    case .rpm: seen = try observeRPM(file, keyring: keyring, at: time)
    case .deb: seen = try observeDebian(file, keyring: keyring, at: time)
    case .file: seen = try observePlain(path, file, keyring: keyring, at: time)
    }
    return judges.compactMap { judge in
      switch judge {
      case .release(let release):
        release.verifier(of: seen.artefact)?.prediction(of: seen, as: release.name)
      case .program(let program):
        program.reads == seen.artefact
          || Set([program.reads, seen.artefact]) == [.repository, .file]
          ? program.prediction(of: seen, as: program.name) : nil
      }
    }
  }

  /// A text that is signed itself, or a file beside which its signature lies, `Release` with
  /// `Release.gpg` among them.
  private func observePlain(
    _ path: String, _ file: any ByteSource, keyring: [Certificate], at time: UInt32
  ) throws -> ArtefactObservation {
    if path.hasSuffix(".asc"), try FileFacts.of(String(path.dropLast(4))) != nil {
      let signed = String(path.dropLast(4))
      return try observePlain(signed, try InputFile(signed), keyring: keyring, at: time)
    }
    let start = try file.bytes(in: 0..<min(file.count, 34))
    if start.elementsEqual("-----BEGIN PGP SIGNED MESSAGE-----".utf8), file.count <= 64 << 20 {
      return try observeCleartext(
        try file.bytes(in: 0..<file.count), keyring: keyring, at: time)
    }
    let isIndex = path.split(separator: "/").last == "Release"
    for suffix in isIndex ? [".gpg"] : [".asc", ".sig"]
    where try FileFacts.of(path + suffix) != nil {
      let signature = try InputFile(path + suffix).contents(limit: 1 << 20)
      var seen = try observeFile(file, signature: signature, keyring: keyring, at: time)
      if isIndex { seen.artefact = .repository }
      return seen
    }
    return try observeFile(file, signature: nil, keyring: keyring, at: time)
  }
}
