/// Looks at the headers of a newc archive on its way to libarchive.
///
/// libarchive believes a name to be as long as its header says, up to 4 GiB, and makes room for
/// it; and it looks for the next header when one is not where it should be.
///
/// - SeeAlso: cpio(5), "New ASCII Format"; `header_newc` in libarchive's
///   `archive_read_support_format_cpio.c`.
struct NewcGuard {
  /// The longest name, with its NUL: Linux's longest path behind the dot rpm puts before it.
  static let longestName = 4098
  private static let headerSize = 110

  private enum Place {
    case header, skipping(Int), end
  }

  private var place = Place.header
  /// What of a header has arrived, and the beginning of its name.
  private var header: [UInt8] = []

  /// Looks at the next bytes of the archive.
  mutating func check(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
    var rest = unsafe bytes[...]
    while unsafe !rest.isEmpty {
      switch place {
      case .end: return
      case .skipping(let count):
        let passed = unsafe min(count, rest.count)
        unsafe rest = rest.dropFirst(passed)
        place = passed < count ? .skipping(count - passed) : .header
      case .header:
        let wanted = header.count < Self.headerSize ? Self.headerSize : Self.headerSize + 10
        let taken = unsafe min(wanted - header.count, rest.count)
        unsafe header.append(contentsOf: rest.prefix(taken))
        unsafe rest = rest.dropFirst(taken)
        if header.count == wanted { try readHeader() }
      }
    }
  }

  /// Goes on behind a header that is complete, or waits for the name that might be the last one's.
  private mutating func readHeader() throws(ArchiveError) {
    guard header.starts(with: "070701".utf8) || header.starts(with: "070702".utf8),
      header[..<Self.headerSize].allSatisfy({ Self.digit($0) != nil })
    else { throw Self.damage("a member does not begin with newc's header") }
    let size = number(at: 54)
    let nameSize = number(at: 94)
    guard (1...Self.longestName).contains(nameSize) else {
      throw Self.damage("a member's name has \(nameSize) bytes, more than any path")
    }
    if nameSize == 11 {
      if header.count == Self.headerSize { return }
      if header.dropFirst(Self.headerSize).elementsEqual("TRAILER!!!".utf8) {
        place = .end
        return
      }
    }
    let name = (Self.headerSize + nameSize + 3) / 4 * 4
    place = .skipping(name - header.count + (size + 3) / 4 * 4)
    header = []
  }

  private func number(at offset: Int) -> Int {
    header[offset..<offset + 8].reduce(0) { $0 << 4 | (Self.digit($1) ?? 0) }
  }

  private static func digit(_ byte: UInt8) -> Int? {
    Character(Unicode.Scalar(byte)).hexDigitValue
  }

  private static func damage(_ words: String) -> ArchiveError {
    ArchiveError(code: -25, message: "damaged cpio archive: \(words)")
  }
}
