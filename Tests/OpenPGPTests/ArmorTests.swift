import Bytes
import OpenPGP
import TestSupport
import Testing

struct ArmorTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private func block(_ lines: String) -> [UInt8] { Array(lines.utf8) }

  @Test func whatIsWrittenIsRead() throws {
    for count in 0...200 {
      let armor = Armor(.signature, (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) })
      #expect(try Armor.only(.signature, in: armor.serialized()) == armor.contents)
    }
  }

  /// GnuPG's own dearmoring agrees, and so does its armor with ours but for the line width.
  @Test func gnuPGReadsIt() async throws {
    let scratch = try ScratchDirectory()
    let contents = try await GnuPG.shared.certificate(.sealed)
    try scratch.write(Armor(.publicKey, contents).serialized(), to: "k.asc")
    let read = try await run(
      "gpg",
      [
        "--homedir", scratch[""], "--batch", "--output", scratch["k"], "--dearmor",
        scratch["k.asc"],
      ]
    )
    #expect(read.status == 0, "\(read.errors)")
    #expect(try scratch.read("k") == contents)
    // The checksum line of GnuPG's armor, computed by GnuPG.
    let armored = try await GnuPG.shared.armoredCertificate
    let blocks = try Armor.blocks(in: armored)
    #expect(blocks.map(\.kind) == [.publicKey])
    func checksum(_ armored: [UInt8]) -> String? {
      text(armored).split(separator: "\n").first { $0.count == 5 }.map { String($0) }
    }
    let theirs = checksum(armored)
    #expect(theirs != nil && checksum(blocks[0].serialized()) == theirs)
  }

  /// RFC 9580 §6.1.1's way of counting, by the check value everybody publishes for CRC-24/OpenPGP.
  @Test func theChecksumIsTheStandards() {
    let armored = text(Armor(.signature, Array("123456789".utf8)).serialized())
    #expect(
      armored
        == "-----BEGIN PGP SIGNATURE-----\n\nMTIzNDU2Nzg5\n=Ic8C\n-----END PGP SIGNATURE-----\n")
  }

  @Test func textAroundAndHeadersAreAllowedInKeyrings() throws {
    let one = text(Armor(.publicKey, [1, 2, 3]).serialized())
    let other = one.replacingOccurrences(
      "-----\n\n", "-----\r\nVersion: 1\r\nComment: x\r\n \t\r\n")
    let blocks = try Armor.blocks(in: block("hello\n\(one)\nbetween\n\(other)after"))
    #expect(blocks.map(\.contents) == [[1, 2, 3], [1, 2, 3]])
    #expect(throws: MalformedInput.self) { try Armor.only(.publicKey, in: block(one + other)) }
    #expect(throws: MalformedInput.self) { try Armor.only(.publicKey, in: block("x\n" + one)) }
    #expect(throws: MalformedInput.self) { try Armor.only(.publicKey, in: block(one + "x")) }
    #expect(throws: MalformedInput.self) { try Armor.only(.signature, in: block(one)) }
    #expect(try Armor.only(.publicKey, in: block("\n" + one + " \n")) == [1, 2, 3])
  }

  @Test func aMissingChecksumIsAcceptedAWrongOneNot() throws {
    let whole = text(Armor(.signature, Array("123456789".utf8)).serialized())
    let bare = whole.replacingOccurrences("=Ic8C\n", "")
    #expect(try Armor.only(.signature, in: block(bare)) == Array("123456789".utf8))
    for wrong in ["=Ic8D", "=AAAA", "=Ic8", "=Ic8C=", "=Ic8C\nAAAA", "=Ic8C\n=Ic8C"] {
      let damaged = whole.replacingOccurrences("=Ic8C", wrong)
      #expect(throws: MalformedInput.self, "\(wrong)") {
        try Armor.only(.signature, in: block(damaged))
      }
    }
  }

  @Test(arguments: [
    "MTIzNDU2Nzg5!", "MTIzNDU2Nzg", "MTIz=DU2", "MTIzNDU2Nzg5MQ=A", "MR==", "MTF=", "=", "====",
  ])
  func damagedTextIsRefused(data: String) {
    let text = "-----BEGIN PGP SIGNATURE-----\n\n\(data)\n-----END PGP SIGNATURE-----\n"
    #expect(throws: MalformedInput.self) { try Armor.only(.signature, in: block(text)) }
  }

  @Test func everyCutAndChangeIsRefusedOrHarmless() throws {
    let contents: [UInt8] = Array(0..<100)
    let whole = Armor(.signature, contents).serialized()
    for count in 0..<(whole.count - 1) {
      #expect(throws: MalformedInput.self, "\(count)") {
        try Armor.only(.signature, in: Array(whole.prefix(count)))
      }
    }
    for index in whole.indices {
      var changed = whole
      changed[index] ^= 2
      if let read = try? Armor.only(.signature, in: changed) {
        #expect(read == contents, "byte \(index)")
      }
    }
  }
}

extension String {
  fileprivate func replacingOccurrences(_ old: String, _ new: String) -> String {
    split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }
}
