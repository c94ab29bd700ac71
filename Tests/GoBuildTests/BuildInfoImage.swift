import Bytes

/// A program without sections whose one writable segment holds build information.
///
/// Written from `debug/buildinfo`'s description of the two forms.
struct BuildInfoImage: Sendable, CustomStringConvertible {
  var wide: Bool
  var order: ByteOrder
  /// The form since Go 1.18; before it, pointers to Go strings.
  var isInline: Bool

  static let all = [true, false].flatMap { wide in
    [ByteOrder.little, .big].flatMap { order in
      [true, false].map { BuildInfoImage(wide: wide, order: order, isInline: $0) }
    }
  }

  var description: String {
    "\(wide ? 64 : 32) \(order) \(isInline ? "inline" : "pointers")"
  }

  let infoOffset = 0x80
  private let base: UInt64 = 0x40_0000

  var bytes: [UInt8] {
    let version = Array("go1.17.13".utf8)
    let sentinel = [UInt8](repeating: 0x3c, count: 16)
    let modules =
      sentinel + Array("path\texample.com/old\nmod\texample.com/old\t(devel)\t\n".utf8) + sentinel
    var out = ByteWriter(order)
    func word(_ value: UInt64) { wide ? out.integer(value) : out.integer(UInt32(value)) }

    out.raw([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, order == .little ? 1 : 2, 1])
    out.raw([UInt8](repeating: 0, count: 9))
    out.integer(UInt16(2))
    out.integer(UInt16(0x1234))
    out.integer(UInt32(1))
    word(base)
    word(wide ? 64 : 52)
    word(0)
    out.integer(UInt32(0))
    for value: UInt16 in [wide ? 64 : 52, wide ? 56 : 32, 1, 0, 0, 0] { out.integer(value) }
    let size: UInt64 = 0x180
    out.integer(UInt32(1))
    if wide { out.integer(UInt32(6)) }
    for value in [0, base, base, size, size] { word(value) }
    if !wide { out.integer(UInt32(6)) }
    word(0x1000)

    out.raw([UInt8](repeating: 0, count: infoOffset - out.count))
    out.raw([0xff] + Array(" Go buildinf:".utf8))
    out.raw([wide ? 8 : 4, isInline ? 2 : order == .big ? 1 : 0])
    if isInline {
      out.raw([UInt8](repeating: 0, count: 16))
      out.raw([UInt8(version.count)] + version + [UInt8(modules.count)] + modules)
    } else {
      word(base + 0xb0)
      word(base + 0xc0)
      out.raw([UInt8](repeating: 0, count: 0xb0 - out.count))
      word(base + 0xd0)
      word(UInt64(version.count))
      out.raw([UInt8](repeating: 0, count: 0xc0 - out.count))
      word(base + 0xe0)
      word(UInt64(modules.count))
      out.raw([UInt8](repeating: 0, count: 0xd0 - out.count))
      out.raw(version)
      out.raw([UInt8](repeating: 0, count: 0xe0 - out.count))
      out.raw(modules)
    }
    out.raw([UInt8](repeating: 0, count: Int(size) - out.count))
    return out.bytes
  }
}
