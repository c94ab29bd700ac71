internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import OpenPGP
internal import Trust
internal import Workspace

/// The keys in a file, and whether they may sign now.
///
/// No passphrase is asked for: nothing shown is secret.
public func showKey(_ path: String) throws -> Report {
  let file = try readSecret(try InputFile(path), limit: keyringLimit)
  let now = currentTime()
  let keyring = try Keyring.load(file: file, name: path)
  let secrets = secretParts(of: file)
  let reports = keyring.certificates.map { certificate in
    KeyReport(certificate, secrets[certificate.primary.fingerprint], at: now)
  }
  return Report(text: reports.map(\.text).joined(separator: "\n"), value: reports)
}

/// The private parts in a file of keys, by the fingerprint of their primary key.
///
/// Those of versions that do not sign here are left out.
private func secretParts(of file: SecretBytes) -> [Fingerprint: [SecretKeyPacket]] {
  var parts: [Fingerprint: [SecretKeyPacket]] = [:]
  for packets in (try? KeyFile.packets(parsing: file)) ?? [] {
    if let key = try? TransferableSecretKey(packets) {
      parts[key.certificate.primary.fingerprint] = key.secrets
    }
  }
  return parts
}
