import Bytes
import Cryptography
import Testing

/// Packages whose bytes were changed, and signatures that do not cover them.
extension RPMForgery {
  static let contentRows: [Row] = [
    signed("0 nothing wrong, Ed25519", rpm: true, .yes(nil), by: \.good),
    signed("0 nothing wrong, RSA", rpm: true, .yes(nil), by: \.goodRSA),
    changed("1 a byte of the payload flipped", rpm: false, .no("rpm.payload-digest")) { it, _ in
      it.payload[it.payload.count / 2] ^= 1
    },
    changed("1 the last byte flipped", rpm: false, .no("rpm.payload-digest")) { it, _ in
      it.payload[it.payload.count - 1] ^= 1
    },
    changed("2 a byte of the main header flipped", rpm: false, .no("rpm.header-digest")) { it, _ in
      it.header[1004]?[0] ^= 1
    },
    changed(
      "3 payload replaced, all digests mended, old signature", rpm: false,
      .no("signature.bad")
    ) { it, material in
      it.payload = material.other.payload
      it.header = material.other.header
      try it.mend()
    },
    changed(
      "4 payload replaced, all digests mended, signature stripped", rpm: true,
      .no("verify.unsigned")
    ) { it, material in
      it.payload = material.other.payload
      it.header = material.other.header
      it.signatures[267] = nil
      it.signatures[1007] = material.other.signatures[1007]
      try it.mend()
    },
    changed("5 SHA-256 of the header wrong", rpm: false, .no("rpm.header-digest")) { it, _ in
      it.signatures[273]?[0] ^= 1
    },
    changed("6 SHA-1 of the header wrong", rpm: false, .no("rpm.header-digest")) { it, _ in
      it.signatures[269]?[0] ^= 1
    },
    changed("6 MD5 of the package wrong", rpm: false, .no("rpm.package-digest")) { it, _ in
      it.signatures[1004]?[0] ^= 1
    },
    changed("7 size wrong", rpm: true, .no("rpm.wrong-size")) { it, _ in
      it.signatures[1000]?[3] ^= 1
    },
    changed("7 size of the decompressed payload wrong", rpm: true, .no("rpm.wrong-size")) { it, _ in
      it.signatures[1007]?[3] ^= 1
    },
    changed("9 a byte appended", rpm: false, .no("rpm.payload-digest")) { it, _ in it.tail = [0] },
    changed("9 the last byte cut off", rpm: false, .no("rpm.payload-digest")) { it, _ in
      it.payload.removeLast()
    },
    changed("9 half of the payload cut off", rpm: false, .no("rpm.payload-digest")) { it, _ in
      it.payload.removeLast(it.payload.count / 2)
    },
    changed("9 cut off within the main header", rpm: false, .no("rpm.malformed")) { it, _ in
      it.cut = it.bytes.count - it.payload.count - it.header.serialized().count / 2
    },
    changed("9 cut off within the signature header", rpm: false, .no("rpm.malformed")) { it, _ in
      it.cut = 96 + it.signatures.serialized().count / 2
    },
  ]

  static let coverageRows: [Row] = [
    changed(
      "21 signature over the header pasted as one over everything", rpm: false,
      .no("signature.bad")
    ) { it, _ in it.signatures[1005] = it.signatures[267] },
    Row(
      "22 payload without a digest in the header, replaced, MD5 mended", rpm: false,
      .no("rpm.payload-not-covered")
    ) { it, material in
      for tag: UInt32 in [5092, 5093, 5097] { it.header[tag] = nil }
      try it.mend()
      try it.sign(by: material.keys.good)
      it.payload = material.other.payload
      try it.mend()
    },
    Row("22 payload with a SHA-1 digest in the header", rpm: nil, .no("rpm.payload-not-covered")) {
      it, material in
      it.header[5093] = bigEndian(2, 4)
      it.header.set(5092, texts: [hexadecimal(try digest(.sha1, of: it.payload))])
      try it.mend(leaving: [5092])
      try it.sign(by: material.keys.good)
    },
    Row(
      "22 payload with a digest of an unknown kind in the header", rpm: nil,
      .no("rpm.digest-unknown")
    ) { it, material in
      it.header[5093] = bigEndian(99, 4)
      try it.mend(leaving: [5092])
      try it.sign(by: material.keys.good)
    },
    Row(
      "22 payload without a digest, signed over header and payload", rpm: nil,
      .yes("rpm.payload-not-covered")
    ) { it, material in
      for tag: UInt32 in [5092, 5093, 5097] { it.header[tag] = nil }
      try it.mend()
      try it.sign(by: material.keys.good)
      try it.signPackage(by: material.keys.good)
    },
    changed(
      "23 payload replaced, its digest in the header left", rpm: false,
      .no("rpm.payload-digest")
    ) { it, material in
      it.payload = material.other.payload
      try it.mend(leaving: [5092])
    },
    changed(
      "23 payload replaced under a signature over everything", rpm: false,
      .no("signature.bad")
    ) { it, material in
      try it.signPackage(by: material.keys.good)
      it.payload = material.other.payload
      try it.mend(leaving: [5092])
    },
  ]
}
