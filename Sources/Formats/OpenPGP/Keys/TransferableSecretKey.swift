public import Bytes
public import Cryptography

/// A secret key as it is kept in a file: a certificate, and the private parts of its keys
/// (RFC 9580 §10.2).
public struct TransferableSecretKey: Sendable {
  public let certificate: Certificate
  /// The primary key, then the subkeys in their order.
  public let secrets: [SecretKeyPacket]
  /// The primary key, whose private part may be elsewhere.
  public let primaryKey: SecretKeyPacket
  private let packets: [Packet]

  /// Reads the packets of one key.
  ///
  /// - Throws: `MalformedInput.Code.badMagic` when the first is no secret key.
  public init(_ packets: [Packet]) throws(MalformedInput) {
    guard let first = packets.first, first.type == .secretKey else {
      throw MalformedInput(.badMagic, at: packets.first?.offset ?? 0, field: "secret key")
    }
    self.packets = packets
    certificate = try Certificate(packets)
    primaryKey = try SecretKeyPacket(first)
    var secrets = [primaryKey]
    for packet in packets.dropFirst()
    where packet.type == .secretKey || packet.type == .secretSubkey {
      do throws(MalformedInput) {
        secrets.append(try SecretKeyPacket(packet))
      } catch {
        guard error.code == .unsupported, packet.type == .secretSubkey else { throw error }
      }
    }
    self.secrets = secrets
  }

  /// The key as binary packets, private parts protected or not, as they were read.
  public func serialized() -> SecretBytes { Packet.serialized(packets) }

  /// The key as an armored private key block.
  public func armored() -> SecretBytes { Armor.serialized(.privateKey, serialized()) }

  /// The private parts that may sign at `time`, best first.
  ///
  /// The primary key comes first: rpm of EL7 and debsig-verify do not know signing subkeys. Then
  /// the newest subkey. Private parts that are not in the file are left out.
  public func signingKeys(at time: UInt32) -> [SecretKeyPacket] {
    let standing = certificate.standing(at: time)
    let able = secrets.filter {
      $0.hasSecret && standing.problem(signingWith: $0.publicKey.fingerprint) == nil
    }
    let primary = able.filter { $0.publicKey == certificate.primary }
    let subkeys = able.filter { $0.publicKey != certificate.primary }.enumerated().sorted {
      ($1.element.publicKey.created, $0.offset) < ($0.element.publicKey.created, $1.offset)
    }
    return primary + subkeys.map(\.element)
  }
}
