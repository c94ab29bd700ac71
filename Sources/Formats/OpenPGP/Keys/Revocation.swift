public import Bytes
internal import Cryptography

/// A certificate of revocation: the primary key's own statement that it is no longer to be used
/// (RFC 9580 §5.2.1.10).
public struct Revocation: Hashable, Sendable {
  /// Why (RFC 9580 §5.2.3.31).
  public enum Reason: UInt8, Sendable, CaseIterable {
    /// Nothing is said, so nothing the key ever signed counts.
    case unspecified = 0
    /// Another key takes its place; what it signed before stays good.
    case superseded = 1
    /// Somebody else may have the private part: nothing the key ever signed counts.
    case compromised = 2
    /// It is no longer used; what it signed before stays good.
    case retired = 3
  }

  public let signature: OpenPGPSignature

  /// Revokes the signer's own key at `created`, seconds since the epoch; `words` are for people.
  ///
  /// - Throws: `OpenPGPError` of the signer.
  public init(
    by signer: Signer, reason: Reason, words: String = "", created: UInt32
  ) throws(OpenPGPError) {
    let builder = try SignatureBuilder(
      signer: signer, hash: nil, created: created, type: .keyRevocation,
      statements: [Subpacket(.revocationReason, [reason.rawValue] + words.utf8)])
    try builder.update(signer.publicKey.hashedForm)
    signature = try builder.finishSignature()
  }

  /// Reads a file of revocation, armored or binary.
  ///
  /// - Throws: `MalformedInput` for a file of anything but one such signature.
  public init(file bytes: [UInt8]) throws(MalformedInput) {
    var contents = bytes
    if Armor.isArmored(bytes) {
      let blocks = try Armor.blocks(in: bytes)
      guard blocks.count == 1, let block = blocks.first,
        block.kind == .publicKey || block.kind == .signature
      else { throw MalformedInput(.badMagic, at: 0, field: "armor") }
      contents = block.contents
    }
    var reader = unsafe ByteReader(contents.span.bytes)
    let packet = try Packet(parsing: &reader)
    guard packet.type == .signature, reader.remaining == 0 else {
      throw MalformedInput(.invalidValue, at: 0, field: "revocation")
    }
    var body = unsafe ByteReader(packet.body.span.bytes, base: packet.offset)
    signature = try OpenPGPSignature(parsing: &body)
    guard signature.type == .keyRevocation else {
      throw MalformedInput(.invalidValue, at: packet.offset, field: "signature type")
    }
  }

  /// The revocation as an armored block of the kind GnuPG imports.
  public func armored() -> [UInt8] {
    Armor(.publicKey, signature.packet.serialized()).serialized()
  }
}

extension Certificate {
  /// The certificate with its revocation, as it is to be published; `nil` when the revocation is
  /// not the primary key's, or is of another version and would be passed over when read again.
  ///
  /// A revocation that is there already is not added again.
  public func revoked(by revocation: Revocation) -> Certificate? {
    let signature = revocation.signature
    guard signature.version == primary.version,
      signature.verifies(with: primary, over: primary.hashedForm)
    else { return nil }
    if signatures.contains(signature) { return self }
    var revoked = self
    revoked.insert(signature)
    return revoked
  }
}
