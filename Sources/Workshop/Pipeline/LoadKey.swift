internal import Cryptography
internal import Diagnostics
internal import OpenPGP
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
      signer: key.signer, certificate: key.certificate, created: max(time, key.publicKey.created))
  }
}

/// Loads a key file; refuses one that may not sign now.
///
/// `passphrase` is asked when the key is protected.
func loadKey(
  _ path: String, at location: SpecLocation?,
  passphrase: () throws(Diagnostic) -> SecretBytes?
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
    let key = try SigningKey.load(bytes: bytes, name: path, at: now, passphrase: passphrase)
    return LoadedKey(key: key, warnings: warnings + key.check(at: now))
  } catch {
    var problem = error
    problem.location = problem.location ?? location
    throw problem
  }
}
