internal import Bytes
internal import Diagnostics
internal import OpenPGP
internal import Recipe
internal import Stages
internal import Trust
internal import Workspace

/// A key that may sign now, and what its owner should know.
struct LoadedKey: Sendable {
  var key: SigningKey
  var warnings: [Diagnostic]

  /// A signer whose signatures state `date`, or the key's own beginning when that is later:
  /// rpm from 4.19 on refuses signatures older than their key.
  func signer(at date: Int64) throws(Diagnostic) -> ArtefactSigner {
    guard let time = UInt32(exactly: date) else {
      throw Diagnostic(
        "build.bad-date", "a signature cannot hold the time \(date)",
        hint: "set SOURCE_DATE_EPOCH to a time between 1970 and 2106")
    }
    return ArtefactSigner(
      signer: key, certificate: key.certificate, created: max(time, key.publicKey.created))
  }
}

/// Loads the key a recipe names; `nil` when it names none.
func loadKey(for plan: BuildPlan, passphrase: PassphraseSource) throws -> LoadedKey? {
  guard let recipe = plan.architectures.first?.recipe else { return nil }
  let formats = plan.architectures.flatMap(\.targets).compactMap(\.part.signature?.keyFile)
  let keys = recipe.signing.map { [$0.key] } ?? formats
  guard let key = keys.first else { return nil }
  guard Set(keys.map(\.value)).count == 1 else {
    throw Diagnostic(
      "sign.several-keys", "the formats are to be signed with different keys", at: key.location,
      hint: "name one key with sign: {key: …}, or build each format on its own")
  }
  let loaded = try loadKey(key.value, at: key.location, passphrase: passphrase)
  let wanted = plan.architectures.flatMap(\.targets).compactMap(\.part.signature?.keyID)
  for identifier in wanted {
    let names = "\(loaded.key.publicKey.fingerprint)"
    guard names.hasSuffix(identifier.value.uppercased()) else {
      throw Diagnostic(
        "sign.other-key", "the key that signs is '\(names)', not '\(identifier.value)'",
        at: identifier.location,
        hint: "give a key file whose signing key has this id, or correct key_id",
        exit: .notPermitted)
    }
  }
  return loaded
}

/// Loads a key file; refuses one that may not sign now.
func loadKey(
  _ path: String, at location: SpecLocation?, passphrase: PassphraseSource
) throws -> LoadedKey {
  let file = try InputFile(path, at: location)
  var warnings: [Diagnostic] = []
  if file.facts.permissions & 0o077 != 0 {
    warnings.append(
      Diagnostic(
        "key.file-open", "key file '\(path)' may be read by others", severity: .warning,
        at: location, hint: "chmod 600 \(path)", exit: .notPermitted))
  }
  let bytes = try file.contents(limit: 1 << 20)
  let now = currentTime()
  do throws(Diagnostic) {
    let key = try SigningKey.load(bytes: bytes, name: path, at: now) { () throws(Diagnostic) in
      try passphrase.passphrase()
    }
    return LoadedKey(key: key, warnings: warnings + key.check(at: now))
  } catch {
    var problem = error
    problem.location = problem.location ?? location
    throw problem
  }
}
