import Bytes
import Cryptography
import Foundation
import TestSupport
import Testing

/// Keys on a token, by SoftHSM's PKCS#11 module.
///
/// The module reads its configuration from the environment once a process, so all tests share one
/// folder of tokens.
@Suite(.serialized) struct TokenTests {
  static let module = "/usr/lib/softhsm/libsofthsm2.so"
  static let pin = "73912"

  /// Tokens made once: `release` with one key of each kind and two of one label, and `other`.
  private static let tokens = Task { () -> ScratchDirectory in
    let place = try ScratchDirectory()
    try place.makeDirectory("tokens")
    try place.write(
      "directories.tokendir = \(place["tokens"])\nobjectstore.backend = file\nlog.level = ERROR\n",
      to: "softhsm2.conf")
    setenv("SOFTHSM2_CONF", place["softhsm2.conf"], 1)
    func tool(_ program: String, _ arguments: [String]) async throws {
      try await succeed(program, arguments)
    }
    for label in ["release", "other"] {
      try await tool(
        "softhsm2-util",
        ["--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", "55555555"])
    }
    let keys: [(name: String, algorithm: [String], label: String, id: String)] = [
      ("rsa", ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "rsa", "01"),
      ("p256", ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "p256", "02"),
      ("p384", ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"], "p384", "03"),
      ("p521", ["EC", "-pkeyopt", "ec_paramgen_curve:P-521"], "p521", "04"),
      ("ed25519", ["ED25519"], "ed25519", "05"),
      ("twin1", ["ED25519"], "twin", "06"), ("twin2", ["ED25519"], "twin", "07"),
    ]
    for key in keys {
      let pem = place["\(key.name).pem"]
      try await tool("openssl", ["genpkey", "-out", pem, "-algorithm"] + key.algorithm)
      try await tool(
        "openssl",
        ["pkey", "-in", pem, "-pubout", "-outform", "DER", "-out", place["\(key.name).der"]])
      try await tool(
        "softhsm2-util",
        [
          "--import", pem, "--token", "release", "--label", key.label, "--id", key.id, "--pin", pin,
        ])
    }
    let headers = "\(packageDirectory)/Sources/System/CPKCS11"
    let source = "\(packageDirectory)/Tests/Programs/token.c"
    try await tool(
      "gcc", ["-DMAKE_KEY", "-I", headers, "-o", place["make-key"], source, "-ldl"])
    try await tool(place["make-key"], [])
    for kind in ["PAD", "LOCKED", "LOCKS"] {
      try await tool(
        "gcc",
        ["-D\(kind)", "-I", headers, "-shared", "-fPIC", "-o", place["\(kind).so"], source, "-ldl"])
    }
    return place
  }

  private func selection(_ change: (inout TokenSelection) -> Void) -> TokenSelection {
    var selection = TokenSelection(module: Self.module)
    selection.token = "release"
    change(&selection)
    return selection
  }

  private func open(
    _ selection: TokenSelection, pin: String? = TokenTests.pin
  ) async throws -> TokenSigner {
    _ = try await Self.tokens.value
    return try TokenSigner(selection, expecting: nil) { pin.map { secret(Array($0.utf8)) } }
  }

  private func failure(
    _ selection: TokenSelection, pin: String? = TokenTests.pin
  ) async throws -> SigningFailure? {
    do {
      _ = try await open(selection, pin: pin)
      return nil
    } catch let error as SigningFailure { return error }
  }

  @Test(arguments: [
    ("rsa", DigestAlgorithm.sha256), ("rsa", .sha512), ("p256", .sha256), ("p384", .sha384),
    ("p521", .sha512), ("ed25519", .sha256), ("ed25519", .sha512),
  ])
  func tokensSign(name: String, algorithm: DigestAlgorithm) async throws {
    let place = try await Self.tokens.value
    let signer = try await open(selection { $0.label = name })
    let expected = try PublicKey(subjectPublicKeyInfo: place.read("\(name).der"))
    #expect(signer.publicKey.isSame(as: expected))
    let digest = try digest(algorithm, of: Array(name.utf8))
    #expect(expected.verifies(try signer.sign(digest, algorithm), of: digest, algorithm))
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          guard let signature = try? signer.sign(digest, algorithm) else { return false }
          return expected.verifies(signature, of: digest, algorithm)
        }
      }
      for await isGood in group { #expect(isGood) }
    }
  }

  @Test func wrongPINsAndNoneAreToldApart() async throws {
    // Another token, so that its lock is nobody else's; nobody is logged in there.
    let other = selection {
      $0.token = "other"
      $0.label = "rsa"
    }
    #expect(try await failure(other, pin: "00000")?.kind == .wrongSecret)
    #expect(try await failure(other, pin: "0")?.kind == .wrongSecret)
    #expect(try await failure(other, pin: nil)?.kind == .secretNeeded)
  }

  @Test func lockedPINsAreToldApart() async throws {
    let place = try await Self.tokens.value
    for module in ["LOCKED", "LOCKS"] {
      var locked = selection { $0.label = "rsa" }
      locked.module = place["\(module).so"]
      #expect(try await failure(locked)?.kind == .secretLocked, "\(module)")
    }
  }

  /// `CKA_ALWAYS_AUTHENTICATE`: SoftHSM signs after a login for this one signature only.
  @Test func aKeyMayAskForThePINEachTime() async throws {
    let place = try await Self.tokens.value
    let digest = try digest(.sha256, of: [1])
    let signer = try await open(selection { $0.label = "always" })
    for _ in 0..<2 {
      #expect(signer.publicKey.verifies(try signer.sign(digest, .sha256), of: digest, .sha256))
    }
    // Somebody is logged in, so that nobody asks before the signature itself.
    let wrong = try await open(selection { $0.label = "always" }, pin: "00000")
    let error = #expect(throws: SigningFailure.self) { try wrong.sign(digest, .sha256) }
    #expect(error?.kind == .wrongSecret)
    // A token with keys to type the PIN on is asked to have it typed, each time.
    var typed = selection { $0.label = "always" }
    typed.module = place["PAD.so"]
    let pad = try await open(typed, pin: nil)
    for _ in 0..<2 {
      #expect(pad.publicKey.verifies(try pad.sign(digest, .sha256), of: digest, .sha256))
    }
    withExtendedLifetime(signer) {}
  }

  @Test func twoKeysOfOneLabelAreNotGuessedAt() async throws {
    let failure = try await failure(selection { $0.label = "twin" })
    #expect(failure?.kind == .ambiguousKey)
    #expect(failure?.words.contains("%06") == true && failure?.words.contains("%07") == true)
    let place = try await Self.tokens.value
    let one = try await open(
      selection {
        $0.label = "twin"
        $0.identifier = [7]
      })
    #expect(one.publicKey.isSame(as: try PublicKey(subjectPublicKeyInfo: place.read("twin2.der"))))
  }

  @Test func missingKeysTokensAndModulesAreToldApart() async throws {
    #expect(try await failure(selection { $0.label = "absent" })?.kind == .noSuchKey)
    #expect(try await failure(selection { $0.identifier = [0x99] })?.kind == .noSuchKey)
    let noToken = try await failure(selection { $0.token = "absent" })
    #expect(noToken?.kind == .noSuchKey && noToken?.words.contains("'release'") == true)
    #expect(try await failure(selection { $0.serial = "absent" })?.kind == .noSuchKey)
    #expect(
      try await failure(
        selection {
          $0.token = nil
          $0.label = "rsa"
        })?.kind == .ambiguousKey)
    for module in ["/nowhere/p11.so", libraryWithoutFunctions, "/etc/passwd"] {
      #expect(try await failure(TokenSelection(module: module))?.kind == .unavailable)
    }
  }
}

/// A shared library that is no PKCS#11 module.
private let libraryWithoutFunctions = "libcrypto.so.3"
