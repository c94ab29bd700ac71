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
///
/// Source: RFC 4648, section 4.
func bytes(base64 text: String) -> [UInt8]? {
  let digits = Array(text.utf8)
  guard digits.count.isMultiple(of: 4) else { return nil }
  let padding = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
  guard padding <= 2, padding < max(1, digits.count) else { return nil }
  var result: [UInt8] = []
  result.reserveCapacity(digits.count / 4 * 3)
  var bits: UInt32 = 0
  var count = 0
  for digit in digits.dropLast(padding) {
    let value: UInt8
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = digit - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): value = digit - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): value = 62
    case UInt8(ascii: "/"): value = 63
    default: return nil
    }
    bits = bits << 6 | UInt32(value)
    count += 6
    if count >= 8 {
      count -= 8
      result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
    }
  }
  guard bits & (1 << UInt32(count) - 1) == 0 else { return nil }
  return result
}
