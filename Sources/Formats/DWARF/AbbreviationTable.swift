internal import Bytes

/// The shapes of entries, one table for a unit or for several.
///
/// - SeeAlso: DWARF 5, section 7.5.3.
final class AbbreviationTable {
  struct Attribute {
    var name: UInt64
    var form: AttributeForm
    /// `DW_FORM_implicit_const`: the value, which no entry stores.
    var constant: Int64
  }

  /// The shape of an entry.
  struct Abbreviation {
    var tag: EntryTag
    var hasChildren: Bool
    var attributes: [Attribute]
  }

  private var dense: [Abbreviation?] = []
  private var sparse: [UInt64: Abbreviation] = [:]

  /// Reads a table up to the zero that ends it.
  init(parsing input: inout ByteReader) throws(MalformedInput) {
    while true {
      let start = input.position
      let code = try input.unsignedLEB128(field: "abbreviation code")
      if code == 0 { return }
      let tag = EntryTag(rawValue: try input.unsignedLEB128(field: "abbreviation tag"))
      let children = try input.byte(field: "DW_CHILDREN")
      var attributes: [Attribute] = []
      while true {
        let name = try input.unsignedLEB128(field: "DW_AT")
        let place = input.position
        let number = try input.unsignedLEB128(field: "DW_FORM")
        if name == 0, number == 0 { break }
        guard let form = AttributeForm(rawValue: number) else {
          throw MalformedInput(.unsupported, at: place, field: "DW_FORM")
        }
        let constant =
          form == .implicitConstant ? try input.signedLEB128(field: "implicit constant") : 0
        attributes.append(Attribute(name: name, form: form, constant: constant))
      }
      let abbreviation = Abbreviation(
        tag: tag, hasChildren: children != 0, attributes: attributes)
      guard self[code] == nil else {
        throw MalformedInput(.invalidValue, at: start, field: "abbreviation code")
      }
      // Compilers number from one; anything else is legal and rare.
      if code == UInt64(dense.count + 1) {
        dense.append(abbreviation)
      } else {
        sparse[code] = abbreviation
      }
    }
  }

  subscript(code: UInt64) -> Abbreviation? {
    if code >= 1, code <= UInt64(dense.count) { return dense[Int(code) - 1] }
    return sparse[code]
  }
}

/// The tables met so far, each read once.
final class AbbreviationCache {
  private var tables: [UInt64: AbbreviationTable] = [:]
  private var allowance: Int

  /// Tables do not overlap in earnest; all together they may take four times their section.
  init(sectionSize: Int) { allowance = 4 * sectionSize + 64 }

  func table(
    at offset: UInt64, in section: borrowing DebugData.Section
  ) throws(MalformedInput) -> AbbreviationTable {
    if let table = tables[offset] { return table }
    var input = try section.reader(at: offset, field: "debug_abbrev_offset")
    let start = input.position
    let table = try AbbreviationTable(parsing: &input)
    allowance -= input.position - start
    guard allowance >= 0 else {
      throw MalformedInput(.invalidValue, at: start, field: "debug_abbrev_offset")
    }
    tables[offset] = table
    return table
  }
}
