/// What a debugging information entry describes, `DW_TAG_*`.
///
/// An open set: unknown values are carried, never rejected.
///
/// - SeeAlso: DWARF 5, section 7.5.3, table 7.3.
struct EntryTag: RawRepresentable, Hashable {
  var rawValue: UInt64
  init(rawValue: UInt64) { self.rawValue = rawValue }

  static let arrayType = EntryTag(rawValue: 0x01)
  static let classType = EntryTag(rawValue: 0x02)
  static let enumerationType = EntryTag(rawValue: 0x04)
  static let formalParameter = EntryTag(rawValue: 0x05)
  static let member = EntryTag(rawValue: 0x0d)
  static let pointerType = EntryTag(rawValue: 0x0f)
  static let referenceType = EntryTag(rawValue: 0x10)
  static let compileUnit = EntryTag(rawValue: 0x11)
  static let structureType = EntryTag(rawValue: 0x13)
  static let subroutineType = EntryTag(rawValue: 0x15)
  static let typedef = EntryTag(rawValue: 0x16)
  static let unionType = EntryTag(rawValue: 0x17)
  static let unspecifiedParameters = EntryTag(rawValue: 0x18)
  static let inheritance = EntryTag(rawValue: 0x1c)
  static let memberPointerType = EntryTag(rawValue: 0x1f)
  static let subrangeType = EntryTag(rawValue: 0x21)
  static let baseType = EntryTag(rawValue: 0x24)
  static let constType = EntryTag(rawValue: 0x26)
  static let enumerator = EntryTag(rawValue: 0x28)
  static let subprogram = EntryTag(rawValue: 0x2e)
  static let variable = EntryTag(rawValue: 0x34)
  static let volatileType = EntryTag(rawValue: 0x35)
  static let restrictType = EntryTag(rawValue: 0x37)
  static let namespace = EntryTag(rawValue: 0x39)
  static let unspecifiedType = EntryTag(rawValue: 0x3b)
  static let rvalueReferenceType = EntryTag(rawValue: 0x42)
  static let atomicType = EntryTag(rawValue: 0x47)

  /// Whether types and functions inside are named after it.
  var isScope: Bool {
    switch self {
    case .namespace, .structureType, .classType, .unionType: true
    default: false
    }
  }

  /// Whether it is a type of its own name that other units may only declare.
  var isNamedDefinition: Bool {
    switch self {
    case .structureType, .classType, .unionType, .enumerationType: true
    default: false
    }
  }
}

/// A property of an entry, `DW_AT_*`; an open set.
///
/// - SeeAlso: DWARF 5, section 7.5.4, table 7.5.
enum AttributeName {
  static let location: UInt64 = 0x02
  static let name: UInt64 = 0x03
  static let byteSize: UInt64 = 0x0b
  static let bitOffset: UInt64 = 0x0c
  static let bitSize: UInt64 = 0x0d
  static let lowPC: UInt64 = 0x11
  static let language: UInt64 = 0x13
  static let constantValue: UInt64 = 0x1c
  static let containingType: UInt64 = 0x1d
  static let lowerBound: UInt64 = 0x22
  static let producer: UInt64 = 0x25
  static let upperBound: UInt64 = 0x2f
  static let abstractOrigin: UInt64 = 0x31
  static let artificial: UInt64 = 0x34
  static let callingConvention: UInt64 = 0x36
  static let count: UInt64 = 0x37
  static let memberLocation: UInt64 = 0x38
  static let declaration: UInt64 = 0x3c
  static let encoding: UInt64 = 0x3e
  static let external: UInt64 = 0x3f
  static let specification: UInt64 = 0x47
  static let type: UInt64 = 0x49
  static let virtuality: UInt64 = 0x4c
  static let vtableSlot: UInt64 = 0x4d
  static let ranges: UInt64 = 0x55
  static let signature: UInt64 = 0x69
  static let dataBitOffset: UInt64 = 0x6b
  static let linkageName: UInt64 = 0x6e
  static let stringOffsetsBase: UInt64 = 0x72
  static let addressBase: UInt64 = 0x73
  static let dwoName: UInt64 = 0x76
  static let deleted: UInt64 = 0x8a
  static let defaulted: UInt64 = 0x8b
  static let mipsLinkageName: UInt64 = 0x2007
  static let gnuVector: UInt64 = 0x2107
  static let gnuDWOName: UInt64 = 0x2130
}

/// How an attribute's value is stored, `DW_FORM_*`.
///
/// A closed set, for without its size nothing behind a form can be read.
///
/// - SeeAlso: DWARF 5, section 7.5.6, table 7.6; GCC's `include/dwarf2.def` for the GNU ones.
enum AttributeForm: UInt64 {
  case address = 0x01
  case block2 = 0x03
  case block4 = 0x04
  case data2 = 0x05
  case data4 = 0x06
  case data8 = 0x07
  case string = 0x08
  case block = 0x09
  case block1 = 0x0a
  case data1 = 0x0b
  case flag = 0x0c
  case sdata = 0x0d
  case strp = 0x0e
  case udata = 0x0f
  case refAddress = 0x10
  case ref1 = 0x11
  case ref2 = 0x12
  case ref4 = 0x13
  case ref8 = 0x14
  case refUData = 0x15
  case indirect = 0x16
  case sectionOffset = 0x17
  case expression = 0x18
  case flagPresent = 0x19
  case strx = 0x1a
  case addrx = 0x1b
  case refSupplementary4 = 0x1c
  case strpSupplementary = 0x1d
  case data16 = 0x1e
  case lineStrp = 0x1f
  case refSignature = 0x20
  case implicitConstant = 0x21
  case loclistx = 0x22
  case rnglistx = 0x23
  case refSupplementary8 = 0x24
  case strx1 = 0x25
  case strx2 = 0x26
  case strx3 = 0x27
  case strx4 = 0x28
  case addrx1 = 0x29
  case addrx2 = 0x2a
  case addrx3 = 0x2b
  case addrx4 = 0x2c
  case gnuAddressIndex = 0x1f01
  case gnuStringIndex = 0x1f02
  case gnuRefAlternate = 0x1f20
  case gnuStrpAlternate = 0x1f21
}

/// `DW_OP_*`: the operations that say where a thing of a fixed address lies.
enum LocationOperation {
  static let address: UInt8 = 0x03
  static let constantUnsigned: UInt8 = 0x10
  static let plusConstant: UInt8 = 0x23
  static let addressIndex: UInt8 = 0xa1
  static let gnuAddressIndex: UInt8 = 0xfb
}
