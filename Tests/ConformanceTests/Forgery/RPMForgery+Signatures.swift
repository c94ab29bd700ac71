import Bytes
import Testing

/// Signatures that are not in order, over bytes that are.
extension RPMForgery {
  static let signatureRows: [Row] = [
    signed("8 unknown key", rpm: false, .no("signature.unknown-key"), by: \.unknown),
    Row("10 signature of another package", rpm: false, .no("signature.bad")) { it, material in
      var other = material.other
      try other.sign(by: material.keys.good)
      it.signatures[267] = other.signatures[267]
    },
    signed(
      "11 signature over text", rpm: false, .no("signature.refused"), by: \.good, .init(type: 1)),
    signed(
      "11 signature that certifies", rpm: false, .no("signature.refused"), by: \.good,
      .init(type: 0x10)),
    signed(
      "12 SHA-1", rpm: true, .no("signature.refused"), by: \.goodRSA, .init(hash: .sha1)),
    signed(
      "15 signature expired", rpm: true, .no("signature.refused"), by: \.good,
      .init(statements: [(3, [0, 0, 0, 10])])),
    signed(
      "15 signature from the future", rpm: true, .no("signature.refused"), by: \.good,
      .init(created: 4_000_000_000)),
    signed(
      "15 signature older than its key", rpm: true, .no("signature.refused"), by: \.good,
      .init(created: ForgerKeys.made - 1_000_000)),
    signed(
      "15 signature without a time", rpm: false, .no("signature.refused"), by: \.good,
      .init(created: nil)),
  ]

  static let keyRows: [Row] = [
    signed("13 RSA with 1024 bits", rpm: true, .no("signature.key-refused"), by: \.weak),
    signed(
      "14 key expired since", rpm: true, .no("signature.key-refused"), by: \.expired),
    signed(
      "14 key expired before", rpm: true, .no("signature.key-refused"), by: \.expired,
      .init(created: ForgerKeys.made + 2 * 366 * 86_400)),
    signed("14 key revoked", rpm: true, .no("signature.key-refused"), by: \.revoked),
    signed(
      "14 key that only certifies", rpm: true, .no("signature.key-refused"), by: \.certifyOnly),
  ]

  static let packetRows: [Row] = [
    signed(
      "16 unknown critical subpacket", rpm: false, .no("signature.refused"), by: \.good,
      .init(statements: [(0x80 | 101, [1])])),
    signed(
      "16 unknown subpacket that is not critical", rpm: true, .yes(nil), by: \.good,
      .init(statements: [(101, [1])])),
    signed(
      "17 key id removed", rpm: false, .yes(nil), by: \.good, .init(keyID: .some(nil))),
    signed(
      "17 key id altered", rpm: false, .no("signature.refused"), by: \.good,
      .init(keyID: .some([1, 2, 3, 4, 5, 6, 7, 8]))),
    signed(
      "17 key id alone", rpm: true, .yes(nil), by: \.good, .init(namesFingerprint: false)),
    signed(
      "18 first bytes of the digest wrong", rpm: false, .no("signature.refused"), by: \.good,
      .init(hasWrongHint: true)),
    changed("19 junk behind the packet", rpm: false, .no("rpm.not-a-signature")) { it, _ in
      it.signatures[267]? += [0, 0]
    },
    changed("19 two packets", rpm: false, .no("rpm.not-a-signature")) { it, _ in
      if let packet = it.signatures[267] { it.signatures[267] = packet + packet }
    },
    changed("19 no packet", rpm: false, .no("rpm.malformed")) { it, _ in it.signatures[267] = [] },
    changed("19 zeros for a packet", rpm: false, .no("rpm.not-a-signature")) { it, _ in
      it.signatures[267] = [0]
    },
    changed("19 packet armored", rpm: false, .no("rpm.not-a-signature")) { it, _ in
      let text = Base64.encoded(it.signatures[267] ?? [])
      it.signatures[267] =
        Array("-----BEGIN PGP SIGNATURE-----\n\n".utf8) + text
        + Array("\n-----END PGP SIGNATURE-----\n".utf8)
    },
    signed(
      "20 packet of version 3", rpm: true, .no("signature.refused"), by: \.goodRSA,
      .init(version: 3)),
  ]
}
