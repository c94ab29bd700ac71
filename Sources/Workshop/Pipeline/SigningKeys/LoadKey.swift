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
  /// What signs.
  var backend = KeyReference.Backend.file
  /// Where the private half lies, when that is a file.
  var file: InputFile?

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

/// Loads the one key of a command that names it; see ``loadKey(_:access:sources:at:)``.
func loadKey(_ name: String, access: KeyAccess) throws -> LoadedKey {
  let passphrases = Passphrases(access.passphrase)
  let opening = SignerOpening(
    name: name, reference: try KeyReference(name), passphrases: passphrases)
  var key = try loadKey(opening, access: access)
  key.warnings += passphrases.warnings
  return key
}

/// Loads a key, wherever it lies; refuses one that may not sign now.
///
/// `sources` is the folder the key must not lie in.
func loadKey(
  _ opening: SignerOpening, access: KeyAccess, sources: String? = nil,
  at location: SpecLocation? = nil
) throws -> LoadedKey {
  do throws(Diagnostic) {
    protectMemory()
    var key =
      if case .file(let path) = opening.reference {
        try loadFile(path, opening, access: access, sources: sources, at: location)
      } else {
        LoadedKey(key: try bound(opening, access, at: currentTime()), warnings: [])
      }
    key.backend = opening.reference.backend
    key.warnings += key.key.check(at: currentTime())
    return key
  } catch {
    var problem = error
    problem.location = problem.location ?? location
    throw problem
  }
}

private func loadFile(
  _ path: String, _ opening: SignerOpening, access: KeyAccess, sources: String?,
  at location: SpecLocation?
) throws(Diagnostic) -> LoadedKey {
  let file = try SafeKeyFile(path, access: access, sources: sources, at: location)
  if file.isForeign {
    let warnings = try file.requireSafe()
    let key = try bound(opening, access, file: file.bytes, at: currentTime())
    return LoadedKey(key: key, warnings: warnings, file: file.file)
  }
  try requireNoCertificate(access, for: path)
  let warnings = try file.requireSafeOpenPGP()
  let key = try SigningKey.load(file: file.bytes, name: path, at: currentTime()) {
    () throws(Diagnostic) in
    try opening.passphrases.passphrase(for: opening.formats, asking: passphraseQuestion(path))
  }
  return LoadedKey(key: key, warnings: warnings, file: file.file)
}

/// A key that lies elsewhere, or in a `file` that is no OpenPGP one, with the certificate given
/// for it.
private func bound(
  _ opening: SignerOpening, _ access: KeyAccess, file: SecretBytes? = nil, at time: UInt32
) throws(Diagnostic) -> SigningKey {
  guard let path = access.certificate else { throw certificateNeeded(opening.name) }
  let certificate = try onlyCertificate(in: path)
  let raw: any RawSigner =
    if let file { try opening.container(file) } else {
      try opening.signer(for: certificate, at: time)
    }
  return try SigningKey.bound(to: certificate, raw, name: opening.name, at: time)
}

/// Refuses a certificate beside an OpenPGP key file.
func requireNoCertificate(_ access: KeyAccess, for path: String) throws(Diagnostic) {
  guard access.certificate == nil else {
    throw Diagnostic(
      "key.certificate-unused", "key file '\(path)' is an OpenPGP key, with its certificate in it",
      hint: "leave --certificate out", exit: .usage)
  }
}

/// What to say of a key that is no OpenPGP key file, and has no certificate given.
func certificateNeeded(_ name: String) -> Diagnostic {
  Diagnostic(
    "key.certificate-needed", "the key '\(name)' has no OpenPGP certificate of its own",
    hint: "give it with --certificate, or make one first: 'pkg key certify'", exit: .usage)
}
