import Bytes
import Testing

/// Packages with another layout, and with several signatures.
extension RPMForgery {
  static let layoutRows: [Row] = [
    changed("24 signature header without a region", rpm: true, .no("rpm.header-no-region")) {
      it, _ in it.signatures.hasRegion = false
    },
    changed("24 region that does not cover everything", rpm: true, .no("rpm.header-bad-trailer")) {
      it, _ in it.signatures.hasShortTrailer = true
    },
    changed("24 index not sorted", rpm: true, .no("rpm.header-unsorted")) { it, _ in
      it.signatures.entries.reverse()
      it.signatures.isUnsorted = true
    },
    Row("24 tag 268 twice", rpm: true, .no("rpm.header-duplicate-tag")) { it, material in
      try it.sign(by: material.keys.goodRSA)
      let entry = try #require(it.signatures.entries.first { $0.tag == 268 })
      it.signatures.entries.append(entry)
    },
    changed("24 reserved space not empty", rpm: true, .no("rpm.signature-reserved")) { it, _ in
      it.signatures[1008]?[5] = 1
    },
    changed("24 padding not zero", rpm: true, .no("rpm.signature-padding")) { it, _ in
      it.makeRoomForPadding()
      it.padding = [UInt8](repeating: 1, count: 8 - it.signatures.serialized().count % 8)
    },
    changed("25 padding missing", rpm: false, .no("rpm.malformed")) { it, _ in
      it.makeRoomForPadding()
      it.padding = []
    },
    changed("25 more than 32 tags", rpm: false, .no("rpm.malformed")) { it, _ in
      for tag in 2000..<2040 as Range<UInt32> { it.signatures[tag] = [1] }
    },
    changed("25 an unknown tag", rpm: true, .no("rpm.signature-unknown-tag")) { it, _ in
      it.signatures[2000] = [1]
    },
    changed("26 signature header beyond 8192 bytes", rpm: true, .yes("rpm.signature-oversized")) {
      it, _ in it.signatures[1008] = [UInt8](repeating: 0, count: 9000)
    },
    changed("27 another name in the lead", rpm: true, .no("rpm.lead-disagrees")) { it, _ in
      it.lead[10] ^= 1
    },
    changed("27 another architecture in the lead", rpm: true, .no("rpm.lead-disagrees")) { it, _ in
      it.lead[9] ^= 2
    },
    changed("27 another type in the lead", rpm: true, .no("rpm.lead-disagrees")) { it, _ in
      it.lead[7] ^= 1
    },
  ]

  static let manyRows: [Row] = [
    changed(
      "28 rpm 6's tag with one more signature, by an unknown key", rpm: true,
      .yes("signature.unknown-key")
    ) { it, material in
      let foreign = try ForgedSignature().packet(
        over: it.header.serialized(), by: material.keys.unknown)
      it.signatures.set(278, texts: base64([it.signatures[267] ?? [], foreign]))
    },
    changed(
      "28 rpm 6's tag with one more signature, of a kind nobody here knows", rpm: true,
      .yes("signature.refused")
    ) { it, _ in
      it.signatures.set(
        278, texts: base64([it.signatures[267] ?? [], ForgedSignature.postQuantum]))
    },
    changed(
      "28 rpm 6's tag with one more signature, a bad one by a trusted key", rpm: true,
      .no("signature.bad")
    ) { it, material in
      let bad = try ForgedSignature().packet(over: [1], by: material.keys.goodRSA)
      it.signatures.set(278, texts: base64([it.signatures[267] ?? [], bad]))
    },
    changed("28 rpm 6's tag with text that is no base64", rpm: true, .no("rpm.not-a-signature")) {
      it, _ in it.signatures.set(278, texts: ["*"])
    },
    Row("28 nobody known signed", rpm: nil, .no("signature.unknown-key")) { it, material in
      try it.sign(by: material.keys.unknown)
      it.signatures.set(278, texts: base64([ForgedSignature.postQuantum]))
    },
    Row("29 only rpm 6's tag", rpm: true, .yes("rpm.signature-too-new")) { it, material in
      try it.signInEntry(by: [material.keys.good])
    },
  ]
}

extension ForgedRPM {
  /// Signs the main header under rpm 6's tag alone.
  mutating func signInEntry(by keys: [ForgerKey]) throws {
    let packets = try keys.map { try ForgedSignature().packet(over: header.serialized(), by: $0) }
    signatures.set(278, texts: base64(packets))
  }

  /// Has the signature header end where padding is needed.
  fileprivate mutating func makeRoomForPadding() {
    while signatures.serialized().count.isMultiple(of: 8) { signatures[1008]?.append(0) }
  }
}

private func base64(_ packets: [[UInt8]]) -> [String] {
  packets.map { String(decoding: Base64.encoded($0), as: UTF8.self) }
}
