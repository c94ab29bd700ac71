import Foundation
import TestSupport
import Testing

@testable import OpenPGP

struct UnavailableDigestTests {
  /// A libcrypto without its algorithms can look at nothing, and that is no verdict.
  @Test func whatCannotBeDigestedIsNotJudged() async throws {
    let scratch = try ScratchDirectory()
    let settings: String = try scratch.write(
      "openssl_conf = a\n[a]\nproviders = b\n[b]\nnull = c\n[c]\nactivate = 1\n", to: "none.cnf")
    let builder = try SignatureBuilder(
      signer: OwnKeys.signer(.ed25519), created: OwnKeys.created)
    let signature: [UInt8] = try builder.finish()
    await #expect(processExitsWith: .success) {
      [settings = settings as String, signature = signature as [UInt8]] in
      setenv("OPENSSL_CONF", settings, 1)
      let verifier = try SignatureVerifier(parsing: signature)
      let error = #expect(throws: OpenPGPError.self) { try verifier.verdict(keyring: [], at: .max) }
      guard case .cryptography = error else { exit(1) }
    }
  }
}
