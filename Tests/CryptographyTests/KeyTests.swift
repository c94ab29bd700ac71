import Bytes
import Cryptography
import Foundation
import TestSupport
import Testing

/// Keys against RFC 8032 and the openssl program.
struct KeyTests {
  /// RFC 8032 §7.1, TEST SHA(abc): the message is itself a SHA-512 digest.
  private static let seed = "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42"
  private static let point = "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf"
  private static let signature =
    "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
    + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"

  @Test func ed25519SignsAsTheStandardDoes() throws {
    let publicKey = try PublicKey(.ed25519(hex(Self.point)))
    let key = try PrivateKey(.ed25519(seed: secret(hex(Self.seed))), publicKey: publicKey)
    let message = try digest(.sha512, of: Array("abc".utf8))
    #expect(hexadecimal(try key.sign(message, .sha512)) == Self.signature)
    #expect(publicKey.verifies(hex(Self.signature), of: message, .sha512))
    #expect(!publicKey.verifies(hex(Self.signature), of: Array(message.reversed()), .sha512))
  }

  /// RFC 8032 §7.4, 1 octet.
  @Test func ed448VerifiesAsTheStandardDoes() throws {
    let point = hex(
      "43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c086"
        + "6aea01eb00742802b8438ea4cb82169c235160627b4c3a9480")
    let signature = hex(
      "26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f435"
        + "2541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cb"
        + "cee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0f"
        + "f3348ab21aa4adafd1d234441cf807c03a00")
    #expect(signature.count == Ed448.signatureSize && point.count == Ed448.keySize)
    #expect(Ed448.verifies(signature, of: [3], by: point))
    #expect(!Ed448.verifies(signature, of: [2], by: point))
    #expect(!Ed448.verifies(signature, of: [3], by: point.dropLast() + [0x81]))
    #expect(!Ed448.verifies(Array(signature.dropLast()), of: [3], by: point))
    #expect(!Ed448.verifies(signature, of: [3], by: []))
  }

