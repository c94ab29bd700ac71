import Bytes

/// A small program written field by field from the gABI, for every class and byte order.
///
/// One read-execute segment maps the whole file: headers, loader, strings, versions, dynamic
/// section and note. Behind it, outside memory, lie debugging information and symbols.
struct SyntheticELF {
  let wide: Bool
  let order: ByteOrder
  /// `e_type`.
  var type: UInt16 = 3
  /// Whether the last segment describes `.comment`, outside memory, as `PT_RISCV_ATTRIBUTES`
  /// describes a section of its own.
  var describesComment = false
  /// Sections without contents to append, for tables of unusual length.
  var fillers = 0
  /// Other names for sections.
  var names: [String: String] = [:]

  /// Where each part landed in the last ``bytes``.
  struct Places {
    var segments = 0
    var dynamic = 0
    var needs = 0
    var note = 0
    var sections = 0
    var loadEnd = 0
  }

  static let base: UInt64 = 0x10000
  static let sectionNames = [
    "", ".interp", ".dynstr", ".gnu.version_r", ".dynamic", ".note.gnu.build-id", ".debug_info",
    ".comment", ".symtab", ".strtab", ".shstrtab",
  ]

  var headerSize: Int { wide ? 64 : 52 }
  var segmentSize: Int { wide ? 56 : 32 }
  var sectionSize: Int { wide ? 64 : 40 }

