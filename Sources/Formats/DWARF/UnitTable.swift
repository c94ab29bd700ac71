internal import Bytes

/// All units of a file, and which type each type unit holds.
struct UnitTable {
  /// In the order of the sections.
  private(set) var units: [UnitHeader] = []
  /// The shapes of the entries of each unit.
  private(set) var tables: [AbbreviationTable] = []
  private(set) var types: [UInt64: EntryOffset] = [:]
  /// Whether entries lie in files of their own, which are not at hand.
  private(set) var isSplit = false
  /// The name of the first of those, and the unit that says it.
  private(set) var splitName: (place: StringPlace, unit: UnitHeader)?

  init(_ data: borrowing DebugData) throws(MalformedInput) {
    let own = AbbreviationCache(sectionSize: data.abbreviations.count)
    let shared = AbbreviationCache(sectionSize: data.supplementAbbreviations.count)
    for section in EntrySection.allCases {
      let base = data.entries(section).base
      var input = try data.entries(section).reader(at: 0, field: "unit_length")
      while input.remaining > 0 {
        // Padding at the end of a section may be shorter than a length.
        if input.remaining < 4, input.isZero { break }
        guard
          var unit = try UnitHeader(
            parsing: &input, base: base, in: section, data.order)
        else { continue }
        unit.hasSupplement = data.hasSupplement
        let table =
          section == .supplement
          ? try shared.table(at: unit.abbreviationOffset, in: data.supplementAbbreviations)
          : try own.table(at: unit.abbreviationOffset, in: data.abbreviations)
        if unit.isSplit { isSplit = true }
        try readBases(&unit, table, base, data)
        if let signature = unit.typeSignature, types[signature] == nil {
          types[signature] = unit.typeEntry
        }
        units.append(unit)
        tables.append(table)
      }
    }
  }

  /// The index of the unit an entry lies in; `nil` for a place that is in none.
  func index(of entry: EntryOffset) -> Int? {
    var low = 0
    var high = units.count
    while low < high {
      let middle = (low + high) / 2
      let unit = units[middle]
      let start = EntryOffset(section: unit.section, offset: unit.firstEntry)
      if start <= entry { low = middle + 1 } else { high = middle }
    }
    guard low > 0, units[low - 1].section == entry.section,
      units[low - 1].range.contains(entry.offset)
    else { return nil }
    return low - 1
  }

  /// Reads from the unit's own entry what values in other entries count from.
  private mutating func readBases(
    _ unit: inout UnitHeader, _ table: AbbreviationTable, _ base: Int,
    _ data: borrowing DebugData
  ) throws(MalformedInput) {
    var input = try data.unitReader(unit, at: unit.firstEntry)
    guard input.remaining > 0 else { return }
    let start = input.position
    let code = try input.unsignedLEB128(field: "abbreviation code")
    if code == 0 { return }
    guard let abbreviation = table[code] else {
      throw MalformedInput(.invalidValue, at: start, field: "abbreviation code")
    }
    for attribute in abbreviation.attributes {
      let value = try input.value(attribute, of: unit, base: base, data.order)
      switch (attribute.name, value) {
      case (AttributeName.stringOffsetsBase, .sectionOffset(let offset)):
        unit.stringOffsetsBase = offset
      case (AttributeName.addressBase, .sectionOffset(let offset)): unit.addressBase = offset
      case (AttributeName.language, _): unit.language = value.unsigned
      case (AttributeName.producer, .string(let place)): unit.producer = place
      case (AttributeName.dwoName, .string(let place)),
        (AttributeName.gnuDWOName, .string(let place)):
        isSplit = true
        if splitName == nil { splitName = (place, unit) }
      default: break
      }
    }
  }
}

extension DebugData {
  /// A cursor at an offset of the unit's section that ends where the unit does.
  @_lifetime(copy self)
  func unitReader(_ unit: UnitHeader, at offset: Int) throws(MalformedInput) -> ByteReader {
    let count = unit.range.upperBound - offset
    var reader = try entries(unit.section).reader(at: UInt64(offset), field: "DIE")
    return try reader.slice(count, field: "DIE")
  }
}

extension ByteReader {
  /// Whether nothing but zeros is left.
  var isZero: Bool {
    var rest = self
    while rest.remaining > 0 {
      guard let byte = try? rest.byte(), byte == 0 else { return false }
    }
    return true
  }
}
