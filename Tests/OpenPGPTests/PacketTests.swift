import Bytes
import Cryptography
import Testing

@testable import OpenPGP

struct PacketTests {
  private func parse(_ bytes: [UInt8]) throws(MalformedInput) -> [Packet] {
    try Packet.all(parsing: SecretBytes(bytes))
  }

  /// RFC 9580 §4.2.1 and §4.2.2: every form of length.
  @Test(arguments: [
    ([0x8c, 2, 7, 8], 2), ([0x8d, 0, 2, 7, 8], 2), ([0x8e, 0, 0, 0, 2, 7, 8], 2),
    ([0xc3, 2, 7, 8], 2), ([0xc3, 0xff, 0, 0, 0, 2, 7, 8], 2),
    ([0xc3, 0xc0, 0] + [UInt8](repeating: 1, count: 192), 192),
    ([0xc3, 0xdf, 0xff] + [UInt8](repeating: 1, count: 8383), 8383),
  ])
  func lengthsAreRead(bytes: [UInt8], count: Int) throws {
    let packets = try parse(bytes)
    #expect(packets.count == 1)
    #expect(packets[0].type.rawValue == 3)
    #expect(packets[0].body == Array(bytes.suffix(count)))
    #expect(try parse(packets[0].serialized()) == packets)
    // Each form is whole or not there at all.
    for length in 1..<min(bytes.count, 300) {
      #expect(throws: MalformedInput.self) { try parse(Array(bytes.prefix(length))) }
    }
  }

  @Test(arguments: [
    ([0x8f, 1, 2], MalformedInput.Code.unsupported),  // indeterminate
    ([0xc3, 0xe1, 1, 2], .unsupported),  // partial
    ([0x0c, 0], .badMagic), ([0x80, 0], .invalidValue), ([0xc0, 0], .invalidValue),
    ([0x8e, 0xff, 0xff, 0xff, 0xff], .truncated),
  ])
  func othersAreRefused(bytes: [UInt8], code: MalformedInput.Code) {
    let error = #expect(throws: MalformedInput.self) { try parse(bytes) }
    #expect(error?.code == code)
  }

  @Test(arguments: [0, 1, 255, 256, 65535, 65536])
  func whatIsWrittenIsRead(count: Int) throws {
    for type in [PacketType.signature, .userAttribute] {
      let packet = Packet(type, [UInt8](repeating: 5, count: count))
      #expect(try parse(packet.serialized()) == [packet])
    }
  }

  /// The private part of a secret key is a part of the file's own memory, and of nothing else.
  @Test func privatePartsAreNotCopied() async throws {
    let gnupg = try await GnuPG.shared
    for name in [GnuPG.Name.plain, .sealed, .subkeyed] {
      let bytes = try gnupg.secret(name)
      #expect(!Armor.isArmored(bytes))
      let file = SecretBytes(bytes)
      let packets = try Packet.all(parsing: file)
      let secrets = packets.compactMap(\.secret)
      #expect(secrets.count == packets.count { $0.type == .secretKey || $0.type == .secretSubkey })
      #expect(!secrets.isEmpty)
      let pages = file.withUnsafeBytes {
        UInt(bitPattern: $0.baseAddress)..<UInt(bitPattern: $0.baseAddress) + UInt($0.count)
      }
      for secret in secrets {
        #expect(secret.count > 34)
        #expect(secret.withUnsafeBytes { pages.contains(UInt(bitPattern: $0.baseAddress)) })
      }
      // What is left in arrays is what the certificate tells.
      let certificate = try Certificate(packets)
      #expect(
        packets.filter { $0.secret != nil }.map(\.body) == certificate.keys.map(\.body))
      #expect(Packet.serialized(packets).copied == bytes)
      #expect(try TransferableSecretKey(packets).serialized().copied == bytes)
      var reader = ByteReader(bytes.span.bytes)
      #expect(throws: MalformedInput(.unsupported, at: 0)) { try Packet(parsing: &reader) }
    }
  }

  /// A key file cut at any byte, and with any byte changed, is read or refused, never a trap.
  @Test(arguments: [GnuPG.Name.plain, .sealed, .subkeyed])
  func damagedKeysAreRefusedOrRead(name: GnuPG.Name) async throws {
    let gnupg = try await GnuPG.shared
    for bytes in [try gnupg.certificate(name), try gnupg.secret(name)] {
      for count in 0..<bytes.count { attempt(Array(bytes.prefix(count))) }
      for index in bytes.indices {
        for value in [UInt8(0), 0xff, bytes[index] ^ 1] {
          var changed = bytes
          changed[index] = value
          attempt(changed)
        }
      }
    }
  }

  private func attempt(_ bytes: [UInt8]) {
    guard let keys = try? KeyFile.packets(parsing: bytes) else { return }
    for packets in keys {
      _ = try? Certificate(packets)
      _ = try? TransferableSecretKey(packets)
    }
  }

  /// A certificate with any one byte changed vouches for no key but the one it is.
  @Test func changedCertificatesVouchForNothingElse() async throws {
    let bytes = try await GnuPG.shared.certificate(.subkeyed)
    let names = try Set(Certificate.all(bytes)[0].keys.map(\.fingerprint))
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 4
      guard let certificate = try? Certificate.all(changed).first else { continue }
      for key in certificate.standing(at: later).keys where key.problem == nil {
        #expect(names.contains(key.fingerprint), "byte \(index)")
      }
    }
  }

  @Test func numbersKeepTheirValue() throws {
    for (bytes, count) in [
      ([0, 0], 0), ([0, 1, 1], 1), ([0, 9, 1, 255], 9), ([0, 16, 0, 7], 3),
    ]
      as [([UInt8], Int)]
    {
      var reader = ByteReader(bytes.span.bytes)
      let number = try MultiPrecisionInteger(parsing: &reader, field: "n")
      #expect(number.bitCount == count)
      var again = ByteReader(number.serialized().span.bytes)
      #expect(try MultiPrecisionInteger(parsing: &again, field: "n") == number)
    }
    for bytes in [[], [0], [0, 1], [0, 1, 2], [0, 9, 2, 0], [0xff, 0xff, 1]] as [[UInt8]] {
      #expect(throws: MalformedInput.self) {
        var reader = ByteReader(bytes.span.bytes)
        _ = try MultiPrecisionInteger(parsing: &reader, field: "n")
      }
    }
    #expect(MultiPrecisionInteger([0, 0, 5]).padded(to: 2) == [0, 5])
    #expect(MultiPrecisionInteger([1, 0]).padded(to: 1) == nil)
  }

  @Test(arguments: [0, 1, 190, 191, 192, 16318, 16319, 16320, 60000])
  func subpacketsAreReadBack(count: Int) throws {
    let part = Subpacket(.signerUserID, [UInt8](repeating: 65, count: count), isCritical: true)
    let bytes = part.serialized()
    var reader = ByteReader(bytes.span.bytes)
    #expect(try Subpacket(parsing: &reader) == part)
    #expect(reader.remaining == 0)
  }
}