  func build() -> (bytes: [UInt8], places: Places) {
    var places = Places()
    var out = ByteWriter(order)
    func word(_ value: UInt64) { wide ? out.integer(value) : out.integer(UInt32(value)) }

    out.raw([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, order == .little ? 1 : 2, 1, 0])
    out.raw([UInt8](repeating: 0, count: 8))
    out.integer(type)
    out.integer(UInt16(0x1234))
    out.integer(UInt32(1))
    word(Self.base + 0x40)
    word(UInt64(headerSize))
    word(0)  // e_shoff, filled in below
    out.integer(UInt32(0xabcd))
    for value in [headerSize, segmentSize, 4, sectionSize, 0, 10] { out.integer(UInt16(value)) }

    places.segments = out.count
    out.raw([UInt8](repeating: 0, count: 4 * segmentSize))
    var spans: [String: Range<Int>] = [:]
    func part(_ name: String, _ align: Int = 8, _ write: () -> Void) {
      out.align(to: align)
      let start = out.count
      write()
      spans[name] = start..<out.count
    }
    part(".interp") { out.raw(Array("/lib/ld.so.9\0".utf8)) }
    let strings = Array("\0libx.so.1\0me.so\0GLIBC_2.34\0GLIBC_2.4\0".utf8)
    part(".dynstr") { out.raw(strings) }
    part(".gnu.version_r") {
      for value: UInt16 in [1, 2] { out.integer(value) }
      for value: UInt32 in [1, 16, 0] { out.integer(value) }
      for (name, bits, next): (UInt32, UInt16, UInt32) in [(17, 0, 16), (28, 2, 0)] {
        out.integer(UInt32(0))
        out.integer(bits)
        out.integer(UInt16(2))
        out.integer(name)
        out.integer(next)
      }
    }
    part(".dynamic") {
      for (tag, value) in [
        (1, 1), (14, 11), (5, Self.base + UInt64(spans[".dynstr", default: 0..<0].lowerBound)),
        (10, UInt64(strings.count)), (0x6fff_fffb, 0x0800_0000),
        (0x6fff_fffe, Self.base + UInt64(spans[".gnu.version_r", default: 0..<0].lowerBound)),
        (0x6fff_ffff, 1), (0, 0),
      ] as [(UInt64, UInt64)] {
        word(tag)
        word(value)
      }
    }
    part(".note.gnu.build-id") {
      for value: UInt32 in [4, 5, 3] { out.integer(value) }
      out.raw(Array("GNU\0".utf8) + [1, 2, 3, 4, 5, 0, 0, 0])
    }
    places.loadEnd = out.count
    part(".debug_info", 1) { out.raw([UInt8](repeating: 0xdd, count: 21)) }
    part(".comment", 1) { out.raw(Array("attributes".utf8)) }
    part(".symtab") {
      out.raw([UInt8](repeating: 0, count: wide ? 24 : 16))
      symbol(to: &out, name: 1, section: 4)
      symbol(to: &out, name: 0, section: 6)
    }
    part(".strtab", 1) { out.raw(Array("\0_DYNAMIC\0".utf8)) }
    let sectionNames = Self.sectionNames.map { self.names[$0] ?? $0 }
    let names = sectionNames.dropFirst().reduce(into: [UInt8]([0])) { table, name in
      table += Array(name.utf8) + [0]
    }
    part(".shstrtab", 1) { out.raw(names) }

    out.align(to: 8)
    places.sections = out.count
    let types: [UInt32] = [0, 1, 3, 0x6fff_fffe, 6, 7, 1, 1, 2, 3, 3]
    let links: [UInt32] = [0, 0, 0, 2, 2, 0, 0, 0, 9, 0, 0]
    let entries: [UInt64] = [0, 0, 0, 0, wide ? 16 : 8, 0, 0, 0, wide ? 24 : 16, 0, 0]
    var nameOffset = 0
    for (index, name) in Self.sectionNames.enumerated() {
      let span = spans[name] ?? 0..<0
      let loaded = (1...5).contains(index)
      out.integer(UInt32(nameOffset))
      out.integer(types[index])
      word(loaded ? 2 : 0)
      word(loaded ? Self.base + UInt64(span.lowerBound) : 0)
      word(UInt64(span.lowerBound))
      word(UInt64(span.count))
      out.integer(links[index])
      out.integer(UInt32(index == 8 ? 3 : index == 3 ? 1 : 0))
      word(index == 0 ? 0 : index == 8 ? 8 : index == 5 ? 4 : 1)
      word(entries[index])
      nameOffset += index == 0 ? 1 : sectionNames[index].utf8.count + 1
    }
    for _ in 0..<fillers {
      out.integer(UInt32(1))
      out.integer(UInt32(1))
      out.raw([UInt8](repeating: 0, count: sectionSize - 8))
    }

    let count = Self.sectionNames.count + fillers
    let patch: (Int, UInt64) -> Void = { offset, value in
      if self.wide {
        out.overwrite(value, at: offset)
      } else {
        out.overwrite(UInt32(value), at: offset)
      }
    }
    patch(wide ? 40 : 32, UInt64(places.sections))
    if count < 0xff00 {
      out.overwrite(UInt16(count), at: wide ? 60 : 48)
    } else {
      patch(places.sections + (wide ? 32 : 20), UInt64(count))
    }
    places.dynamic = spans[".dynamic", default: 0..<0].lowerBound
    places.needs = spans[".gnu.version_r", default: 0..<0].lowerBound
    places.note = spans[".note.gnu.build-id", default: 0..<0].lowerBound
    let segments: [(UInt32, UInt32, Range<Int>)] = [
      (1, 5, 0..<places.loadEnd), (3, 4, spans[".interp", default: 0..<0]),
      (2, 4, spans[".dynamic", default: 0..<0]),
      describesComment
        ? (0x7000_0003, 4, spans[".comment", default: 0..<0])
        : (4, 4, spans[".note.gnu.build-id", default: 0..<0]),
    ]
    var table = ByteWriter(order)
    for (type, flags, span) in segments {
      let address = Self.base + UInt64(span.lowerBound)
      table.integer(type)
      if wide { table.integer(flags) }
      for value in [
        UInt64(span.lowerBound), address, address, UInt64(span.count), UInt64(span.count),
      ] {
        wide ? table.integer(value) : table.integer(UInt32(value))
      }
      if !wide { table.integer(flags) }
      wide ? table.integer(UInt64(4)) : table.integer(UInt32(4))
    }
    for (index, byte) in table.bytes.enumerated() {
      out.overwrite(byte, at: places.segments + index)
    }
    return (out.bytes, places)
  }

  private func symbol(to out: inout ByteWriter, name: UInt32, section: UInt16) {
    out.integer(name)
    if wide {
      out.raw([0, 0])
      out.integer(section)
      out.raw([UInt8](repeating: 0, count: 16))
    } else {
      out.raw([UInt8](repeating: 0, count: 8))
      out.raw([0, 0])
      out.integer(section)
    }
  }

  /// Both classes in both byte orders.
  static let all: [SyntheticELF] = [
    .init(wide: true, order: .little), .init(wide: true, order: .big),
    .init(wide: false, order: .little), .init(wide: false, order: .big),
  ]
}
