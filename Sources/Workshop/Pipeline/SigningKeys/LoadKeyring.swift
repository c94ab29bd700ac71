internal import Cryptography
internal import Diagnostics
internal import OpenPGP
internal import Trust
internal import Workspace

/// No file of certificates is larger, in bytes.
let keyringLimit = 64 << 20

/// The certificates of a file, which may be one of secret keys and is read as such.
func loadKeyring(
  _ path: String, at location: SpecLocation? = nil
) throws(Diagnostic) -> Keyring {
  let file = try readSecret(try InputFile(path, at: location), limit: keyringLimit)
  return try Keyring.load(file: file, name: path)
}

/// The certificates of several files.
func loadKeyrings(_ paths: [String]) throws(Diagnostic) -> Keyring {
  var keyring = Keyring()
  for path in paths {
    let loaded = try loadKeyring(path)
    keyring.certificates += loaded.certificates
    keyring.warnings += loaded.warnings
  }
  return keyring
}

/// The one certificate of a file.
func onlyCertificate(in path: String) throws(Diagnostic) -> Certificate {
  let keyring = try loadKeyring(path)
  guard keyring.warnings.isEmpty, keyring.certificates.count == 1,
    let certificate = keyring.certificates.first
  else {
    throw Diagnostic(
      "key.several-certificates", "'\(path)' holds more than one certificate",
      hint: "export the one meant into a file of its own", exit: .badInput)
  }
  return certificate
}
