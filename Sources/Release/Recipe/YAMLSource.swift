import Diagnostics

/// The recipe's bytes: that they are text, and where their dollar signs stand.
struct YAMLSource {
  /// No recipe is longer, in bytes.
  static let longest = 1 << 20

  /// A dollar sign's offset in characters, as libyaml counts them, and its place.
  struct Dollar {
    var index: Int
    var location: SpecLocation
  }

  /// Without a byte order mark.
  let bytes: [UInt8]
  let dollars: [Dollar]

  /// Refuses what is too long, is not UTF-8 or holds control characters, with the place.
  init(_ input: [UInt8], file: String, noun: String = "the recipe") throws(Diagnostic) {
    guard input.count <= Self.longest else {
      throw Diagnostic(
        "recipe.yaml-too-large", "\(noun) has \(input.count) bytes, more than \(Self.longest)",
        at: SpecLocation(file: file, line: 1, column: 1))
    }
    bytes = input.starts(with: [0xef, 0xbb, 0xbf]) ? Array(input.dropFirst(3)) : input
    var dollars: [Dollar] = []
    var place = SpecLocation(file: file, line: 1, column: 1)
    var index = 0
    var afterReturn = false
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    decoding: while true {
      switch decoder.decode(&iterator) {
      case .emptyInput: break decoding
      case .error:
        throw Diagnostic("recipe.yaml-syntax", "\(noun) is not UTF-8 text", at: place)
      case .scalarValue(let scalar):
        if Self.isForbidden(scalar) {
          throw Diagnostic(
            "recipe.yaml-syntax", "control characters are not allowed", at: place)
        }
        if scalar == "$" { dollars.append(Dollar(index: index, location: place)) }
        index += 1
        if scalar == "\n", afterReturn {
          afterReturn = false
          continue
        }
        afterReturn = scalar == "\r"
        if Self.isBreak(scalar) {
          place.line += 1
          place.column = 1
        } else {
          place.column += 1
        }
      }
    }
    self.dollars = dollars
  }

  /// YAML 1.1's line breaks, which libyaml's marks count.
  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
  }

  /// Not in YAML's `c-printable`; libyaml would refuse it without saying where.
  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0a, 0x0d, 0x20...0x7e, 0x85, 0xa0...0xd7ff, 0xe000...0xfffd: scalar.value == 0xfeff
    case 0x10000...0x10ffff: false
    default: true
    }
  }

  /// The dollar signs between two offsets.
  func dollars(from start: Int, to end: Int) -> [SpecLocation] {
    var low = 0
    var high = dollars.count
    while low < high {
      let middle = (low + high) / 2
      if dollars[middle].index < start { low = middle + 1 } else { high = middle }
    }
    return dollars[low...].prefix { $0.index < end }.map(\.location)
  }
}
