internal import Bytes

/// An entry, with where to go on reading.
struct LocatedEntry {
  var entry: DebugEntry
  /// The index of its unit.
  var unit: Int
  /// Just past its attributes, where its children begin; an offset into the section.
  var end: Int
}

extension UnitTable {
  /// Reads the entry that a reference leads to.
  ///
  /// - Throws: `outOfBounds` for a place in no unit, `invalidValue` where no entry begins.
  func entry(
    at place: EntryOffset, _ data: borrowing DebugData
  ) throws(MalformedInput) -> LocatedEntry {
    let base = data.entries(place.section).base
    guard let number = index(of: place) else {
      throw MalformedInput(.outOfBounds, at: base, field: "DW_FORM_ref")
    }
    var input = try data.unitReader(units[number], at: place.offset)
    let entry = try DebugEntry(
      parsing: &input, of: units[number], tables[number], base: base, data)
    guard let entry else {
      throw MalformedInput(.invalidValue, at: base + place.offset, field: "DW_FORM_ref")
    }
    return LocatedEntry(entry: entry, unit: number, end: input.position - base)
  }

  /// Reads the children of an entry whose tags are `wanted`, in order; their own are left out.
  ///
  /// What is read over is taken from `allowance`: entries inside entries would otherwise be
  /// read over once for each level.
  func forEachChild(
    of parent: LocatedEntry, _ data: borrowing DebugData, allowance: Allowance,
    where wanted: (EntryTag) -> Bool,
    _ body: (DebugEntry) throws(MalformedInput) -> Void
  ) throws(MalformedInput) {
    guard parent.entry.hasChildren else { return }
    let unit = units[parent.unit]
    let table = tables[parent.unit]
    let base = data.entries(unit.section).base
    var input = try data.unitReader(unit, at: parent.end)
    var depth = 0
    while true {
      let start = input.position
      defer { allowance.bytes -= input.position - start }
      let code = try input.unsignedLEB128(field: "abbreviation code")
      if code == 0 {
        if depth == 0 { return }
        depth -= 1
        continue
      }
      guard let abbreviation = table[code] else {
        throw MalformedInput(.invalidValue, at: start, field: "abbreviation code")
      }
      guard allowance.bytes > 0 else {
        throw MalformedInput(.unsupported, at: start, field: "entries inside entries")
      }
      if depth == 0, wanted(abbreviation.tag) {
        try input.seek(to: UInt64(start))
        if let child = try DebugEntry(parsing: &input, of: unit, table, base: base, data) {
          try body(child)
        }
      } else {
        try input.skipAttributes(of: abbreviation, unit, base: base, data.order)
      }
      if abbreviation.hasChildren { depth += 1 }
    }
  }
}
