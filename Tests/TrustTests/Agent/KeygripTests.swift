import Bytes
import Cryptography
import Foundation
import OpenPGP
import TestSupport
import Testing

@testable import Trust

/// The names of keys, and of sockets, as GnuPG has them.
struct KeygripTests {
  @Test(arguments: ["rsa2048", "ed25519", "nistp256", "nistp384", "nistp521"])
  func keygripsAreThoseOfGnuPG(algorithm: String) async throws {
    let home = try ScratchDirectory()
    let common = ["--homedir", home.path, "--batch", "--no-tty"]
    try await startAgent(home: home.path)
    let made = try await run(
      "gpg",
      common + [
        "--pinentry-mode", "loopback", "--passphrase", "", "--quick-generate-key", "k <k@x>",
        algorithm, "sign", "never",
      ])
    let listed = try await run("gpg", common + ["--with-colons", "--with-keygrip", "-K"])
    let exported = try await run("gpg", common + ["--armor", "--export"])
    _ = try await run("gpgconf", ["--homedir", home.path, "--kill", "all"])
    try #require(made.status == 0, "\(made.errors)")
    let line = listed.output.split(separator: "\n").first { $0.hasPrefix("grp:") }
    let expected = line?.split(separator: ":").last.map(String.init)
    let certificate = try Keyring.load(bytes: Array(exported.output.utf8), name: "k").certificates[
      0]
    #expect(try Keygrip(certificate.primary.verificationKey()).description == expected)
  }

  @Test func keygripsAreReadFromText() throws {
    let text = "3A5C2977BC95F760696B2F6FAFF04F0F643CCD1C"
    #expect(Keygrip(text)?.description == text)
    #expect(Keygrip(text.lowercased())?.description == text)
    for damaged in ["", text.dropLast() + "", text + "00", text.dropLast() + "x"] {
      #expect(Keygrip(String(damaged)) == nil)
    }
  }

  /// The folder named for a home folder is what `gpgconf --list-dirs` shows where `/run/user` is.
  @Test func socketsLieWhereGnuPGPutsThem() throws {
    let usual = try agentSocketPaths(home: "/home/jane", gnupgHome: nil, user: 1000)
    #expect(
      usual == [
        "/run/gnupg/user/1000/gnupg/S.gpg-agent", "/run/user/1000/gnupg/S.gpg-agent",
        "/home/jane/.gnupg/S.gpg-agent",
      ])
    for same in ["", "/home/jane/.gnupg", "/home/jane/.gnupg/"] {
      #expect(try agentSocketPaths(home: "/home/jane", gnupgHome: same, user: 1000) == usual)
    }
    let other = try agentSocketPaths(
      home: "/home/jane", gnupgHome: "/srv/release/gnupg", user: 1000)
    #expect(other[1] == "/run/user/1000/gnupg/d.cmu9b8y5tzphogndep9xb5xe/S.gpg-agent")
    #expect(other[2] == "/srv/release/gnupg/S.gpg-agent")
    #expect(try agentSocketPaths(home: nil, gnupgHome: nil, user: 0) == [])
  }
}
