import Bytes
import Cryptography
import TestSupport
import Testing

/// Key files that openssl writes.
struct ContainerTests {
  /// A key of openssl's, and its public half as openssl sees it.
  private struct Made {
    let place: ScratchDirectory
    var pem: String { place["key.pem"] }

    init(_ algorithm: String, _ options: [String]) async throws {
      place = try ScratchDirectory()
      try await openssl(
        ["genpkey", "-algorithm", algorithm, "-out", place["key.pem"]]
          + options.flatMap { ["-pkeyopt", $0] })
      try await openssl(
        ["pkey", "-in", place["key.pem"], "-pubout", "-outform", "DER", "-out", place["pub.der"]])
    }

    func openssl(_ arguments: [String]) async throws {
      let result = try await run("openssl", arguments, environment: ["PW": "p4ss wörd"])
      try #require(result.status == 0, "\(result.errors)")
    }

    func file(_ name: String) throws -> SecretBytes { secret(try place.read(name)) }

    func publicKey() throws -> PublicKey {
      try PublicKey(subjectPublicKeyInfo: place.read("pub.der"))
    }
  }

  private static let passphrase = Array("p4ss wörd".utf8)

  private func expectKey(
    _ made: Made, in name: String, passphrase: [UInt8]? = nil,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    var wasAsked = false
    let key = try PrivateKey.load(container: made.file(name)) {
      wasAsked = true
      return passphrase.map { secret($0) }
    }
    #expect(wasAsked == (passphrase != nil), sourceLocation: sourceLocation)
    #expect(try key.publicKey.isSame(as: made.publicKey()), sourceLocation: sourceLocation)
    let digest = try digest(.sha512, of: [1])
    #expect(
      try key.publicKey.verifies(key.sign(digest, .sha512), of: digest, .sha512),
      sourceLocation: sourceLocation)
  }

  private func failure(
    _ made: Made, in name: String, passphrase: [UInt8]?
  ) throws -> SigningFailure.Kind? {
    let file = try made.file(name)
    do throws(SigningFailure) {
      _ = try PrivateKey.load(container: file) { passphrase.map { secret($0) } }
      return nil
    } catch { return error.kind }
  }

  @Test(arguments: [
    ("RSA", ["rsa_keygen_bits:2048"]), ("ED25519", []),
    ("EC", ["ec_paramgen_curve:P-256"]), ("EC", ["ec_paramgen_curve:P-521"]),
  ])
  func everyFormIsRead(algorithm: String, options: [String]) async throws {
    let made = try await Made(algorithm, options)
    try expectKey(made, in: "key.pem")
    try await made.openssl([
      "pkey", "-in", made.pem, "-outform", "DER", "-out", made.place["key.der"],
    ])
    try expectKey(made, in: "key.der")
    try await made.openssl(
      ["pkcs8", "-topk8", "-in", made.pem, "-passout", "env:PW", "-out", made.place["sealed.pem"]])
    try await made.openssl(
      [
        "pkcs8", "-topk8", "-in", made.pem, "-passout", "env:PW", "-outform", "DER", "-out",
        made.place["sealed.der"],
      ])
    try await made.openssl(
      [
        "pkcs12", "-export", "-nocerts", "-inkey", made.pem, "-passout", "env:PW", "-out",
        made.place["store.p12"],
      ])
    for name in ["sealed.pem", "sealed.der", "store.p12"] {
      try expectKey(made, in: name, passphrase: Self.passphrase)
      #expect(try failure(made, in: name, passphrase: nil) == .secretNeeded)
      #expect(try failure(made, in: name, passphrase: [1]) == .wrongSecret)
    }
    try await made.openssl(
      [
        "pkcs12", "-export", "-nocerts", "-inkey", made.pem, "-passout", "pass:", "-out",
        made.place["open.p12"],
      ])
    try expectKey(made, in: "open.p12")
  }

  @Test func theFormsBeforePKCS8AreRead() async throws {
    let made = try await Made("RSA", ["rsa_keygen_bits:2048"])
    try await made.openssl(["rsa", "-traditional", "-in", made.pem, "-out", made.place["old.pem"]])
    try await made.openssl(
      [
        "rsa", "-traditional", "-aes256", "-passout", "env:PW", "-in", made.pem, "-out",
        made.place["sealed.pem"],
      ])
    try expectKey(made, in: "old.pem")
    try expectKey(made, in: "sealed.pem", passphrase: Self.passphrase)
  }

  /// What openssl's own commands put beside a key: a certificate, parameters, and words.
  @Test func inPEMOthersMayStandBesideTheKey() async throws {
    let made = try await Made("EC", ["ec_paramgen_curve:P-256"])
    try await made.openssl([
      "req", "-x509", "-new", "-key", made.pem, "-subj", "/CN=x", "-out", made.place["cert.pem"],
    ])
    try await made.openssl([
      "pkcs12", "-export", "-inkey", made.pem, "-in", made.place["cert.pem"], "-passout",
      "env:PW", "-out", made.place["store.p12"],
    ])
    try await made.openssl([
      "pkcs12", "-in", made.place["store.p12"], "-passin", "env:PW", "-noenc", "-out",
      made.place["all.pem"],
    ])
    try expectKey(made, in: "all.pem")
    try await made.openssl(["ecparam", "-name", "prime256v1", "-out", made.place["curve.pem"]])
    try made.place.write(
      made.place.read("curve.pem") + made.place.read("key.pem"), to: "both.pem")
    try expectKey(made, in: "both.pem")
    try made.place.write(made.place.read("key.pem") + made.place.read("key.pem"), to: "two.pem")
    for name in ["cert.pem", "curve.pem", "two.pem"] {
      #expect(try failure(made, in: name, passphrase: nil) == .unreadable, "\(name)")
    }
  }

  @Test func aStoreUnderAnOldCipherIsTold() async throws {
    let made = try await Made("ED25519", [])
    try await made.openssl([
      "pkcs12", "-export", "-legacy", "-nocerts", "-keypbe", "PBE-SHA1-RC2-40", "-inkey", made.pem,
      "-passout", "env:PW", "-out", made.place["old.p12"],
    ])
    #expect(
      try failure(made, in: "old.p12", passphrase: Self.passphrase) == .unsupportedProtection)
  }

  @Test func otherKeysAndOtherFilesAreRefused() async throws {
    let made = try await Made("ED448", [])
    #expect(try failure(made, in: "key.pem", passphrase: nil) == .unsupported)
    #expect(try failure(made, in: "pub.der", passphrase: nil) == .unreadable)
    try made.place.write(
      "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", to: "bad.pem")
    for name in ["bad.pem"] { #expect(try failure(made, in: name, passphrase: nil) == .unreadable) }
    let whole = try made.place.read("key.pem")
    for count in stride(from: 0, to: whole.count - 30, by: 7) {
      try made.place.write(Array(whole.prefix(count)), to: "cut.pem")
      #expect(try failure(made, in: "cut.pem", passphrase: nil) == .unreadable)
    }
  }
}
