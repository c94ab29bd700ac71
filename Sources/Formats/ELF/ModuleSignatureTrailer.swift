public import Bytes

/// What stands at the end of a signed kernel module: a PKCS#7 signature, its description, a magic
/// line.
///
/// - SeeAlso: `include/linux/module_signature.h`, `scripts/sign-file.c`.
public struct ModuleSignatureTrailer: Hashable, Sendable {
  static let magic = Array("~Module signature appended~\n".utf8)
  static let descriptorCount = 12
  /// The bytes after the signature.
  public static let count = descriptorCount + magic.count

  /// The size of the module without all this, in bytes.
  public let contentCount: Int
  /// Where in the file the signature is.
  public var signature: Range<Int> { contentCount..<contentCount + signatureCount }
  private let signatureCount: Int

  /// Reads the end of a file of `fileCount` bytes; `nil` when it is not signed.
  ///
  /// - Throws: `MalformedInput` where the description is not the one of a PKCS#7 signature that
  ///   fits the file.
  public init?(tail: [UInt8], of fileCount: Int) throws(MalformedInput) {
    guard tail.count >= Self.count, tail.suffix(Self.magic.count).elementsEqual(Self.magic) else {
      return nil
    }
    let start = fileCount - Self.count
    let field = "module_signature"
    var reader = unsafe ByteReader(Array(tail.suffix(Self.count)).span.bytes, base: start)
    // algo, hash, id_type, signer_len, key_id_len, and three bytes of padding.
    guard try reader.array(8, field: field) == [0, 0, 2, 0, 0, 0, 0, 0] else {
      throw MalformedInput(.unsupported, at: start, field: field)
    }
    let length = try reader.integer(UInt32.self, .big, field: "sig_len")
    guard length > 0, let count = Int(exactly: length), count <= start else {
      throw MalformedInput(.outOfBounds, at: start + 8, field: "sig_len")
    }
    signatureCount = count
    contentCount = start - count
  }

  /// What is appended to a module to sign it.
  public static func appended(_ signature: [UInt8]) -> [UInt8] {
    var writer = ByteWriter(.big)
    writer.raw(signature)
    writer.raw([0, 0, 2, 0, 0, 0, 0, 0])
    writer.integer(UInt32(clamping: signature.count))
    writer.raw(magic)
    return writer.bytes
  }
}
