/// Writes the few forms of DER (ITU-T X.690) that a CMS signature is made of.
enum DER {
  static func sequence(_ contents: [UInt8]) -> [UInt8] { element(0x30, contents) }
  static func set(_ contents: [UInt8]) -> [UInt8] { element(0x31, contents) }
  static func octets(_ contents: [UInt8]) -> [UInt8] { element(0x04, contents) }
  /// An element with a tag of its own, `[number] EXPLICIT`.
  static func tagged(_ number: UInt8, _ contents: [UInt8]) -> [UInt8] {
    element(0xa0 | number, contents)
  }
  static let null: [UInt8] = [0x05, 0x00]

  static func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
    var length: [UInt8] = []
    if contents.count < 0x80 {
      length = [UInt8(contents.count)]
    } else {
      var rest = contents.count
      while rest > 0 {
        length.insert(UInt8(rest & 0xff), at: 0)
        rest >>= 8
      }
      length.insert(0x80 | UInt8(length.count), at: 0)
    }
    return [tag] + length + contents
  }

  /// An object identifier by its arcs, of which there are at least two.
  static func identifier(_ arcs: [UInt32]) -> [UInt8] {
    var contents: [UInt8] = []
    for arc in [arcs[0] * 40 + arcs[1]] + arcs.dropFirst(2) {
      var digits = [UInt8(arc & 0x7f)]
      var rest = arc >> 7
      while rest > 0 {
        digits.insert(0x80 | UInt8(rest & 0x7f), at: 0)
        rest >>= 7
      }
      contents += digits
    }
    return element(0x06, contents)
  }
}
