internal import DWARF

/// The symbols that C++ compilers make of classes by themselves, whose types no debugging
/// information describes: tables of virtual functions, type information, thunks.
///
/// What they hold follows from the class, and that is compared when a method of it is: the first
/// parameter of a method leads there.
///
/// - SeeAlso: Itanium C++ ABI, section 5.1.4, "Special names".
struct ClassSymbols {
  /// The names of methods that were compared, in order.
  private let methods: [String]
  private let names: Set<String>

  init(methods: Set<String>) {
    names = methods
    self.methods = methods.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  /// Whether what was compared decides what is in the symbol.
  func decide(_ name: String) -> Bool {
    guard name.hasPrefix("_Z") else { return false }
    let bytes = Array(name.utf8)
    guard bytes.count > 4 else { return false }
    switch String(decoding: bytes[2..<4], as: UTF8.self) {
    // The name of a type, which is the symbol's own; a guard, and what sets up and finds thread
    // storage: they look the same in every library.
    case "TS", "GV", "TH", "TW": return true
    case "TV", "TT", "TI":
      let type = bytes[4...]
      // A nested name stands between N and E; a method's name goes on inside.
      let isNested = type.first == UInt8(ascii: "N") && type.last == UInt8(ascii: "E")
      let inner = Array(isNested ? type.dropFirst().dropLast() : type)
      return ["_ZN", "_ZNK"].contains { hasMethod(prefix: Array($0.utf8) + inner) }
    case "Th", "Tv", "Tc": return Self.target(ofThunk: bytes).map(names.contains) ?? false
    default: return false
    }
  }

  /// The function that a thunk goes on to: behind `h` is one number, behind `v` are two, and
  /// behind `c` two such offsets, each number ended by an underscore.
  private static func target(ofThunk name: [UInt8]) -> String? {
    var place = 3
    let offsets = name[3] == UInt8(ascii: "c") ? 2 : 1
    if offsets == 2 { place += 1 }
    for _ in 0..<offsets {
      guard place < name.count else { return nil }
      let numbers = name[place] == UInt8(ascii: "h") ? 1 : 2
      place += 1
      for _ in 0..<numbers {
        guard let end = name[place...].firstIndex(of: UInt8(ascii: "_")) else { return nil }
        place = end + 1
      }
    }
    return "_Z" + String(decoding: name[place...], as: UTF8.self)
  }

  private func hasMethod(prefix: [UInt8]) -> Bool {
    var low = 0
    var high = methods.count
    while low < high {
      let middle = (low + high) / 2
      if Array(methods[middle].utf8).lexicographicallyPrecedes(prefix) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < methods.count && methods[low].utf8.starts(with: prefix)
  }
}

extension TypeGraph.Function {
  /// Whether it is called on an object, whose class its first parameter tells.
  var isMethod: Bool { parameters.first?.name == "this" }
}
