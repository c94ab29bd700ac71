internal import Bytes

extension Certificate {
  /// The certificate without pictures and without what others signed about it.
  ///
  /// Signatures that say to be by the primary key stay, valid or not, revocations among them.
  public var withOwnSignaturesOnly: Certificate {
    var kept: [Packet] = []
    var isDropped = false
    for packet in packets {
      switch packet.type {
      case .signature:
        if !isDropped, Self.names(primary, in: packet) { kept.append(packet) }
      case .userAttribute: isDropped = true
      default:
        isDropped = false
        kept.append(packet)
      }
    }
    do throws(MalformedInput) { return try Certificate(kept) } catch {
      preconditionFailure("packets that were read once are read again: \(error)")
    }
  }

  private static func names(_ key: PublicKeyPacket, in packet: Packet) -> Bool {
    var reader = unsafe ByteReader(packet.body.span.bytes)
    guard let signature = try? OpenPGPSignature(parsing: &reader) else { return false }
    return !signature.issuer.isMissing && signature.issuer.agrees(with: key)
  }
}
