internal import Bytes

/// A section that entries lie in.
enum EntrySection: Int, Hashable, CaseIterable {
  /// `.debug_info`.
  case info
  /// `.debug_types`, for DWARF 4's type units.
  case types
  /// `.debug_info` of the supplementary file, which several files share.
  case supplement
}

/// Where an entry begins.
struct EntryOffset: Hashable, Comparable {
  var section: EntrySection
  /// From the start of the section.
  var offset: Int

  static func < (a: Self, b: Self) -> Bool {
    (a.section.rawValue, a.offset) < (b.section.rawValue, b.offset)
  }
}

/// One unit: the entries of one compilation, or of one type.
///
/// - SeeAlso: DWARF 5, section 7.5.1; DWARF 4, section 7.5.1.
struct UnitHeader {
  var section: EntrySection
  /// The whole unit, as offsets into its section.
  var range: Range<Int>
  /// Where the first entry begins.
  var firstEntry: Int
  var version: UInt16
  /// Bytes of an address on the target.
  var addressSize: Int
  /// 4 in the 32-bit format, 8 in the 64-bit one.
  var offsetSize: Int
  var abbreviationOffset: UInt64
  /// What other units name the type of a type unit by.
  var typeSignature: UInt64?
  /// The entry of that type.
  var typeEntry: EntryOffset?
  /// Whether the entries are in a file of their own, or were read from one.
  var isSplit: Bool

  /// Whether there is a supplementary file to refer to.
  var hasSupplement = false

  // From the unit's own entry.
  /// `DW_AT_str_offsets_base`.
  var stringOffsetsBase: UInt64
  /// `DW_AT_addr_base`.
  var addressBase: UInt64 = 0
  /// `DW_AT_language`, `DW_LANG_*`.
  var language: UInt64?
  /// `DW_AT_producer`: the compiler, for GCC with its options.
  var producer: StringPlace?

  /// Reads a header and passes over its unit; `nil` for the padding some linkers leave.
  init?(
    parsing input: inout ByteReader, base: Int, in section: EntrySection, _ order: ByteOrder
  ) throws(MalformedInput) {
    let start = input.position
    var length = UInt64(try input.integer(UInt32.self, order, field: "unit_length"))
    if length == 0 { return nil }
    offsetSize = 4
    if length == 0xffff_ffff {
      offsetSize = 8
      length = try input.integer(UInt64.self, order, field: "unit_length")
    } else if length >= 0xffff_fff0 {
      throw MalformedInput(.invalidValue, at: start, field: "unit_length")
    }
    guard length <= UInt64(input.remaining) else {
      throw MalformedInput(.truncated, at: start, field: "unit_length")
    }
    var body = try input.slice(Int(length), field: "unit_length")
    range = start - base..<input.position - base
    self.section = section

    version = try body.integer(UInt16.self, order, field: "version")
    guard (2...5).contains(version), section != .types || version < 5 else {
      throw MalformedInput(.unsupported, at: body.position - 2, field: "version")
    }
    var kind: UInt8 = section == .types ? 0x02 : 0x01
    if version >= 5 {
      kind = try body.byte(field: "unit_type")
      addressSize = Int(try body.byte(field: "address_size"))
      abbreviationOffset = try body.unsigned(offsetSize, order, field: "debug_abbrev_offset")
    } else {
      abbreviationOffset = try body.unsigned(offsetSize, order, field: "debug_abbrev_offset")
      addressSize = Int(try body.byte(field: "address_size"))
    }
    guard [2, 4, 8].contains(addressSize) else {
      throw MalformedInput(.unsupported, at: body.position, field: "address_size")
    }
    isSplit = kind == 0x04 || kind == 0x05 || kind == 0x06
    switch kind {
    case 0x01, 0x03: break  // DW_UT_compile, DW_UT_partial
    case 0x04, 0x05: try body.skip(8, field: "dwo_id")  // DW_UT_skeleton, DW_UT_split_compile
    case 0x02, 0x06:  // DW_UT_type, DW_UT_split_type
      typeSignature = try body.integer(UInt64.self, order, field: "type_signature")
      let offset = try body.unsigned(offsetSize, order, field: "type_offset")
      guard let offset = Int(exactly: offset), offset < range.count else {
        throw MalformedInput(.outOfBounds, at: body.position - offsetSize, field: "type_offset")
      }
      typeEntry = EntryOffset(section: section, offset: range.lowerBound + offset)
    default: throw MalformedInput(.unsupported, at: start, field: "unit_type")
    }
    firstEntry = body.position - base
    // The entries of the table follow its header of two offsets' and two halves' length.
    stringOffsetsBase = offsetSize == 8 ? 16 : 8
  }
}

extension UnitHeader {
  /// Refuses a reference to a file that is not there, or that has no such references itself.
  func requireSupplement(at offset: Int, field: String) throws(MalformedInput) {
    guard hasSupplement, section != .supplement else {
      throw MalformedInput(.unsupported, at: offset, field: field)
    }
  }
}
