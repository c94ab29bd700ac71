internal import Bytes

/// One signature found in a package, and what it signs.
public struct RPMSignature: Hashable, Sendable {
  /// The entry it was found under.
  public var tag: RPMTag
  /// The OpenPGP packet, binary.
  public var packet: [UInt8]
  /// The bytes of the file it covers.
  public var coverage: Range<Int>
  /// Whether the payload is among them, not only its digest.
  public var coversPayload: Bool
}

extension RPMPackage {
  /// Every signature, in the order of their tags; none of them verified.
  ///
  /// A signature over the main header vouches for the payload only through
  /// ``RPMTag/payloadDigest``, whose absence ``checkLayout()`` reports.
  public var signatures: [RPMSignature] {
    let package = headerRange.lowerBound..<payloadRange.upperBound
    var found: [RPMSignature] = []
    for tag in [RPMTag.dsaHeaderSignature, .rsaHeaderSignature] {
      if let packet = signatureHeader.bytes(tag) {
        found.append(
          RPMSignature(tag: tag, packet: packet, coverage: headerRange, coversPayload: false))
      }
    }
    for text in signatureHeader.strings(.openPGPSignatures) {
      if let packet = bytes(base64: text) {
        found.append(
          RPMSignature(
            tag: .openPGPSignatures, packet: packet, coverage: headerRange, coversPayload: false))
      }
    }
    for tag in [RPMTag.pgpPackageSignature, .gpgPackageSignature] {
      if let packet = signatureHeader.bytes(tag) {
        found.append(
          RPMSignature(tag: tag, packet: packet, coverage: package, coversPayload: true))
      }
    }
    return found
  }
}

/// The bytes base64 stands for; `nil` for anything but its padded form in one line.
func bytes(base64 text: String) -> [UInt8]? {
  do throws(MalformedInput) { return try Base64.decoded(text.utf8) } catch { return nil }
}
