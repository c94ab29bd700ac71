internal import Bytes

/// The text of a string attribute, not yet looked up.
enum StringPlace: Hashable {
  /// In the entry itself; an offset into the unit's section.
  case inline(EntryOffset)
  /// An offset into `.debug_str`.
  case strings(UInt64)
  /// An offset into `.debug_line_str`.
  case lineStrings(UInt64)
  /// A number in the unit's part of `.debug_str_offsets`.
  case index(UInt64)
  /// An offset into `.debug_str` of the supplementary file.
  case supplementStrings(UInt64)
  /// Where only what is in a `.dwo` file leads.
  case elsewhere
}

/// A reference to another entry.
enum EntryReference: Hashable {
  case entry(EntryOffset)
  /// The type of a type unit.
  case signature(UInt64)
}

/// An attribute's value, as its form stores it.
enum AttributeValue {
  case address(UInt64)
  /// A number in the unit's part of `.debug_addr`.
  case addressIndex(UInt64)
  /// A number of so many bytes, whose sign only the attribute knows.
  case constant(UInt64, width: Int)
  case signed(Int64)
  case flag(Bool)
  case string(StringPlace)
  case reference(EntryReference)
  case sectionOffset(UInt64)
  /// What nothing here makes use of.
  case other
  /// Bytes; a location where it is one.
  case block(Range<Int>)

  /// The value as a number that cannot be negative.
  var unsigned: UInt64? {
    switch self {
    case .constant(let value, _): value
    case .signed(let value): UInt64(exactly: value)
    default: nil
    }
  }

  /// The value with the sign its width gives it.
  var signed: Int64? {
    switch self {
    case .constant(let value, let width):
      switch width {
      case 1: Int64(Int8(truncatingIfNeeded: value))
      case 2: Int64(Int16(truncatingIfNeeded: value))
      case 4: Int64(Int32(truncatingIfNeeded: value))
      default: Int64(bitPattern: value)
      }
    case .signed(let value): value
    default: nil
    }
  }
}

extension ByteReader {
  /// Reads one value of an entry of `unit`, whose section begins at `base`.
  mutating func value(
    _ attribute: AbbreviationTable.Attribute, of unit: UnitHeader, base: Int, _ order: ByteOrder
  ) throws(MalformedInput) -> AttributeValue {
    var form = attribute.form
    if form == .indirect {
      let place = position
      let number = try unsignedLEB128(field: "DW_FORM_indirect")
      guard let real = AttributeForm(rawValue: number), real != .indirect,
        real != .implicitConstant
      else { throw MalformedInput(.invalidValue, at: place, field: "DW_FORM_indirect") }
      form = real
    }
    switch form {
    case .address:
      return .address(try unsigned(unit.addressSize, order, field: "DW_FORM_addr"))
    case .addrx, .gnuAddressIndex:
      return .addressIndex(try unsignedLEB128(field: "DW_FORM_addrx"))
    case .addrx1, .addrx2, .addrx3, .addrx4:
      let width = Int(form.rawValue - AttributeForm.addrx1.rawValue) + 1
      return .addressIndex(try unsigned(width, order, field: "DW_FORM_addrx"))
    case .data1: return .constant(UInt64(try byte(field: "DW_FORM_data1")), width: 1)
    case .data2: return .constant(try unsigned(2, order, field: "DW_FORM_data2"), width: 2)
    case .data4: return .constant(try unsigned(4, order, field: "DW_FORM_data4"), width: 4)
    case .data8: return .constant(try unsigned(8, order, field: "DW_FORM_data8"), width: 8)
    case .udata: return .constant(try unsignedLEB128(field: "DW_FORM_udata"), width: 8)
    case .sdata: return .signed(try signedLEB128(field: "DW_FORM_sdata"))
    case .implicitConstant: return .signed(attribute.constant)
    case .flag: return .flag(try byte(field: "DW_FORM_flag") != 0)
    case .flagPresent: return .flag(true)
    case .string, .strp, .lineStrp, .strx, .strx1, .strx2, .strx3, .strx4, .gnuStringIndex,
      .strpSupplementary, .gnuStrpAlternate:
      return .string(try string(form, of: unit, base: base, order))
    case .ref1, .ref2, .ref4, .ref8, .refUData, .refAddress, .refSignature,
      .refSupplementary4, .refSupplementary8, .gnuRefAlternate:
      return .reference(try reference(form, of: unit, order))
    case .block, .block1, .block2, .block4, .expression:
      let count = try blockSize(form, order)
      let start = position - base
      try skip(count, field: "DW_FORM_block")
      return .block(start..<start + count)
    case .data16:
      try skip(16, field: "DW_FORM_data16")
      return .other
    case .sectionOffset:
      return .sectionOffset(try unsigned(unit.offsetSize, order, field: "DW_FORM_sec_offset"))
    case .loclistx, .rnglistx:
      _ = try unsignedLEB128(field: "DW_FORM_rnglistx")
      return .other
    case .indirect: throw MalformedInput(.invalidValue, at: position, field: "DW_FORM_indirect")
    }
  }

