import Bytes
import Cryptography
import TestSupport
import Testing

@testable import OpenPGP

/// Every part of a key or signature cut at any byte, and with any field at its limits.
struct DamageTests {
  private func packet(_ type: PacketType) throws -> Packet {
    let key = try OwnKeys.key(.rsa3072)
    return try #require(key.certificate.packets.first { $0.type == type })
  }

  @Test func packets() throws {
    let bytes = try OwnKeys.key(.ed25519).certificate.serialized()
    expectTotal(on: bytes, widths: [1, 2]) { (reader: inout ByteReader) in
      let packets = try Packet.all(parsing: SecretBytes(copying: reader.rest))
      try reader.skip(reader.remaining)
      return packets
    } write: {
      Packet.serialized($0).copied
    }
  }

  @Test func signatures() throws {
    let body = try packet(.signature).body
    expectTotal(on: body, widths: [1, 2, 4], OpenPGPSignature.init(parsing:)) { $0.serialized() }
  }

  @Test func subpackets() {
    for count in [0, 4, 190, 191, 300] {
      let part = Subpacket(.policyURI, [UInt8](repeating: 9, count: count), isCritical: true)
      expectTotal(on: part.serialized(), Subpacket.init(parsing:)) { $0.serialized() }
    }
  }

  @Test func publicKeys() throws {
    let body = try packet(.publicKey).body
    expectTotal(on: body, widths: [1, 2, 4], PublicKeyPacket.init(parsing:)) { $0.serialized() }
  }

  @Test func secretKeys() throws {
    let body = try OwnKeys.key(.rsa3072).primaryKey.serialized().copied
    expectTotal(on: body, widths: [2]) { (reader: inout ByteReader) in
      let key = try SecretKeyPacket(parsing: SecretBytes(copying: reader.rest))
      try reader.skip(reader.remaining)
      return key.serialized().copied
    }
  }

  @Test func passphraseSpecifiers() {
    for bytes: [UInt8] in [
      [3, 8] + (1...8) + [96], [101, 0] + "GNU".utf8 + [1], [0, 8],
      [1, 8] + (1...8), [4] + (1...19),
    ] {
      expectTotal(on: bytes, StringToKey.init(parsing:)) { $0.serialized() }
    }
  }

  @Test func numbers() {
    expectTotal(on: [0, 9, 1, 255], widths: [1, 2]) { (reader: inout ByteReader) in
      try MultiPrecisionInteger(parsing: &reader, field: "n")
    } write: {
      $0.serialized()
    }
  }
}
