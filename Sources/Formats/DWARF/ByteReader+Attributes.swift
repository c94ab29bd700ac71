internal import Bytes

extension ByteReader {
  /// Passes over the attributes of an entry nothing is wanted of.
  mutating func skipAttributes(
    of abbreviation: AbbreviationTable.Abbreviation, _ unit: UnitHeader, base: Int,
    _ order: ByteOrder
  ) throws(MalformedInput) {
    for attribute in abbreviation.attributes {
      switch attribute.form {
      case .flagPresent, .implicitConstant: break
      case .data1, .flag, .ref1, .strx1, .addrx1: try skip(1, field: "DW_FORM")
      case .data2, .ref2, .strx2, .addrx2: try skip(2, field: "DW_FORM")
      case .data4, .ref4, .strx4, .addrx4: try skip(4, field: "DW_FORM")
      case .data8, .ref8, .refSignature: try skip(8, field: "DW_FORM")
      case .strp, .lineStrp, .sectionOffset: try skip(unit.offsetSize, field: "DW_FORM")
      case .address: try skip(unit.addressSize, field: "DW_FORM")
      default: _ = try value(attribute, of: unit, base: base, order)
      }
    }
  }
}
