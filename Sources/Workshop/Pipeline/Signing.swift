internal import Audit
internal import Cryptography
internal import Diagnostics
internal import OpenPGP
internal import Recipe
internal import Stages
internal import Trust
internal import Workspace

/// Who signs what in one build.
struct BuildSigners: Sendable {
  /// By what the recipe says of the key.
  fileprivate var keys: [KeyChoice: ArtefactSigner] = [:]
  /// For `SHA256SUMS`: the key of `sign:`, which signs everything.
  fileprivate(set) var checksums: ArtefactSigner?
  /// The files the private keys lie in.
  fileprivate(set) var files: [InputFile] = []
  /// What the keys' owners should know.
  fileprivate(set) var warnings: [Diagnostic] = []

  /// The signer of one package; `nil` when no key is named for it.
  func signer(of target: BuildTarget) -> ArtefactSigner? {
    target.signing.flatMap { keys[KeyChoice($0)] }
  }
}

extension BuildTarget {
  /// The key that signs this package: the one of its format, else the one of `sign:`.
  fileprivate var signing: SigningSettings? { part.signature?.key ?? recipe.signing }
}

/// A key as a recipe names it, wherever that is.
private struct KeyChoice: Hashable {
  var key: String
  var backend: SigningSettings.Backend?
  var certificate: String?

  init(_ settings: SigningSettings) {
    key = settings.key.value
    backend = settings.backend
    certificate = settings.certificate?.value
  }
}

/// Loads every key a plan names, each once, for signatures made at `date`.
func loadSigners(
  for plan: BuildPlan, recipe: String, access: KeyAccess, date: Int64, forcesTarget: Bool
) throws -> BuildSigners {
  let targets = plan.architectures.flatMap(\.targets)
  let common = plan.architectures.compactMap(\.recipe.signing)
  if let first = common.first, common.contains(where: { KeyChoice($0) != KeyChoice(first) }) {
    throw Diagnostic(
      "sign.several-keys", "SHA256SUMS is for all architectures, and their keys differ",
      at: first.key.location,
      hint: "name the packages' keys with key_file under rpm.signature and deb.signature, or build "
        + "each architecture on its own with --arch")
  }
  var signers = BuildSigners()
  let passphrases = Passphrases(access.passphrase)
  let sources = try sourceFolder(ofRecipe: recipe)
  for settings in common + targets.compactMap(\.signing) {
    let choice = KeyChoice(settings)
    guard signers.keys[choice] == nil else { continue }
    let signed = targets.filter { $0.signing.map(KeyChoice.init) == choice }
    let isCommon = common.contains { KeyChoice($0) == choice }
    let key = settings.key
    var access = access
    access.certificate = settings.certificate?.value
    let opening = SignerOpening(
      name: key.value, reference: try reference(key, settings.backend), passphrases: passphrases,
      formats: isCommon ? [] : Set(signed.map(\.part.format)))
    let loaded = try loadKey(opening, access: access, sources: sources, at: key.location)
    signers.keys[choice] = try loaded.signer(at: date)
    signers.warnings += loaded.warnings
    if let file = loaded.file { signers.files.append(file) }
    for target in signed {
      let taken = SigningTargets(
        releases: target.recipe.targets.map(\.value), forcesTarget: forcesTarget)
      let warnings = try taken.requireTaken(
        target.part.format == .rpm ? .rpm : .deb, by: loaded.key, at: key.location)
      signers.warnings += warnings.filter { !signers.warnings.contains($0) }
    }
  }
  signers.warnings += passphrases.warnings
  signers.checksums = common.first.flatMap { signers.keys[KeyChoice($0)] }
  for target in targets { try requireIdentity(of: target, signers) }
  return signers
}

private func reference(
  _ key: Located<String>, _ backend: SigningSettings.Backend?
) throws(Diagnostic) -> KeyReference {
  do throws(Diagnostic) {
    return try KeyReference(
      key.value, backend: backend.flatMap { KeyReference.Backend(rawValue: $0.rawValue) })
  } catch {
    var problem = error
    problem.location = key.location
    problem.exit = .badInput
    throw problem
  }
}

/// nfpm's `key_id` must be a suffix of the signing key's fingerprint.
private func requireIdentity(
  of target: BuildTarget, _ signers: BuildSigners
) throws(Diagnostic) {
  guard let wanted = target.part.signature?.keyID, let signer = signers.signer(of: target)
  else { return }
  let fingerprint = "\(signer.signer.publicKey.fingerprint)"
  guard fingerprint.hasSuffix(wanted.value.uppercased()) else {
    throw Diagnostic(
      "sign.other-key", "the key that signs is '\(fingerprint)', not '\(wanted.value)'",
      at: wanted.location,
      hint: "give a key file whose signing key has this id, or correct key_id",
      exit: .notPermitted)
  }
}
