internal import Bytes
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
  /// The package's prologue with one signature over the main header and no other.
  public func resigned(with packet: [UInt8]) throws(Diagnostic) -> RPMResignature {
    try resigned(with: RPMSignatureSet(header: packet))
  }

  /// The package's prologue with `signatures` in it; without any, that of an unsigned package.
  ///
  /// Replaces every signature there is, keeps the other entries, and takes the
  /// room from the reserved space. Without enough of it the prologue has a size of
  /// its own, ``RPMPrologue/size`` where possible.
  ///
  /// - Parameter signatures: binary OpenPGP signatures over the bytes they say they cover.
  /// - Returns: the prologue, and whether it fits where the old one lies.
  /// - Throws: `rpm.payload-not-covered` when the header to sign holds no digest of the
  ///   payload, `rpm.header-digest` when it does not match its own digests,
  ///   `rpm.not-a-signature`, `rpm.digest-unavailable`.
  public func resigned(with signatures: RPMSignatureSet) throws(Diagnostic) -> RPMResignature {
    let entries = try signatures.values()
    guard coversPayload || entries.isEmpty else {
      throw Diagnostic(
        "rpm.payload-not-covered",
        "the header holds no sound digest of the payload, so a signature would not cover it",
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
    // rpm 6 insists on a digest it trusts.
    if values[.headerSHA3] == nil { values[.headerSHA256] = digests[.headerSHA256] }
    return fitted(values.merging(entries) { $1 })
  }

  /// The package's prologue with another signature header, as it is.
  ///
  /// Whether that header says the truth of this package is for the verifier to find out.
  public func attached(_ detached: RPMDetachedSignatures) -> RPMResignature {
    let prologue = RPMPrologue(lead: lead, signatureHeader: detached.header).serialized()
    return RPMResignature(
      prologue: prologue, fitsInPlace: prologue.count == headerRange.lowerBound)
  }

  /// Entries a new signature takes the place of.
  private static let replaced: Set<RPMTag> = [
    .dsaHeaderSignature, .rsaHeaderSignature, .openPGPSignatures, .pgpPackageSignature,
    .gpgPackageSignature, .reservedSpace, .reserved,
  ]

  /// The room a signature header leaves to later ones is `RPMSIGTAG_RESERVED` in format 6.
  private var reserve: RPMTag { header.entry(.rpmFormat) == nil ? .reservedSpace : .reserved }

  private func fitted(_ values: [RPMTag: RPMValue]) -> RPMResignature {
    func prologue(_ header: RPMHeader) -> [UInt8] {
      RPMPrologue(lead: lead, signatureHeader: header).serialized()
    }
    let bare = RPMHeader(region: .signatureRegion, values: values)
    if RPMPrologue.paddedEnd(of: bare.serializedSize) == headerRange.lowerBound {
      return RPMResignature(prologue: prologue(bare), fitsInPlace: true)
    }
    let isTooLarge = signatureHeader.store.count > RPMHeader.oldestSignatureStore
    if !isTooLarge || bare.store.count > RPMHeader.oldestSignatureStore,
      let same = RPMPrologue.filled(values, to: signatureHeader.serializedSize, with: reserve)
    {
      return RPMResignature(prologue: prologue(same), fitsInPlace: true)
    }
    // Less room for later signatures rather than a header that rpm before 4.16 does not read.
    let roomy = RPMPrologue.filled(values, to: RPMPrologue.signatureSize, with: reserve) ?? bare
    return RPMResignature(prologue: prologue(roomy), fitsInPlace: false)
  }
}

extension RPMHeader {
  /// The bytes of values that rpm before 4.16 takes in a signature header.
  static let oldestSignatureStore = 8192
}