  private mutating func blockSize(
    _ form: AttributeForm, _ order: ByteOrder
  ) throws(MalformedInput) -> Int {
    let size: UInt64 =
      switch form {
      case .block1: try unsigned(1, order, field: "DW_FORM_block1")
      case .block2: try unsigned(2, order, field: "DW_FORM_block2")
      case .block4: try unsigned(4, order, field: "DW_FORM_block4")
      default: try unsignedLEB128(field: "DW_FORM_block")
      }
    guard let count = Int(exactly: size), count <= remaining else {
      throw MalformedInput(.truncated, at: position, field: "DW_FORM_block")
    }
    return count
  }

  private mutating func string(
    _ form: AttributeForm, of unit: UnitHeader, base: Int, _ order: ByteOrder
  ) throws(MalformedInput) -> StringPlace {
    switch form {
    case .string:
      let start = position - base
      while try byte(field: "DW_FORM_string") != 0 {}
      return .inline(EntryOffset(section: unit.section, offset: start))
    case .strp:
      let offset = try unsigned(unit.offsetSize, order, field: "DW_FORM_strp")
      return unit.section == .supplement ? .supplementStrings(offset) : .strings(offset)
    case .lineStrp:
      return .lineStrings(try unsigned(unit.offsetSize, order, field: "DW_FORM_line_strp"))
    case .strx: return .index(try unsignedLEB128(field: "DW_FORM_strx"))
    case .strx1, .strx2, .strx3, .strx4:
      let width = Int(form.rawValue - AttributeForm.strx1.rawValue) + 1
      return .index(try unsigned(width, order, field: "DW_FORM_strx"))
    case .gnuStringIndex:
      _ = try unsignedLEB128(field: "DW_FORM_GNU_str_index")
      return .elsewhere
    default:
      try unit.requireSupplement(at: position, field: "DW_FORM_strp_sup")
      return .supplementStrings(
        try unsigned(unit.offsetSize, order, field: "DW_FORM_strp_sup"))
    }
  }

  private mutating func reference(
    _ form: AttributeForm, of unit: UnitHeader, _ order: ByteOrder
  ) throws(MalformedInput) -> EntryReference {
    let place = position
    var offset: UInt64
    switch form {
    case .ref1: offset = try unsigned(1, order, field: "DW_FORM_ref1")
    case .ref2: offset = try unsigned(2, order, field: "DW_FORM_ref2")
    case .ref4: offset = try unsigned(4, order, field: "DW_FORM_ref4")
    case .ref8: offset = try unsigned(8, order, field: "DW_FORM_ref8")
    case .refUData: offset = try unsignedLEB128(field: "DW_FORM_ref_udata")
    case .refAddress:
      // DWARF 2 made it as wide as an address.
      let width = unit.version == 2 ? unit.addressSize : unit.offsetSize
      offset = try unsigned(width, order, field: "DW_FORM_ref_addr")
      guard let offset = Int(exactly: offset) else {
        throw MalformedInput(.outOfBounds, at: place, field: "DW_FORM_ref_addr")
      }
      // A type unit's goes to `.debug_info`, too.
      let section: EntrySection = unit.section == .supplement ? .supplement : .info
      return .entry(EntryOffset(section: section, offset: offset))
    case .refSignature:
      return .signature(try integer(UInt64.self, order, field: "DW_FORM_ref_sig8"))
    default:
      let width =
        switch form {
        case .refSupplementary4: 4
        case .refSupplementary8: 8
        default: unit.offsetSize
        }
      try unit.requireSupplement(at: place, field: "DW_FORM_ref_sup")
      offset = try unsigned(width, order, field: "DW_FORM_ref_sup")
      guard let offset = Int(exactly: offset) else {
        throw MalformedInput(.outOfBounds, at: place, field: "DW_FORM_ref_sup")
      }
      return .entry(EntryOffset(section: .supplement, offset: offset))
    }
    guard offset < UInt64(unit.range.count) else {
      throw MalformedInput(.outOfBounds, at: place, field: "DW_FORM_ref")
    }
    offset += UInt64(unit.range.lowerBound)
    return .entry(EntryOffset(section: unit.section, offset: Int(offset)))
  }
}
