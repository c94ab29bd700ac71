public import Diagnostics

/// A new prologue for a package that exists already.
public struct RPMResignature: Hashable, Sendable {
  /// Lead, signature header and padding.
  public var prologue: [UInt8]
  /// Whether it fits where the old one lies; otherwise the whole file must be
  /// written anew, with main header and payload moved behind it.
  public var fitsInPlace: Bool
}

extension RPMPackage {
  /// The package's prologue with a signature over the main header in it.
  ///
  /// Replaces every signature there is, keeps the other entries, and takes the
  /// room from the reserved space. Without enough of it the prologue has a size of
  /// its own, ``RPMPrologue/size`` where possible.
  ///
  /// - Parameter packet: a binary OpenPGP signature over the bytes of ``headerRange``.
  /// - Returns: the prologue, and whether it fits where the old one lies.
  /// - Throws: `rpm.payload-not-covered` when the header holds no digest of the
  ///   payload, `rpm.header-digest` when it does not match its own digests,
  ///   `rpm.not-a-signature`, `rpm.digest-unavailable`.
  public func resigned(with packet: [UInt8]) throws(Diagnostic) -> RPMResignature {
    let signature = try SignaturePacket(parsing: packet)
    guard header.entry(.payloadDigest) != nil else {
      throw Diagnostic(
        "rpm.payload-not-covered",
        "the header holds no digest of the payload, so a signature would not cover it",
        hint: "build the package anew with rpm 4.14 or later", exit: .notPermitted)
    }
    let digests = try RPMPrologue.digests(of: header)
    for (tag, digest) in digests {
      if let stated = signatureHeader[tag], stated != digest {
        throw Diagnostic(
          "rpm.header-digest", "the main header does not match its own digest",
          hint: "the package is damaged; build it anew", exit: .notPermitted)
      }
    }
    var values: [RPMTag: RPMValue] = [:]
    for entry in signatureHeader.entries
    where !Self.replaced.contains(entry.tag) && entry.tag > .immutableRegion {
      values[entry.tag] = signatureHeader.value(of: entry)
    }
    values.merge(digests) { $1 }
    values[signature.tag] = .binary(packet)
    return fitted(values)
  }

  /// Entries a new signature takes the place of.
  private static let replaced: Set<RPMTag> = [
    .dsaHeaderSignature, .rsaHeaderSignature, .openPGPSignatures, .pgpPackageSignature,
    .gpgPackageSignature, .reservedSpace, .reserved,
  ]

  private func fitted(_ values: [RPMTag: RPMValue]) -> RPMResignature {
    func prologue(_ header: RPMHeader) -> [UInt8] {
      RPMPrologue(lead: lead, signatureHeader: header).serialized()
    }
    let bare = RPMHeader(region: .signatureRegion, values: values)
    if RPMPrologue.paddedEnd(of: bare.serializedSize) == headerRange.lowerBound {
      return RPMResignature(prologue: prologue(bare), fitsInPlace: true)
    }
    if let same = RPMPrologue.filled(values, to: signatureHeader.serializedSize) {
      return RPMResignature(prologue: prologue(same), fitsInPlace: true)
    }
    let roomy = RPMPrologue.filled(values, to: RPMPrologue.signatureSize) ?? bare
    return RPMResignature(prologue: prologue(roomy), fitsInPlace: false)
  }
}
