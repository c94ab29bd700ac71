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
  /// By the key's path as the recipe names it.
  fileprivate var keys: [String: ArtefactSigner] = [:]
  /// For `SHA256SUMS`: the key of `sign:`, which signs everything.
  fileprivate(set) var checksums: ArtefactSigner?
  /// The files the private keys lie in.
  fileprivate(set) var files: [InputFile] = []
  /// What the keys' owners should know.
  fileprivate(set) var warnings: [Diagnostic] = []

  /// The signer of one package; `nil` when no key is named for it.
  func signer(of target: BuildTarget) -> ArtefactSigner? {
    target.signingKey.flatMap { keys[$0.value] }
  }
}

extension BuildTarget {
  /// The key that signs this package: the one of its format, else the one of `sign:`.
  var signingKey: Located<String>? { part.signature?.keyFile ?? recipe.signing?.key }
}

/// Loads every key a plan names, each once, for signatures made at `date`.
func loadSigners(
  for plan: BuildPlan, recipe: String, access: KeyAccess, date: Int64, forcesTarget: Bool
) throws -> BuildSigners {
  let targets = plan.architectures.flatMap(\.targets)
  let common = plan.architectures.compactMap(\.recipe.signing?.key)
  if let first = common.first, common.contains(where: { $0.value != first.value }) {
    throw Diagnostic(
      "sign.several-keys", "SHA256SUMS is for all architectures, and their keys differ",
      at: first.location,
      hint: "name the packages' keys with key_file under rpm.signature and deb.signature, or build "
        + "each architecture on its own with --arch")
  }
  var signers = BuildSigners()
  let passphrases = Passphrases(access.passphrase)
  let settings = plan.architectures.compactMap(\.recipe.signing).first
  let sources = try sourceFolder(ofRecipe: recipe)
  for key in common + targets.compactMap(\.signingKey) where signers.keys[key.value] == nil {
    let formats = Set(targets.filter { $0.signingKey?.value == key.value }.map(\.part.format))
    let isCommon = common.contains { $0.value == key.value }
    var access = access
    // A format's own key is an OpenPGP file; `sign:` says what more its key needs.
    let isOfSign = isCommon && settings?.key.value == key.value
    access.certificate = isOfSign ? settings?.certificate?.value : nil
    let backend = isOfSign ? settings?.backend : nil
    let opening = SignerOpening(
      name: key.value, reference: try reference(key, backend), passphrases: passphrases,
      formats: isCommon ? [] : formats)
    let loaded = try loadKey(opening, access: access, sources: sources, at: key.location)
    signers.keys[key.value] = try loaded.signer(at: date)
    signers.warnings += loaded.warnings
    if let file = loaded.file { signers.files.append(file) }
    for target in targets where target.signingKey?.value == key.value {
      let taken = SigningTargets(
        releases: target.recipe.targets.map(\.value), forcesTarget: forcesTarget)
      let warnings = try taken.requireTaken(
        target.part.format == .rpm ? .rpm : .deb, by: loaded.key, at: key.location)
      signers.warnings += warnings.filter { !signers.warnings.contains($0) }
    }
  }
  signers.warnings += passphrases.warnings
  signers.checksums = common.first.flatMap { signers.keys[$0.value] }
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
