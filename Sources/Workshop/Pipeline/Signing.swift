internal import Recipe
internal import Bytes
internal import Diagnostics
internal import OpenPGP
internal import Stages
internal import Trust
internal import Workspace

/// A signer ready for use, and what its owner should know.
struct LoadedSigner: Sendable {
  var signer: ArtefactSigner
  var warnings: [Diagnostic]
}

/// Loads the key a recipe names; `nil` when it names none.
func loadSigner(
  for plan: BuildPlan, environment: [String: String], passphrase: PassphraseSource, date: Int64
) throws -> LoadedSigner? {
  guard let recipe = plan.architectures.first?.recipe else { return nil }
  let own = recipe.signing?.key
  let formats = plan.architectures.flatMap(\.targets).compactMap(\.part.signature?.keyFile)
  let keys = own.map { [$0] } ?? formats
  guard let key = keys.first else { return nil }
  guard Set(keys.map(\.value)).count == 1 else {
    throw Diagnostic(
      "sign.several-keys", "the formats are to be signed with different keys", at: key.location,
      hint: "name one key with sign: {key: …}, or build each format on its own")
  }
  return try loadSigner(
    key: key.value, at: key.location, passphrase: passphrase, date: date)
}

/// Loads a key file for signatures that say they were made at `date`.
func loadSigner(
  key path: String, at location: SpecLocation?, passphrase: PassphraseSource, date: Int64
) throws -> LoadedSigner {
  guard let time = UInt32(exactly: date) else {
    throw Diagnostic(
      "build.bad-date", "a signature cannot hold the time \(date)", at: location,
      hint: "set SOURCE_DATE_EPOCH to a time between 1970 and 2106")
  }
  let file = try InputFile(path, at: location)
  var warnings: [Diagnostic] = []
  if file.facts.permissions & 0o077 != 0 {
    warnings.append(
      Diagnostic(
        "key.file-open", "key file '\(path)' may be read by others", severity: .warning,
        at: location, hint: "chmod 600 \(path)", exit: .notPermitted))
  }
  let bytes = try file.contents(limit: 1 << 20)
  let key: SigningKey
  do throws(Diagnostic) {
    key = try SigningKey.load(bytes: bytes, name: path, at: time) { () throws(Diagnostic) in
      try passphrase.passphrase()
    }
    try requireCreationTime(time, for: key)
  } catch {
    var problem = error
    problem.location = problem.location ?? location
    throw problem
  }
  warnings += key.check(at: time)
  return LoadedSigner(
    signer: ArtefactSigner(signer: key, certificate: key.certificate, created: time),
    warnings: warnings)
}
