internal import Bytes

/// The bytes of the sections, for the time of one reading.
///
/// An offset is one into a section, as DWARF counts.
struct DebugData: ~Escapable {
  /// One section; empty when the file has none of that name.
  struct Section: ~Escapable {
    let bytes: RawSpan
    let base: Int

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, base: Int) {
      self.bytes = bytes
      self.base = base
    }

    var count: Int { bytes.byteCount }

    /// A cursor at `offset`, over the rest of the section.
    @_lifetime(copy self)
    func reader(at offset: UInt64, field: String) throws(MalformedInput) -> ByteReader {
      guard offset <= UInt64(bytes.byteCount) else {
        throw MalformedInput(.outOfBounds, at: base, field: field)
      }
      let start = Int(offset)
      return ByteReader(bytes.extracting(start..<bytes.byteCount), base: base + start)
    }

    /// The number `width` bytes wide that stands `index` numbers behind `offset`.
    func number(
      _ index: UInt64, behind offset: UInt64, width: Int, _ order: ByteOrder, field: String
    ) throws(MalformedInput) -> UInt64 {
      let place = index.multipliedReportingOverflow(by: UInt64(width))
      let start = offset.addingReportingOverflow(place.partialValue)
      guard !place.overflow, !start.overflow else {
        throw MalformedInput(.overflow, at: base, field: field)
      }
      var input = try reader(at: start.partialValue, field: field)
      return try input.unsigned(width, order, field: field)
    }
  }

  let info: Section
  let types: Section
  let abbreviations: Section
  let strings: Section
  let lineStrings: Section
  let stringOffsets: Section
  let addresses: Section
  /// Of the supplementary file; all empty without one.
  let supplementInfo: Section
  let supplementAbbreviations: Section
  let supplementStrings: Section
  let hasSupplement: Bool
  let order: ByteOrder

  /// `supplement` are the sections of the supplementary file; nothing is read of them when
  /// `hasSupplement` says that there is none.
  @_lifetime(borrow sections, copy file, borrow supplement, copy supplementFile)
  init(
    _ sections: borrowing DebugSections, in file: RawSpan,
    supplement: borrowing DebugSections, in supplementFile: RawSpan, hasSupplement: Bool,
    _ order: ByteOrder
  ) {
    info = Section(sections.info, in: file)
    types = Section(sections.types, in: file)
    abbreviations = Section(sections.abbreviations, in: file)
    strings = Section(sections.strings, in: file)
    lineStrings = Section(sections.lineStrings, in: file)
    stringOffsets = Section(sections.stringOffsets, in: file)
    addresses = Section(sections.addresses, in: file)
    let far = DebugSections.startOfSupplement
    supplementInfo = Section(supplement.info, in: supplementFile, shift: far)
    supplementAbbreviations = Section(supplement.abbreviations, in: supplementFile, shift: far)
    supplementStrings = Section(supplement.strings, in: supplementFile, shift: far)
    self.hasSupplement = hasSupplement
    self.order = order
  }
}

extension DebugData {
  /// The section that holds such entries.
  @_lifetime(copy self)
  func entries(_ section: EntrySection) -> Section {
    switch section {
    case .info: info
    case .types: types
    case .supplement: supplementInfo
    }
  }
}

extension DebugData.Section {
  @_lifetime(borrow part, copy file)
  init(_ part: borrowing DebugSections.Part, in file: RawSpan, shift: Int = 0) {
    if part.decompressed.isEmpty {
      self.init(file.extracting(part.range), base: part.base + shift)
    } else {
      unsafe self.init(part.decompressed.span.bytes, base: part.base + shift)
    }
  }
}
