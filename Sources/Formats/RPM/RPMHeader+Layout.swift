public import Diagnostics

extension RPMHeader {
  /// Which of a package's two headers a header is.
  public enum Role: String, Sendable {
    case signature
    case main

    var region: RPMTag { self == .signature ? .signatureRegion : .immutableRegion }
  }

  /// Where the header departs from the one layout rpm itself writes.
  ///
  /// rpm tolerates most of it; whoever must trust the bytes should not, least of
  /// all in the signature header, which nothing protects.
  ///
  /// - Parameter role: which rules hold.
  /// - Returns: errors with exit status `findings`; empty for what rpm writes.
  public func checkLayout(as role: Role) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    func report(_ code: String, _ message: String, _ severity: Diagnostic.Severity = .error) {
      findings.append(
        Diagnostic(
          code, "the \(role.rawValue) header \(message)", severity: severity, exit: .findings))
    }
    if region != role.region {
      report("rpm.header-no-region", "does not begin with region '\(role.region.rawValue)'")
    } else if let fault = trailerFault(role.region) {
      report("rpm.header-bad-trailer", fault)
    }
    let tags = entries.dropFirst(region == nil ? 0 : 1).map(\.tag)
    var seen: Set<RPMTag> = []
    for tag in tags where !seen.insert(tag).inserted {
      report("rpm.header-duplicate-tag", "holds tag '\(tag.rawValue)' twice")
    }
    if zip(tags, tags.dropFirst()).contains(where: { $0 > $1 }) {
      report("rpm.header-unsorted", "has entries out of order")
    }
    if let tag = tags.first(where: { $0 < .i18nTable }) {
      report("rpm.header-duplicate-tag", "holds a second region '\(tag.rawValue)'")
    }
    if let offset = firstStrayByte {
      report("rpm.header-gap", "has bytes at \(offset) of its store that belong to no entry")
    }
    for entry in entries {
      let type = role == .main ? entry.tag.requiredType : entry.tag.signatureType
      if let type, type != entry.type {
        // nfpm marks no text as one that could be translated; every rpm reads it all the same.
        report(
          "rpm.header-wrong-type",
          "stores tag '\(entry.tag.rawValue)' as type \(entry.type.rawValue), not \(type.rawValue)",
          type == .i18nString && entry.type == .string ? .warning : .error)
      }
      if role == .signature, type == nil {
        report("rpm.signature-unknown-tag", "holds the unknown tag '\(entry.tag.rawValue)'")
      }
    }
    return findings
  }

  /// What is wrong with the region's trailer, as the end of a sentence.
  private func trailerFault(_ region: RPMTag) -> String? {
    guard let entry = entries.first, entry.type == .binary, entry.count == 16 else {
      return "has a region that is not 16 bytes"
    }
    guard entry.offset == store.count - 16 else { return "has bytes behind its region's trailer" }
    var expected = RPMHeader.bigEndian(region.rawValue)
    expected += RPMHeader.bigEndian(RPMValueType.binary.rawValue)
    expected += RPMHeader.bigEndian(UInt32(bitPattern: Int32(-16 * entries.count)))
    expected += RPMHeader.bigEndian(16)
    return store[entry.range].elementsEqual(expected)
      ? nil : "has a region trailer that does not cover the whole index"
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) }
  }

  /// The first byte of the store that is neither a value's nor an alignment's zero.
  private var firstStrayByte: Int? {
    var end = 0
    // The region's trailer comes last in the store though first in the index.
    let hasRegion = region != nil
    let inOrder = hasRegion ? entries.dropFirst() + entries.prefix(1) : entries[...]
    for entry in inOrder {
      let alignment = entry.type.width ?? 1
      let start = (end + alignment - 1) / alignment * alignment
      guard entry.offset == start, store[end..<start].allSatisfy({ $0 == 0 }) else { return end }
      end = entry.offset + entry.length
    }
    return end == store.count ? nil : end
  }
}
