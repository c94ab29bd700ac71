import Foundation
import TestSupport

/// What `gpg --show-keys` says of a key file.
func show(_ path: String) async throws -> String {
  let scratch = try ScratchDirectory()
  return try await run(
    "gpg", ["--homedir", scratch[""], "--batch", "--with-colons", "--show-keys", path]
  ).output
}

/// A folder with a document, its detached signature and the signer's certificate.
func laidOut(
  _ certificate: [UInt8], _ signature: [UInt8], _ document: [UInt8]
) throws -> ScratchDirectory {
  let scratch = try ScratchDirectory()
  try scratch.write(certificate, to: "cert")
  try scratch.write(signature, to: "sig")
  try scratch.write(document, to: "document")
  return scratch
}

/// GnuPG's status lines on a detached signature, with only `certificate` in its keyring.
func gpgStatus(certificate: [UInt8], signature: [UInt8], document: [UInt8]) async throws -> String {
  let scratch = try laidOut(certificate, signature, document)
  let imported = try await run(
    "gpg", ["--homedir", scratch[""], "--batch", "--no-autostart", "--import", scratch["cert"]])
  guard imported.status == 0 else { return imported.errors }
  return try await run(
    "gpgv",
    [
      "--homedir", scratch[""], "--keyring", scratch["pubring.kbx"], "--status-fd", "1",
      scratch["sig"], scratch["document"],
    ]
  ).output
}

/// What Sequoia's verifier for programs, which apt 3 uses, says of a detached signature.
func sqvVerify(
  certificate: [UInt8], signature: [UInt8], document: [UInt8]
) async throws -> RunResult {
  let scratch = try laidOut(certificate, signature, document)
  return try await run(
    "sqv", ["--keyring", scratch["cert"], scratch["sig"], scratch["document"]])
}

/// What Sequoia says of a detached signature.
func sqVerify(
  certificate: [UInt8], signature: [UInt8], document: [UInt8]
) async throws -> RunResult {
  let scratch = try laidOut(certificate, signature, document)
  return try await run(
    "sq",
    [
      "verify", "--signer-cert", scratch["cert"], "--detached", scratch["sig"], scratch["document"],
    ])
}
