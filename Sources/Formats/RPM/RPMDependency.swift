/// One relation of a package to others.
public struct RPMDependency: Hashable, Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case requires, provides, conflicts, obsoletes, recommends, suggests, supplements, enhances
  }

  public var kind: Kind
  /// A package, a capability such as `config(hello)`, a path, or a rich
  /// dependency such as `(a or b)` in rpm's own normal form.
  public var name: String
  public var sense: RPMSense
  /// `[epoch:]version[-release]`, empty when any will do.
  public var version: String

  public init(_ kind: Kind, _ name: String, _ sense: RPMSense = [], _ version: String = "") {
    self.kind = kind
    self.name = name
    self.sense = sense
    self.version = version
  }

  public var isRich: Bool { name.utf8.first == UInt8(ascii: "(") }

  /// As `rpm --requires` prints it: `libfoo >= 1.2`.
  public var text: String {
    version.isEmpty ? name : "\(name) \(sense.symbol) \(version)"
  }

  /// In rpm's order, each once: by name, version and sense, bytewise.
  public static func sortedAndUnique(_ all: [RPMDependency]) -> [RPMDependency] {
    Set(all).sorted {
      ($0.kind.rawValue, Bytewise($0.name), Bytewise($0.version), $0.sense.rawValue)
        < ($1.kind.rawValue, Bytewise($1.name), Bytewise($1.version), $1.sense.rawValue)
    }
  }
}

/// Text ordered by its UTF-8 bytes, as `strcmp` orders it.
struct Bytewise: Comparable {
  var text: String

  init(_ text: String) { self.text = text }

  static func == (a: Self, b: Self) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }
  static func < (a: Self, b: Self) -> Bool {
    a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
  }
}

extension RPMDependency.Kind {
  /// The tags of the three parallel arrays.
  var tags: (names: RPMTag, senses: RPMTag, versions: RPMTag) {
    switch self {
    case .requires: (RPMTag(1049), RPMTag(1048), RPMTag(1050))
    case .provides: (RPMTag(1047), RPMTag(1112), RPMTag(1113))
    case .conflicts: (RPMTag(1054), RPMTag(1053), RPMTag(1055))
    case .obsoletes: (RPMTag(1090), RPMTag(1114), RPMTag(1115))
    case .recommends: (RPMTag(5046), RPMTag(5048), RPMTag(5047))
    case .suggests: (RPMTag(5049), RPMTag(5051), RPMTag(5050))
    case .supplements: (RPMTag(5052), RPMTag(5054), RPMTag(5053))
    case .enhances: (RPMTag(5055), RPMTag(5057), RPMTag(5056))
    }
  }

  /// Whether rpm takes `(a or b)` here.
  public var allowsRich: Bool { self != .provides && self != .obsoletes }
}
