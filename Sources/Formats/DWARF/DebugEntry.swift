internal import Bytes

/// One debugging information entry: those of its attributes that a program's interface shows in.
///
/// - SeeAlso: DWARF 5, chapter 2.
struct DebugEntry {
  var offset: EntryOffset
  var tag: EntryTag
  var hasChildren: Bool
  var name: StringPlace?
  var linkageName: StringPlace?
  var type: EntryReference?
  /// `DW_AT_specification` or `DW_AT_abstract_origin`: where the rest of the entry stands.
  var origin: EntryReference?
  var signature: EntryReference?
  var containingType: EntryReference?
  var byteSize: UInt64?
  var bitSize: UInt64?
  /// DWARF 3's way of placing a bit field, from the most significant bit of its storage unit.
  var bitOffset: UInt64?
  var dataBitOffset: UInt64?
  /// Bytes from the start of the structure; `nil` when absent or not constant.
  var memberLocation: UInt64?
  var hasMemberLocation = false
  var encoding: UInt64?
  var constantValue: AttributeValue?
  var lowerBound: Int64?
  var upperBound: AttributeValue?
  var count: UInt64?
  /// `DW_AT_low_pc`, or where a variable lies.
  var address: UInt64?
  /// Whether it has code, at ``address`` or elsewhere.
  var hasCode = false
  var hasLocation = false
  var isDeclaration = false
  var isExternal = false
  var isVector = false
  var isVirtual = false
  var vtableSlot: UInt64?
  /// `DW_AT_calling_convention`, `DW_CC_*`.
  var callingConvention: UInt64?
  /// Whether the compiler put it there, and not the source.
  var isArtificial = false
  /// Whether a member function does what the compiler would have it do, or is no more than
  /// forbidden.
  var isTrivial = false
}

extension DebugEntry {
  /// Reads one entry; `nil` for the zero that ends a list of children.
  ///
  /// `input` is a cursor over the unit's section, which begins at `base`.
  init?(
    parsing input: inout ByteReader, of unit: UnitHeader, _ table: AbbreviationTable,
    base: Int, _ data: borrowing DebugData
  ) throws(MalformedInput) {
    let start = input.position
    let code = try input.unsignedLEB128(field: "abbreviation code")
    if code == 0 { return nil }
    guard let abbreviation = table[code] else {
      throw MalformedInput(.invalidValue, at: start, field: "abbreviation code")
    }
    self.init(
      offset: EntryOffset(section: unit.section, offset: start - base),
      tag: abbreviation.tag, hasChildren: abbreviation.hasChildren)
    for attribute in abbreviation.attributes {
      let value = try input.value(attribute, of: unit, base: base, data.order)
      try take(value, of: attribute.name, unit, data)
    }
  }

  private mutating func take(
    _ value: AttributeValue, of name: UInt64, _ unit: UnitHeader, _ data: borrowing DebugData
  ) throws(MalformedInput) {
    switch (name, value) {
    case (AttributeName.name, .string(let place)): self.name = place
    case (AttributeName.linkageName, .string(let place)),
      (AttributeName.mipsLinkageName, .string(let place)):
      linkageName = place
    case (AttributeName.type, .reference(let place)): type = place
    case (AttributeName.specification, .reference(let place)),
      (AttributeName.abstractOrigin, .reference(let place)):
      origin = place
    case (AttributeName.signature, .reference(let place)): signature = place
    case (AttributeName.containingType, .reference(let place)): containingType = place
    case (AttributeName.byteSize, _): byteSize = value.unsigned
    case (AttributeName.bitSize, _): bitSize = value.unsigned
    case (AttributeName.bitOffset, _): bitOffset = value.unsigned
    case (AttributeName.dataBitOffset, _): dataBitOffset = value.unsigned
    case (AttributeName.encoding, _): encoding = value.unsigned
    case (AttributeName.constantValue, _): constantValue = value
    case (AttributeName.lowerBound, _): lowerBound = value.signed
    case (AttributeName.upperBound, _): upperBound = value
    case (AttributeName.count, _): count = value.unsigned
    case (AttributeName.declaration, .flag(let flag)): isDeclaration = flag
    case (AttributeName.external, .flag(let flag)): isExternal = flag
    case (AttributeName.artificial, .flag(let flag)): isArtificial = flag
    case (AttributeName.deleted, .flag(true)): isTrivial = true
    // DW_DEFAULTED_in_class
    case (AttributeName.defaulted, _) where value.unsigned == 1: isTrivial = true
    case (AttributeName.gnuVector, .flag(let flag)): isVector = flag
    case (AttributeName.virtuality, _): isVirtual = value.unsigned != 0
    case (AttributeName.callingConvention, _): callingConvention = value.unsigned
    case (AttributeName.ranges, _): hasCode = true
    case (AttributeName.lowPC, _) where tag == .subprogram:
      hasCode = true
      address = try resolved(value, unit, data)
    case (AttributeName.memberLocation, _):
      hasMemberLocation = true
      memberLocation = try offset(value, unit, data)
    case (AttributeName.vtableSlot, _):
      vtableSlot = try offset(value, unit, data)
    case (AttributeName.location, .block(let range)) where tag == .variable:
      hasLocation = true
      address = try location(range, unit, data)
    default: break
    }
  }
}
