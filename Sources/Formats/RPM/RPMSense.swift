/// How a dependency compares, and when it must hold; rpm's `rpmsenseFlags`.
public struct RPMSense: OptionSet, Hashable, Sendable {
  public var rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let less = RPMSense(rawValue: 1 << 1)
  public static let greater = RPMSense(rawValue: 1 << 2)
  public static let equal = RPMSense(rawValue: 1 << 3)
  public static let postTrans = RPMSense(rawValue: 1 << 5)
  public static let preTrans = RPMSense(rawValue: 1 << 7)
  /// The interpreter of a script.
  public static let interpreter = RPMSense(rawValue: 1 << 8)
  public static let preIn = RPMSense(rawValue: 1 << 9)
  public static let postIn = RPMSense(rawValue: 1 << 10)
  public static let preUn = RPMSense(rawValue: 1 << 11)
  public static let postUn = RPMSense(rawValue: 1 << 12)
  public static let verify = RPMSense(rawValue: 1 << 13)
  /// Found in the files by a generator.
  public static let findRequires = RPMSense(rawValue: 1 << 14)
  public static let findProvides = RPMSense(rawValue: 1 << 15)
  public static let missingOK = RPMSense(rawValue: 1 << 19)
  /// A feature of rpm itself.
  public static let rpmlib = RPMSense(rawValue: 1 << 24)
  public static let config = RPMSense(rawValue: 1 << 28)
  /// Says nothing about the order of installation.
  public static let meta = RPMSense(rawValue: 1 << 29)

  /// The bits that compare versions.
  public static let comparison: RPMSense = [.less, .greater, .equal]

  /// `<`, `>`, `=`, `<=`, `>=` or nothing.
  public var symbol: String {
    (contains(.less) ? "<" : "") + (contains(.greater) ? ">" : "") + (contains(.equal) ? "=" : "")
  }

  /// The comparison a word of rpm's syntax stands for; `nil` for any other word.
  init?(symbol: some StringProtocol) {
    switch symbol {
    case "<": self = .less
    case "<=", "=<": self = [.less, .equal]
    case "=", "==": self = .equal
    case ">=", "=>": self = [.greater, .equal]
    case ">": self = .greater
    default: return nil
    }
  }

  /// The qualifiers of `Requires(pre,postun)`; source: `parsePreamble.cc`.
  static let qualifiers: [String: RPMSense] = [
    "interp": .interpreter, "meta": .meta, "pre": .preIn, "post": .postIn, "preun": .preUn,
    "postun": .postUn, "verify": .verify, "pretrans": .preTrans, "posttrans": .postTrans,
  ]

  /// The bits of a qualifier such as `post`; `nil` for an unknown one.
  public init?(qualifier: String) {
    guard let sense = Self.qualifiers[qualifier] else { return nil }
    self = sense
  }
}
