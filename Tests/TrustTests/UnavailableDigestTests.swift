import Diagnostics
import Foundation
import TestSupport
import Testing
import Trust

struct UnavailableDigestTests {
  /// Without SHA-1 no version 4 key has a name: that is said, and not that the file is empty.
  @Test func aLibraryWithoutSHA1IsTold() async throws {
    let scratch = try ScratchDirectory()
    let settings: String = try scratch.write(
      "openssl_conf = a\n[a]\nproviders = b\n[b]\nnull = c\n[c]\nactivate = 1\n", to: "none.cnf")
    let file: [UInt8] = try example("ed25519.pub.asc")
    await #expect(processExitsWith: .success) {
      [settings = settings as String, file = file as [UInt8]] in
      setenv("OPENSSL_CONF", settings, 1)
      let error = #expect(throws: Diagnostic.self) { try Keyring.load(bytes: file, name: "k") }
      let other = #expect(throws: Diagnostic.self) {
        try KeyHygiene(bytes: file, name: "k", at: made)
      }
      guard error?.code == "key.no-sha1", other?.code == "key.no-sha1", error?.exit == .unavailable
      else { exit(1) }
    }
  }
}
