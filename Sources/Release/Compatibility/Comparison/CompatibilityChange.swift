/// One difference between two versions, and whether old programs survive it.
public struct CompatibilityChange: Hashable, Sendable, Encodable {
  public enum Verdict: String, Hashable, Sendable, Encodable, CaseIterable {
    /// A program linked with the old version may fail, or compute something else.
    case breaking = "BREAKING"
    /// Nothing in what was compared lets the change decide either way.
    case undefined = "UNDEFINED"
    /// Programs linked with the old version go on as before.
    case nonBreaking = "NON_BREAKING"
  }

  public var verdict: Verdict
  public var rule: CompatibilityRule
  /// The library or program, by the path it has in the new version, or had in the old.
  public var file: String
  public var symbol: String?
  public var version: String?
  /// The type that changed, such as `struct point`.
  public var type: String?
  public var member: String?
  /// What it was and what it is now, each `nil` when there was or is nothing.
  public var old: String?
  public var new: String?
  /// One sentence.
  public var message: String
  /// The symbol whose type leads to ``type``; one of perhaps many.
  public var through: String?
  /// The reason the ignore file gives.
  public var ignoredBy: String?

  enum CodingKeys: String, CodingKey {
    case rule, file, symbol, version, type, member, old, new, message, through
    case verdict = "class"
    case ignoredBy = "ignored_by"
  }

  public init(
    _ verdict: Verdict, _ rule: CompatibilityRule, file: String, _ message: String,
    old: String? = nil, new: String? = nil
  ) {
    self.verdict = verdict
    self.rule = rule
    self.file = file
    self.message = message
    self.old = old
    self.new = new
  }

  /// With the symbol it is about.
  func of(_ symbol: SymbolExport) -> CompatibilityChange {
    var change = self
    change.symbol = symbol.name
    change.version = symbol.version
    return change
  }
}

extension CompatibilityChange: Comparable {
  /// By file, then gravity, rule and what it is about.
  public static func < (a: Self, b: Self) -> Bool { a.order.lexicographicallyPrecedes(b.order) }

  private var order: [String] {
    let gravity = Verdict.allCases.firstIndex(of: verdict) ?? 0
    return [
      file, "\(gravity)", rule.rawValue, symbol ?? "", version ?? "", type ?? "", member ?? "",
      message,
    ]
  }
}
