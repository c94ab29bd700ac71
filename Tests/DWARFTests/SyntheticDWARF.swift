import Bytes
import DWARF
import ELF

/// Entries written by hand, in one DWARF 4 unit of a 64-bit file that holds nothing else.
struct SyntheticDWARF {
  /// The shapes used: code, tag, whether it has children, and attributes with their forms.
  var abbreviations: [(code: UInt8, tag: UInt8, hasChildren: Bool, attributes: [(UInt8, UInt8)])] =
    [
      (1, 0x11, true, []),
      // A function that is seen outside, has code at 0 and returns something.
      (2, 0x2e, false, [(0x03, 0x08), (0x3f, 0x19), (0x11, 0x01), (0x49, 0x13)]),
      (3, 0x0f, false, [(0x49, 0x13)]),
      (4, 0x16, false, [(0x49, 0x13)]),
      (5, 0x13, true, [(0x0b, 0x0b)]),
      (6, 0x0d, false, [(0x49, 0x13)]),
      (7, 0x2e, true, [(0x03, 0x08), (0x3f, 0x19), (0x11, 0x01)]),
      (8, 0x05, false, [(0x49, 0x13)]),
    ]
  /// What follows the unit's header and its own entry, which has the code 1.
  var entries: [UInt8] = []

  static let headerSize = 11
  /// The offset of the first of ``entries`` in the unit, for references.
  static let start = UInt32(headerSize + 1)

  static func reference(_ offset: UInt32) -> [UInt8] {
    var out = ByteWriter(.little)
    out.integer(offset)
    return out.bytes
  }

  /// A function of that name whose result is at `offset`.
  static func function(_ name: String, returning offset: UInt32) -> [UInt8] {
    [2] + Array(name.utf8) + [0] + [UInt8](repeating: 0, count: 8) + reference(offset)
  }

  func build() -> [UInt8] {
    var shapes: [UInt8] = []
    for shape in abbreviations {
      shapes += [shape.code, shape.tag, shape.hasChildren ? 1 : 0]
      for (name, form) in shape.attributes { shapes += [name, form] }
      shapes += [0, 0]
    }
    shapes.append(0)
    var info = ByteWriter(.little)
    info.integer(UInt32(7 + 1 + entries.count + 1))
    info.integer(UInt16(4))
    info.integer(UInt32(0))
    info.raw([8, 1])
    info.raw(entries)
    info.raw([0])
    return objectFile([(".debug_info", info.bytes, 0), (".debug_abbrev", shapes, 0)])
  }
}

/// A 64-bit file of sections: names, contents and flags.
func objectFile(_ sections: [(name: String, bytes: [UInt8], flags: UInt64)]) -> [UInt8] {
  var names: [UInt8] = [0]
  var out = ByteWriter(.little)
  let all = sections + [(".shstrtab", [], 0)]
  for section in all { names += Array(section.name.utf8) + [0] }
  let size = sections.reduce(64) { $0 + $1.bytes.count } + names.count
  out.raw([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0] + [UInt8](repeating: 0, count: 8))
  out.integer(UInt16(3))
  out.integer(UInt16(62))
  out.integer(UInt32(1))
  for value in [0, 0, UInt64(size)] { out.integer(value) }
  out.integer(UInt32(0))
  for value in [64, 0, 0, 64, all.count + 1, all.count] { out.integer(UInt16(value)) }
  for section in sections { out.raw(section.bytes) }
  out.raw(names)
  out.raw([UInt8](repeating: 0, count: 64))
  var offset = 64
  var name = 1
  for section in all {
    let isNames = section.name == ".shstrtab"
    let count = isNames ? names.count : section.bytes.count
    out.integer(UInt32(name))
    out.integer(UInt32(isNames ? 3 : 1))
    for value in [section.flags, 0, UInt64(offset), UInt64(count)] { out.integer(value) }
    out.raw([UInt8](repeating: 0, count: 8))
    out.integer(UInt64(1))
    out.integer(UInt64(0))
    offset += count
    name += section.name.utf8.count + 1
  }
  return out.bytes
}
