public import Bytes

/// A public key with its user ids, subkeys and the signatures that hold them together
/// (RFC 9580 §10.1).
///
/// Holding one says nothing about what is valid in it: see ``standing(at:)``.
public struct Certificate: Hashable, Sendable {
  /// A name for the key's holder, and what was signed about it.
  public struct UserID: Hashable, Sendable {
    /// UTF-8 by the standard; bytes, because keys exist that do not obey.
    public var bytes: [UInt8]
    public var signatures: [OpenPGPSignature] = []

    /// The name as text, with replacement characters where it is not UTF-8.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// What of the name is hashed under a signature about it: `B4 | length | name`.
    var hashedForm: [UInt8] {
      var writer = ByteWriter(.big)
      writer.integer(UInt8(0xb4))
      writer.integer(UInt32(clamping: bytes.count))
      writer.raw(bytes)
      return writer.bytes
    }
  }

  /// A key under the primary one, and what was signed about it.
  public struct Subkey: Hashable, Sendable {
    public var key: PublicKeyPacket
    public var signatures: [OpenPGPSignature] = []
  }

  public private(set) var primary: PublicKeyPacket
  /// Signatures on the primary key itself: revocations, and statements without a user id.
  public private(set) var signatures: [OpenPGPSignature] = []
  public private(set) var userIDs: [UserID] = []
  public private(set) var subkeys: [Subkey] = []
  /// The packets as they were read, secret keys replaced by their public parts.
  public private(set) var packets: [Packet] = []

  /// The primary key and the subkeys.
  public var keys: [PublicKeyPacket] { [primary] + subkeys.map(\.key) }

  /// Reads the packets of one certificate, or of one secret key, whose private parts are left.
  ///
  /// Signatures of another version than the primary key's and packets that do not concern the key
  /// are passed over, subkeys of another version or an algorithm not known here too: they cannot
  /// sign.
  public init(_ packets: [Packet]) throws(MalformedInput) {
    guard let first = packets.first, first.type == .publicKey || first.type == .secretKey else {
      throw MalformedInput(.badMagic, at: packets.first?.offset ?? 0, field: "primary key")
    }
    primary = try PublicKeyPacket(first)
    self.packets = [Packet(.publicKey, primary.body)]
    var owner = Owner.primary
    for packet in packets.dropFirst() { try add(packet, &owner) }
  }

  private enum Owner { case primary, userID, subkey, nobody }

  private mutating func add(_ packet: Packet, _ owner: inout Owner) throws(MalformedInput) {
    var kept = packet
    switch packet.type {
    case .userID:
      userIDs.append(UserID(bytes: packet.body))
      owner = .userID
    case .publicSubkey, .secretSubkey:
      do throws(MalformedInput) {
        let key = try PublicKeyPacket(packet)
        guard key.version == primary.version else {
          throw MalformedInput(.unsupported, at: packet.offset, field: "key version")
        }
        subkeys.append(Subkey(key: key))
        kept = Packet(.publicSubkey, key.body, offset: packet.offset)
        owner = .subkey
      } catch {
        guard error.code == .unsupported else { throw error }
        owner = .nobody
        if packet.type == .secretSubkey { return }
      }
    case .signature:
      if packet.body.first == primary.version { try add(signature: packet, owner) }
    case .userAttribute: owner = .nobody
    case .trust, .marker, .padding: return
    default:
      throw MalformedInput(.invalidValue, at: packet.offset, field: "packet type")
    }
    packets.append(kept)
  }

  private mutating func add(signature packet: Packet, _ owner: Owner) throws(MalformedInput) {
    var reader = unsafe ByteReader(packet.body.span.bytes, base: packet.offset)
    let signature = try OpenPGPSignature(parsing: &reader)
    switch owner {
    case .primary: signatures.append(signature)
    case .userID: userIDs[userIDs.count - 1].signatures.append(signature)
    case .subkey: subkeys[subkeys.count - 1].signatures.append(signature)
    case .nobody: break
    }
  }

  /// Adds a signature on the primary key, right behind it.
  mutating func insert(_ signature: OpenPGPSignature) {
    signatures.insert(signature, at: 0)
    packets.insert(signature.packet, at: 1)
  }

  /// The certificate as binary packets, as they were read.
  public func serialized() -> [UInt8] { packets.flatMap { $0.serialized() } }

  /// The certificate as an armored public key block.
  public func armored() -> [UInt8] { Armor(.publicKey, serialized()).serialized() }
}
