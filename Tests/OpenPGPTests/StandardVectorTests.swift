import Bytes
import Cryptography
import Testing

@testable import OpenPGP

/// The samples of RFC 9580, appendix A.
struct StandardVectorTests {
  private func packets(_ text: String) throws -> [Packet] {
    try KeyFile.packets(parsing: Array(text.utf8))[0]
  }

  /// A.3, as the public part of A.4, and A.6.
  @Test func theCertificateVerifiesItsMessage() throws {
    let certificate = try Certificate(packets(Self.openKey))
    #expect(certificate.primary.version == 6)
    #expect(
      certificate.keys.map(\.fingerprint.description) == [
        "CB186C4F0609A697E4D52DFA6C722B0C1F1E27C18A56708F6525EC27BAD9ACC9",
        "12C83F1E706F6308FE151A417743A1F033790E93E9978488D1DB378DA9930885",
      ])
    #expect(certificate.primary.keyID.description == "CB186C4F0609A697")
    let standing = certificate.standing(at: Self.later)
    #expect(standing.keys.map(\.problem) == [nil, .notForSigning])
    let signature = try Armor.only(.signature, in: Array(Self.signature.utf8))
    for (text, isGood) in [(Self.message, true), (Self.message + " ", false)] {
      let verifier = try SignatureVerifier(parsing: signature, type: .text)
      try verifier.update(Array(text.utf8))
      #expect(try verifier.verdict(keyring: [certificate], at: Self.later).isGood == isGood)
    }
    #expect(certificate.serialized().count > 0)
    #expect(try Certificate(packets(string(certificate.armored()))) == certificate)
  }

  /// A.5: the seed under OCB, from the key Argon2 made of the passphrase, is that of A.4.
  @Test func theLockedKeyHoldsTheOpenOne() throws {
    let locked = try packets(Self.lockedKey)[0]
    let publicKey = try PublicKeyPacket(locked)
    let secret = try #require(locked.secret).copied
    var reader = ByteReader(secret.span.bytes)
    // Usage, the size of what follows, cipher, mode, the size of the specifier.
    #expect(try reader.array(5) == [253, 38, 9, 2, 20])
    guard case .argon2(let parameters) = try StringToKey(parsing: &reader) else {
      Issue.record("another derivation")
      return
    }
    #expect(parameters.suffix(3) == [1, 4, 21])
    let contents = KeyContents(type: .secretKey, publicPart: publicKey.body)
    let derived = try #require(bytes(hexadecimal: Self.derivedKey))
    let key = try contents.key(from: SecretBytes(copying: derived.span.bytes), .aes256, .ocb)
    let cipher = AuthenticatedCipher(.ocb, key: key, nonce: try reader.array(15))
    let seed = try #require(
      try cipher.decrypt(reader.array(reader.remaining), associated: contents.associated))
    let open = try #require(try packets(Self.openKey)[0].secret).copied
    #expect(seed.equals(SecretBytes(copying: Array(open.suffix(32)).span.bytes)))
  }

  /// Version 6 keys verify and do not sign: nothing that packages meet reads what they make.
  @Test func secretKeysOfVersionSixAreRefused() throws {
    for key in [Self.openKey, Self.lockedKey] {
      let error = #expect(throws: MalformedInput.self) {
        try TransferableSecretKey(packets(key))
      }
      #expect(error?.code == .unsupported && error?.field == "key version")
    }
  }

  private func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// 2023-01-01, after the message was signed.
  private static let later: UInt32 = 1_672_531_200

  private static let message =
    "What we need from the grocery store:\r\n\r\n- tofu\r\n- vegetables\r\n- noodles\r\n"

  private static let signature = """
    -----BEGIN PGP SIGNATURE-----

    wpgGARsKAAAAKQWCY5ijYyIhBssYbE8GCaaX5NUt+mxyKwwfHifBilZwj2Ul7Ce6
    2azJAAAAAGk2IHZJX1AhiJD39eLuPBgiUU9wUA9VHYblySHkBONKU/usJ9BvuAqo
    /FvLFuGWMbKAdA+epq7V4HOtAPlBWmU8QOd6aud+aSunHQaaEJ+iTFjP2OMW0KBr
    NK2ay45cX1IVAQ==
    -----END PGP SIGNATURE-----
    """

  private static let openKey = """
    -----BEGIN PGP PRIVATE KEY BLOCK-----

    xUsGY4d/4xsAAAAg+U2nu0jWCmHlZ3BqZYfQMxmZu52JGggkLq2EVD34laMAGXKB
    exK+cH6NX1hs5hNhIB00TrJmosgv3mg1ditlsLfCsQYfGwoAAABCBYJjh3/jAwsJ
    BwUVCg4IDAIWAAKbAwIeCSIhBssYbE8GCaaX5NUt+mxyKwwfHifBilZwj2Ul7Ce6
    2azJBScJAgcCAAAAAK0oIBA+LX0ifsDm185Ecds2v8lwgyU2kCcUmKfvBXbAf6rh
    RYWzuQOwEn7E/aLwIwRaLsdry0+VcallHhSu4RN6HWaEQsiPlR4zxP/TP7mhfVEe
    7XWPxtnMUMtf15OyA51YBMdLBmOHf+MZAAAAIIaTJINn+eUBXbki+PSAld2nhJh/
    LVmFsS+60WyvXkQ1AE1gCk95TUR3XFeibg/u/tVY6a//1q0NWC1X+yui3O24wpsG
    GBsKAAAALAWCY4d/4wKbDCIhBssYbE8GCaaX5NUt+mxyKwwfHifBilZwj2Ul7Ce6
    2azJAAAAAAQBIKbpGG2dWTX8j+VjFM21J0hqWlEg+bdiojWnKfA5AQpWUWtnNwDE
    M0g12vYxoWM8Y81W+bHBw805I8kWVkXU6vFOi+HWvv/ira7ofJu16NnoUkhclkUr
    k0mXubZvyl4GBg==
    -----END PGP PRIVATE KEY BLOCK-----
    """

  private static let lockedKey = """
    -----BEGIN PGP PRIVATE KEY BLOCK-----

    xYIGY4d/4xsAAAAg+U2nu0jWCmHlZ3BqZYfQMxmZu52JGggkLq2EVD34laP9JgkC
    FARdb9ccngltHraRe25uHuyuAQQVtKipJ0+r5jL4dacGWSAheCWPpITYiyfyIOPS
    3gIDyg8f7strd1OB4+LZsUhcIjOMpVHgmiY/IutJkulneoBYwrEGHxsKAAAAQgWC
    Y4d/4wMLCQcFFQoOCAwCFgACmwMCHgkiIQbLGGxPBgmml+TVLfpscisMHx4nwYpW
    cI9lJewnutmsyQUnCQIHAgAAAACtKCAQPi19In7A5tfORHHbNr/JcIMlNpAnFJin
    7wV2wH+q4UWFs7kDsBJ+xP2i8CMEWi7Ha8tPlXGpZR4UruETeh1mhELIj5UeM8T/
    0z+5oX1RHu11j8bZzFDLX9eTsgOdWATHggZjh3/jGQAAACCGkySDZ/nlAV25Ivj0
    gJXdp4SYfy1ZhbEvutFsr15ENf0mCQIUBA5hhGgp2oaavg6mFUXcFMwBBBUuE8qf
    9Ock+xwusd+GAglBr5LVyr/lup3xxQvHXFSjjA2haXfoN6xUGRdDEHI6+uevKjVR
    v5oAxgu7eJpaXNjCmwYYGwoAAAAsBYJjh3/jApsMIiEGyxhsTwYJppfk1S36bHIr
    DB8eJ8GKVnCPZSXsJ7rZrMkAAAAABAEgpukYbZ1ZNfyP5WMUzbUnSGpaUSD5t2Ki
    Nacp8DkBClZRa2c3AMQzSDXa9jGhYzxjzVb5scHDzTkjyRZWRdTq8U6L4da+/+Kt
    ruh8m7Xo2ehSSFyWRSuTSZe5tm/KXgYG
    -----END PGP PRIVATE KEY BLOCK-----
    """

  /// What Argon2 makes of `correct horse battery staple` (A.5.1).
  private static let derivedKey = "832bd2662a5c2b251ee3fc82aec349a766ca539015880133002e5a21960b3bcf"
}