  /// RFC 8032 §7.1, TEST 3: a message of two bytes.
  @Test func ed25519SignsMessagesOfAnyLength() throws {
    let publicKey = try PublicKey(
      .ed25519(hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")))
    let key = try PrivateKey(
      .ed25519(
        seed: secret(hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"))),
      publicKey: publicKey)
    let signature =
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
      + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    #expect(hexadecimal(try key.sign([0xaf, 0x82], .sha512)) == signature)
    #expect(publicKey.verifies(hex(signature), of: [0xaf, 0x82], .sha512))
    #expect(!publicKey.verifies(hex(signature), of: [0xaf, 0x83], .sha512))
    #expect(publicKey.isSame(as: try PublicKey(publicKey.components)))
  }

  @Test func aPrivatePartOfAnotherKeyIsRefused() throws {
    let other = try PrivateKey.generate(.ed25519).publicKey
    #expect(throws: CryptographyError.self) {
      try PrivateKey(.ed25519(seed: secret(hex(Self.seed))), publicKey: other)
    }
    let rsa = try PrivateKey.generate(.rsa(bits: 2048))
    #expect(throws: CryptographyError.self) {
      try PrivateKey(rsa.components(), publicKey: PrivateKey.generate(.rsa(bits: 2048)).publicKey)
    }
  }

  @Test func componentsRebuildTheSameKey() throws {
    for kind in [PrivateKey.Kind.ed25519, .rsa(bits: 2048)] {
      let key = try PrivateKey.generate(kind)
      let again = try PrivateKey(key.components(), publicKey: PublicKey(key.publicKey.components))
      let message = try digest(.sha256, of: [1, 2, 3])
      #expect(try key.sign(message, .sha256) == again.sign(message, .sha256))
    }
  }

  @Test func rsaSignsAsOpensslDoes() async throws {
    let scratch = try ScratchDirectory()
    _ = try await run("openssl", ["genrsa", "-out", scratch["k.pem"], "2048"])
    let text = try await run("openssl", ["rsa", "-in", scratch["k.pem"], "-noout", "-text"])
    let numbers = opensslNumbers(text.output)
    let publicKey = try PublicKey(
      .rsa(modulus: #require(numbers["modulus"]), exponent: [1, 0, 1]))
    // Either order of the primes must do: the one openssl prints, and the one key files have.
    for (p, q) in [("prime1", "prime2"), ("prime2", "prime1")] {
      let key = try PrivateKey(
        .rsa(
          exponent: secret(#require(numbers["privateExponent"])), p: secret(#require(numbers[p])),
          q: secret(#require(numbers[q])), inverse: secret([])), publicKey: publicKey)
      for algorithm in [DigestAlgorithm.sha256, .sha512] {
        let message = try digest(algorithm, of: Array("message".utf8))
        try scratch.write(Array(message), to: "digest")
        _ = try await run(
          "openssl",
          [
            "pkeyutl", "-sign", "-inkey", scratch["k.pem"], "-in", scratch["digest"], "-out",
            scratch["sig"], "-pkeyopt", "digest:\(algorithm.rawValue)",
          ])
        #expect(try key.sign(message, algorithm) == scratch.read("sig"))
      }
    }
  }

  @Test(arguments: [
    (PublicKey.Curve.p256, "prime256v1", DigestAlgorithm.sha256),
    (.p384, "secp384r1", .sha384), (.p521, "secp521r1", .sha512),
  ])
  func ecdsaByOpensslVerifies(
    curve: PublicKey.Curve, name: String, algorithm: DigestAlgorithm
  ) async throws {
    let scratch = try ScratchDirectory()
    let pem = scratch["k.pem"]
    _ = try await run("openssl", ["ecparam", "-name", name, "-genkey", "-noout", "-out", pem])
    let der = scratch["pub.der"]
    _ = try await run("openssl", ["ec", "-in", pem, "-pubout", "-outform", "DER", "-out", der])
    try scratch.write(Array("message".utf8), to: "m")
    _ = try await run(
      "openssl",
      ["dgst", "-\(algorithm.rawValue)", "-sign", pem, "-out", scratch["sig"], scratch["m"]])
    let size = 1 + 2 * curve.coordinateSize
    let point = Array(try Data(contentsOf: URL(fileURLWithPath: der)).suffix(size))
    let key = try PublicKey(.ecdsa(curve, point: point))
    let raw = ecdsaPair(try scratch.read("sig"), curve.coordinateSize)
    let message = try digest(algorithm, of: Array("message".utf8))
    #expect(key.verifies(raw, of: message, algorithm))
    let encoded = try ECDSASignature.der(raw)
    #expect(try encoded == scratch.read("sig"))
    #expect(try ECDSASignature.pair(der: encoded, coordinateSize: curve.coordinateSize) == raw)
    for damaged in [encoded + [0], Array(encoded.dropLast()), [], Array(encoded.reversed())] {
      #expect(throws: CryptographyError.self) {
        try ECDSASignature.pair(der: damaged, coordinateSize: curve.coordinateSize)
      }
    }
    #expect(throws: CryptographyError.self) {
      try ECDSASignature.pair(der: encoded, coordinateSize: curve.coordinateSize - 2)
    }
    #expect(!key.verifies(Array(raw.reversed()), of: message, algorithm))
    #expect(!key.verifies([], of: message, algorithm))
  }

  @Test(arguments: PublicKey.Curve.allCases)
  func ecdsaKeysAreMadeTakenApartAndPutTogether(curve: PublicKey.Curve) throws {
    let key = try PrivateKey.generate(.ecdsa(curve))
    let components = try key.components()
    let again = try PrivateKey(components, publicKey: key.publicKey)
    let message = try digest(.sha512, of: [1, 2, 3])
    let signature = try again.sign(message, .sha512)
    #expect(signature.count == 2 * curve.coordinateSize)
    #expect(key.publicKey.verifies(signature, of: message, .sha512))
    let other = try PrivateKey.generate(.ecdsa(curve)).publicKey
    #expect(throws: CryptographyError.self) { try PrivateKey(components, publicKey: other) }
    #expect(throws: CryptographyError.self) {
      try PrivateKey(.ecdsa(scalar: secret([])), publicKey: key.publicKey)
    }
    #expect(throws: CryptographyError.self) {
      try PrivateKey(
        .ecdsa(scalar: secret([UInt8](repeating: 0xff, count: 80))), publicKey: key.publicKey)
    }
  }

  /// RFC 6979 appendix A.2.5: the private number and the point of a P-256 key.
  @Test func ecdsaKeysAreThoseOfTheStandard() throws {
    let x = "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
    let y = "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"
    let scalar = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"
    let publicKey = try PublicKey(.ecdsa(.p256, point: [4] + hex(x) + hex(y)))
    let key = try PrivateKey(.ecdsa(scalar: secret(hex(scalar))), publicKey: publicKey)
    guard case .ecdsa(let number) = try key.components() else {
      Issue.record("another kind of key")
      return
    }
    #expect(number.equals(secret(hex(scalar))))
  }

  @Test func numbersThatAreNoKeyAreRefused() {
    let cases: [PublicKey.Components] = [
      .rsa(modulus: [], exponent: []),
      .rsa(modulus: [1], exponent: [3]),
      .rsa(modulus: [UInt8](repeating: 0xff, count: 256), exponent: [1]),
      .rsa(modulus: [UInt8](repeating: 0xff, count: 4096), exponent: [3]),
      .rsa(modulus: [UInt8](repeating: 0xfe, count: 256), exponent: [3]),
      .ed25519([]), .ed25519([UInt8](repeating: 0, count: 33)),
      .ecdsa(.p256, point: [4] + [UInt8](repeating: 1, count: 64)), .ecdsa(.p256, point: []),
    ]
    for components in cases {
      #expect(throws: CryptographyError.self) { try PublicKey(components) }
    }
  }
}

func hex(_ text: String) -> [UInt8] { bytes(hexadecimal: text) ?? [] }

func secret(_ bytes: [UInt8]) -> SecretBytes { SecretBytes(copying: bytes.span.bytes) }

/// The numbers in `openssl rsa -text`, by name.
private func opensslNumbers(_ text: String) -> [String: [UInt8]] {
  var numbers: [String: [UInt8]] = [:]
  var name = ""
  for line in text.split(separator: "\n") {
    if line.hasPrefix(" ") {
      let digits = line.filter { $0 != " " && $0 != ":" }
      numbers[name, default: []] += hex(String(digits))
    } else {
      name = String(line.prefix { $0 != ":" })
    }
  }
  return numbers
}

/// r and s of a DER `SEQUENCE { INTEGER, INTEGER }`, each `size` bytes.
private func ecdsaPair(_ der: [UInt8], _ size: Int) -> [UInt8] {
  var cursor = der[1] < 0x80 ? 2 : 3
  var pair: [UInt8] = []
  for _ in 0..<2 {
    let length = Int(der[cursor + 1])
    let value = der[cursor + 2..<cursor + 2 + length].drop { $0 == 0 }
    pair += [UInt8](repeating: 0, count: size - value.count) + value
    cursor += 2 + length
  }
  return pair
}
