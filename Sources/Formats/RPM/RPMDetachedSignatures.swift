public import Bytes

/// The signature header of a package on its own, with its padding.
///
/// These are the bytes between a package's lead and its main header, as koji keeps them too: put
/// before the main header of the same package built again, they make the signed package.
public struct RPMDetachedSignatures: Hashable, Sendable {
  public let header: RPMHeader

  /// Takes the signature header of a package.
  public init(of package: RPMPackage) { header = package.signatureHeader }

  /// Reads a signature header that is all `reader` holds, but for zeros up to a multiple of eight.
  ///
  /// - Throws: `MalformedInput` as ``RPMHeader/init(parsing:limits:)``; `trailing-data` behind the
  ///   padding, `invalid-value` for padding that is not zero.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    header = try RPMHeader(parsing: &reader, limits: .signature)
    let start = reader.position
    let padding = try reader.array((8 - header.serializedSize % 8) % 8, field: "padding")
    guard padding.allSatisfy({ $0 == 0 }) else {
      throw MalformedInput(.invalidValue, at: start, field: "padding")
    }
    guard reader.remaining == 0 else {
      throw MalformedInput(.trailingData, at: reader.position, field: "signature header")
    }
  }

  public func serialized() -> [UInt8] {
    var writer = ByteWriter(.big)
    writer.raw(header.serialized())
    writer.align(to: 8)
    return writer.bytes
  }

  /// Whether there is any signature in it.
  public var isSigned: Bool {
    let tags: [RPMTag] = [
      .dsaHeaderSignature, .rsaHeaderSignature, .openPGPSignatures, .pgpPackageSignature,
      .gpgPackageSignature,
    ]
    return tags.contains { header.entry($0) != nil }
  }
}
