internal import Bytes
internal import Cryptography
public import Diagnostics

/// What lies before the main header: the lead, the signature header, its padding.
///
/// Every prologue made here takes ``size`` bytes whatever signs it, so that a
/// writer knows where the main header begins, and signing needs no rewrite. The
/// room comes from ``RPMTag/reservedSpace``, as rpmbuild leaves it.
public struct RPMPrologue: Hashable, Sendable {
  public var lead: RPMLead
  public var signatureHeader: RPMHeader

  init(lead: RPMLead, signatureHeader: RPMHeader) {
    self.lead = lead
    self.signatureHeader = signatureHeader
  }

  /// The bytes every prologue of this library takes: rpmbuild's 4504.
  public static let size = paddedEnd(of: signatureSize)

  /// What rpmbuild's signature header takes before padding: seven entries, 4276 bytes of values.
  static let signatureSize = 16 + 7 * 16 + 4276

  /// Where the main header begins after a signature header of `size` bytes.
  static func paddedEnd(of size: Int) -> Int { RPMLead.size + (size + 7) & ~7 }

  /// The prologue of a package whose header and payload are known.
  ///
  /// - Parameters:
  ///   - metadata: for the lead.
  ///   - header: the main header.
  ///   - payloadSize: bytes of the payload as it lies in the file.
  ///   - uncompressedPayloadSize: bytes of the archive inside, its trailer included.
  ///   - md5: of header and payload together, 16 bytes; `nil` leaves it out, which
  ///     every rpm accepts, as a FIPS system cannot compute it.
  ///   - signatures: over the header's bytes, or those and the payload's; none for a package not
  ///     yet signed.
  /// - Throws: `rpm.not-a-signature`, `rpm.signature-too-large`, `rpm.digest-unavailable`.
  /// - Precondition: the sizes are not negative, and `md5` has 16 bytes.
  public init(
    metadata: RPMMetadata, header: RPMHeader, payloadSize: Int, uncompressedPayloadSize: Int,
    md5: [UInt8]?, signatures: RPMSignatureSet = RPMSignatureSet()
  ) throws(Diagnostic) {
    precondition(payloadSize >= 0 && uncompressedPayloadSize >= 0, "a size is not negative")
    precondition(md5?.count ?? 16 == 16, "MD5 has 16 bytes")
    var values = try Self.digests(of: header)
    if let md5 { values[.packageMD5] = .binary(md5) }
    values.set(
      header.serializedSize + payloadSize, small: .signatureSize, large: .signatureLongSize)
    values.set(
      uncompressedPayloadSize, small: .signaturePayloadSize, large: .signatureLongPayloadSize)
    values.merge(try signatures.values()) { $1 }
    guard let sized = Self.filled(values, to: Self.signatureSize) else {
      throw Diagnostic(
        "rpm.signature-too-large",
        "signatures of \(signatures.byteCount) bytes do not fit the space kept for them",
        hint: "sign with RSA up to 4096 bits, Ed25519 or ECDSA")
    }
    lead = RPMLead(
      name: "\(metadata.name)-\(metadata.evr)", architecture: metadata.architecture)
    signatureHeader = sized
  }

  public func serialized() -> [UInt8] {
    var writer = ByteWriter(.big)
    writer.raw(lead.serialized())
    writer.raw(signatureHeader.serialized())
    writer.align(to: 8)
    return writer.bytes
  }

  /// The entries that hold the main header's digests.
  static func digests(of header: RPMHeader) throws(Diagnostic) -> [RPMTag: RPMValue] {
    let bytes = header.serialized()
    return [
      .headerSHA1: .string(hexadecimal(try digestOrDiagnostic(.sha1, of: bytes))),
      .headerSHA256: .string(hexadecimal(try digestOrDiagnostic(.sha256, of: bytes))),
    ]
  }

  /// A signature header of exactly `size` bytes, the rest of them reserved; `nil` when too small.
  static func filled(
    _ values: [RPMTag: RPMValue], to size: Int, with tag: RPMTag = .reservedSpace
  ) -> RPMHeader? {
    var values = values
    values[tag] = .binary([0])
    let smallest = RPMHeader(region: .signatureRegion, values: values).serializedSize
    guard smallest <= size else { return nil }
    values[tag] = .binary([UInt8](repeating: 0, count: 1 + size - smallest))
    return RPMHeader(region: .signatureRegion, values: values)
  }
}

func digestOrDiagnostic(
  _ algorithm: DigestAlgorithm, of bytes: [UInt8]
) throws(Diagnostic) -> [UInt8] {
  do throws(CryptographyError) {
    return try digest(algorithm, of: bytes)
  } catch { throw unavailable(algorithm, error) }
}

func unavailable(_ algorithm: DigestAlgorithm, _ error: CryptographyError) -> Diagnostic {
  Diagnostic(
    "rpm.digest-unavailable",
    "libcrypto does not compute '\(algorithm.rawValue)': \(error.reason)",
    hint: "check the system's crypto policy", exit: .unavailable)
}

extension [RPMTag: RPMValue] {
  fileprivate mutating func set(_ size: Int, small: RPMTag, large: RPMTag) {
    if let value = UInt32(exactly: size) {
      self[small] = .int32([value])
    } else {
      self[large] = .int64([UInt64(size)])
    }
  }
}
