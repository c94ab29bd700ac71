internal import Bytes

/// The part of a signature that is itself signed.
struct SignatureHead {
  /// 3, 4 or 6.
  let version: UInt8
  let type: SignatureType
  let algorithm: PublicKeyAlgorithm
  let hash: HashAlgorithm
  let hashed: [Subpacket]
  let hashedArea: [UInt8]

  /// The head of a version 4 signature to be made.
  init(
    type: SignatureType, algorithm: PublicKeyAlgorithm, hash: HashAlgorithm, hashed: [Subpacket]
  ) {
    version = 4
    self.type = type
    self.algorithm = algorithm
    self.hash = hash
    self.hashed = hashed
    hashedArea = hashed.flatMap { $0.serialized() }
  }

  init(_ signature: OpenPGPSignature, _ hashedArea: [UInt8]) {
    version = signature.version
    type = signature.type
    algorithm = signature.algorithm
    hash = signature.hash
    hashed = signature.hashed
    self.hashedArea = hashedArea
  }

  /// The beginning of a body of version 4 or 6, up to the hashed statements.
  var body: [UInt8] {
    var writer = ByteWriter(.big)
    writer.raw([version, type.rawValue, algorithm.rawValue, hash.rawValue])
    if version == 6 {
      writer.integer(UInt32(clamping: hashedArea.count))
    } else {
      writer.integer(UInt16(clamping: hashedArea.count))
    }
    writer.raw(hashedArea)
    return writer.bytes
  }

  /// What is hashed after the document (RFC 9580 §5.2.4).
  ///
  /// In version 3 that is the type and the time, which is all the statements there are.
  var trailer: [UInt8] {
    var writer = ByteWriter(.big)
    if version == 3 {
      writer.integer(type.rawValue)
      writer.raw(hashed.flatMap(\.contents))
      return writer.bytes
    }
    let body = body
    writer.raw(body)
    writer.raw([version, 0xff])
    writer.integer(UInt32(clamping: body.count))
    return writer.bytes
  }
}
