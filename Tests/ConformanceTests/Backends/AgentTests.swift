import Foundation
import TestSupport
import Testing

/// Keys in a real gpg-agent, in a home folder of its own.
@Suite struct AgentTests {
  /// An agent with one key.
  private final class Home {
    let place: ScratchDirectory
    private(set) var fingerprint = ""
    var certificate: String { place["certificate.asc"] }
    var environment: [String: String] { ["GNUPGHOME": place.path] }
    var key: String { "gpg-agent:\(fingerprint)" }

    init(_ algorithm: String, passphrase: String = "") async throws {
      place = try ScratchDirectory()
      try await startAgent(home: place.path)
      let gpg = ["--batch", "--no-tty", "--homedir", place.path]
      try await succeed(
        "gpg",
        gpg + [
          "--pinentry-mode", "loopback", "--passphrase", passphrase, "--faked-system-time",
          "20200101T000000!", "--quick-generate-key", "R <r@example.com>", algorithm, "sign",
          "never",
        ])
      try await succeed("gpg", gpg + ["--armor", "--export", "--output", place["certificate.asc"]])
      let listed = try await succeed("gpg", gpg + ["--with-colons", "-K"])
      let line = try #require(listed.split(separator: "\n").first { $0.hasPrefix("fpr:") })
      fingerprint = String(try #require(line.split(separator: ":").last))
    }

    /// Makes the agent forget passphrases.
    func lock() async throws {
      try await succeed("gpg-connect-agent", ["--homedir", place.path, "reloadagent", "/bye"])
    }

    /// Ends the agent, which would otherwise outlive the test.
    func end() async throws {
      try await succeed("gpgconf", ["--homedir", place.path, "--kill", "all"])
    }
  }

  private func with(
    _ algorithm: String, passphrase: String = "", _ body: (Home) async throws -> Void
  ) async throws {
    let home = try await Home(algorithm, passphrase: passphrase)
    do { try await body(home) } catch {
      try await home.end()
      throw error
    }
    try await home.end()
  }

  @Test(arguments: [
    ("rsa3072", true), ("ed25519", true), ("nistp256", false), ("nistp384", false),
    ("nistp521", false),
  ])
  func theAgentSigns(algorithm: String, isForRPM: Bool) async throws {
    try await with(algorithm) { home in
      let files = try await SignedFiles()
      try await files.expectSigned(
        home.key, certificate: home.certificate, environment: home.environment, isForRPM: isForRPM)
    }
  }

  @Test func thePassphraseIsHandedOver() async throws {
    try await with("ed25519", passphrase: "p4ss w%rd\u{f6}") { home in
      let files = try await SignedFiles()
      try files.place.write("p4ss w%rd\u{f6}\n", to: "passphrase", mode: 0o600)
      try files.place.write("other\n", to: "wrong", mode: 0o600)
      try await home.lock()
      let wrong = ["--passphrase-file", files.place["wrong"]]
      try await files.expectRefusal(
        home.key, certificate: home.certificate, 77, "signer.wrong-secret", options: wrong,
        environment: home.environment)
      // Nobody is there to be asked.
      try await files.expectRefusal(
        home.key, certificate: home.certificate, 77, "signer.secret-needed",
        environment: home.environment)
      try await files.expectSigned(
        home.key, certificate: home.certificate,
        ["--passphrase-file", files.place["passphrase"]], environment: home.environment)
    }
  }

  /// A file in the socket's place, as `libassuan` reads it: gpg-connect-agent follows the same one.
  @Test func aFileMayNameTheSocket() async throws {
    try await with("ed25519") { home in
      let files = try await SignedFiles()
      let listed = try await succeed(
        "gpgconf", ["--homedir", home.place.path, "--list-dirs", "agent-socket"])
      let socket = String(listed.split(separator: "\n")[0])
      let name = try #require(socket.split(separator: "/").last)
      let environment = ["AGENTS": String(socket.dropLast(name.count + 1))]
      let file = home.place["elsewhere"]
      let key = "\(home.key)?socket=\(file)"
      try home.place.write("%Assuan%\nsocket=${AGENTS}/\(name)\n", to: "elsewhere")
      let answer = try await succeed(
        "gpg-connect-agent", ["--raw-socket", file, "getinfo version", "/bye"],
        environment: environment)
      #expect(answer.contains("OK"), "\(answer)")
      let signed = try await files.sign(
        key, certificate: home.certificate, environment: environment, files: [files.file])
      #expect(signed.status == 0, "\(signed.errors)")
      try await expectDetachedSignature(
        files.file + ".asc", of: files.file, certificate: home.certificate)
      let logged = try await files.loggedBackend(
        of: key, certificate: home.certificate, environment: environment)
      #expect(logged == "gpg-agent")
      try FileManager.default.removeItem(atPath: files.file + ".asc")
      // The variable is not set; the name is relative; it is no such file; others may change it.
      try await files.expectRefusal(
        key, certificate: home.certificate, 69, "signer.unavailable")
      for text in ["%Assuan%\nsocket=\(name)\n", "nothing\n"] {
        try home.place.write(text, to: "elsewhere")
        try await files.expectRefusal(
          key, certificate: home.certificate, 69, "signer.unavailable", environment: environment)
      }
      try home.place.write("%Assuan%\nsocket=\(socket)\n", to: "elsewhere")
      try await succeed("chmod", ["666", file])
      try await files.expectRefusal(
        key, certificate: home.certificate, 69, "signer.unavailable", environment: environment)
    }
  }

  @Test func whatTheAgentDoesNotHaveIsToldApart() async throws {
    try await with("ed25519") { home in
      try await with("ed25519") { other in
        let files = try await SignedFiles()
        // A key the agent does not hold, and a certificate of another key.
        try await files.expectRefusal(
          other.key, certificate: other.certificate, 77, "signer.no-such-key",
          environment: home.environment)
        try await files.expectRefusal(
          home.key, certificate: nil, 64, "key.certificate-needed", environment: home.environment)
        try await files.expectRefusal(
          home.key, certificate: other.certificate, 77, "key.certificate-mismatch",
          environment: home.environment)
        // The socket can be named.
        let listed = try await succeed(
          "gpgconf", ["--homedir", home.place.path, "--list-dirs", "agent-socket"])
        let socket = "?socket=\(listed.split(separator: "\n")[0])"
        let signed = try await files.sign(
          home.key + socket, certificate: home.certificate, files: [files.file])
        #expect(signed.status == 0, "\(signed.errors)")
      }
      let files = try await SignedFiles()
      let nowhere = try ScratchDirectory()
      try await files.expectRefusal(
        home.key, certificate: home.certificate, 69, "signer.unavailable",
        environment: ["GNUPGHOME": nowhere.path])
      try await files.expectRefusal(
        "gpg-agent:D7A9522D1C120065", certificate: home.certificate, 64, "key.bad-reference")
    }
  }
}
