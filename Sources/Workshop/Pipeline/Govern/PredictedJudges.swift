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

  /// A text that is signed itself, or a file and the signature beside it, of which either may be
  /// named.
  private func observePlain(
    _ path: String, _ file: any ByteSource, keyring: [Certificate], at time: UInt32
  ) throws -> ArtefactObservation {
    if let signed = try signedFile(of: path) {
      return try observe(try InputFile(signed), path, file, keyring: keyring, at: time)
    }
    if try isMessage(file) { return try observeMessage(file, keyring: keyring, at: time) }
    let suffixes = baseName(path) == "Release" ? [".gpg"] : [".asc", ".sig"]
    for name in suffixes.map({ path + $0 }) where try FileFacts.of(name) != nil {
      return try observe(file, name, try InputFile(name), keyring: keyring, at: time)
    }
    return try observeFile(file, signature: nil, keyring: keyring, at: time)
  }

  /// A file and one signature of it, whose name is `path`.
  private func observe(
    _ file: any ByteSource, _ path: String, _ signature: any ByteSource, keyring: [Certificate],
    at time: UInt32
  ) throws -> ArtefactObservation {
    if try isMessage(signature) {
      return try observeMessage(signature, keyring: keyring, at: time)
    }
    // No signature is larger; one that is cut is no signature.
    let bytes = try signature.bytes(in: 0..<min(signature.count, 1 << 20))
    var seen = try observeFile(file, signature: bytes, keyring: keyring, at: time)
    if baseName(path) == "Release.gpg" { seen.artefact = .repository }
    return seen
  }

  private func isMessage(_ file: any ByteSource) throws -> Bool {
    let head = CleartextMessage.head.utf8
    return try file.count <= textLimit
      && file.bytes(in: 0..<min(file.count, head.count)).elementsEqual(head)
  }

  private func observeMessage(
    _ file: any ByteSource, keyring: [Certificate], at time: UInt32
  ) throws -> ArtefactObservation {
    try observeCleartext(try file.bytes(in: 0..<file.count), keyring: keyring, at: time)
  }
}
