import Cryptography
import TestSupport
import Testing

@testable import OpenPGP

/// Keys as `sq key generate` of Sequoia 1 exports them: the primary key certifies, a subkey signs.
struct SequoiaKeyTests {
  @Test(arguments: ["cv25519", "rsa3k"], [nil, GnuPG.passphrase])
  func exportedKeysSign(suite: String, passphrase: String?) async throws {
    let scratch = try ScratchDirectory()
    let command = [
      "key", "generate", "--userid", "<s@example.invalid>", "--cipher-suite", suite, "--export",
      scratch["key"],
    ]
    if let passphrase {
      // Sequoia asks for it at a terminal and nowhere else.
      try await succeed(
        "python3", ["-c", Self.terminal, passphrase, "sq"] + command + ["--with-password"])
    } else {
      try await succeed("sq", command)
    }
    let key = try TransferableSecretKey.only(scratch.read("key"))
    #expect(key.secrets.allSatisfy { $0.needsPassphrase == (passphrase != nil) })
    let moment = key.certificate.primary.created + 1
    let secret = try #require(key.signingKeys(at: moment).first)
    #expect(secret.publicKey != key.certificate.primary)
    if passphrase != nil {
      #expect(throws: OpenPGPError.wrongPassphrase) {
        try secret.unlock(passphrase: SecretBytes("p4ss word"))
      }
    }
    let builder = try SignatureBuilder(
      signer: secret.unlock(passphrase: passphrase.map { SecretBytes($0) }),
      created: moment)
    try builder.update(GnuPG.document)
    let signature = try builder.finish()
    let result = try await sqVerify(
      certificate: key.certificate.armored(), signature: signature, document: GnuPG.document)
    #expect(result.status == 0, "\(result.errors)")
  }

  /// Runs a program at a terminal of its own and types the first argument at every question.
  private static let terminal = """
    import os, pty, sys
    word, command = sys.argv[1].encode(), sys.argv[2:]
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)
    seen, answered = b"", 0
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        seen += part
        while seen.count(b": ") > answered:
            answered += 1
            os.write(terminal, word + b"\\n")
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
}
