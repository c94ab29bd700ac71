internal import Bytes

/// The texts of names, each looked up once.
///
/// Many entries may name one string, and strings may share bytes: what is handed out is bounded
/// by a multiple of the sections' size.
final class DebugText {
  private var known: [StringPlace: String] = [:]
  private var allowance: Int

  init(allowance: Int) { self.allowance = allowance }

  /// The text; `nil` for one that is nowhere at hand.
  func text(
    _ place: StringPlace, _ unit: UnitHeader, _ data: borrowing DebugData
  ) throws(MalformedInput) -> String? {
    var place = place
    if case .index(let index) = place {
      place = .strings(try offset(number: index, unit, data))
    }
    if let text = known[place] { return text }
    let bytes: [UInt8]
    switch place {
    case .inline(let start):
      let section = data.entries(start.section)
      bytes = try terminated(section.reader(at: UInt64(start.offset), field: "DW_FORM_string"))
    case .strings(let offset):
      bytes = try terminated(data.strings.reader(at: offset, field: "DW_FORM_strp"))
    case .supplementStrings(let offset):
      let strings = data.supplementStrings
      bytes = try terminated(strings.reader(at: offset, field: "DW_FORM_strp_sup"))
    case .lineStrings(let offset):
      bytes = try terminated(data.lineStrings.reader(at: offset, field: "DW_FORM_line_strp"))
    case .index, .elsewhere: return nil
    }
    let text = String(decoding: bytes, as: UTF8.self)
    known[place] = text
    return text
  }

  /// Counts text made of other text, such as `outer::inner`.
  func spend(_ count: Int, at offset: Int) throws(MalformedInput) {
    allowance -= count
    guard allowance >= 0 else { throw MalformedInput(.overflow, at: offset, field: "DW_AT_name") }
  }

  private func terminated(_ reader: consuming ByteReader) throws(MalformedInput) -> [UInt8] {
    var reader = reader
    let start = reader.position
    let bytes = try reader.nulTerminated(field: "DW_AT_name")
    try spend(bytes.count + 16, at: start)
    return bytes
  }

  private func offset(
    number index: UInt64, _ unit: UnitHeader, _ data: borrowing DebugData
  ) throws(MalformedInput) -> UInt64 {
    try data.stringOffsets.number(
      index, behind: unit.stringOffsetsBase, width: unit.offsetSize, data.order,
      field: "DW_FORM_strx")
  }
}
