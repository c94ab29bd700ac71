/// What must hold of every kernel configuration a condition picks out.
public struct KconfigRule: Hashable, Sendable {
  /// Which configurations a rule is about; what is left out picks all.
  public struct Condition: Hashable, Sendable {
    /// Of the release in the header.
    public var kernel: KernelCondition?
    /// `GOARCH` values, such as `arm64`; `arm7` and its kind mean `arm`.
    public var architectures: [String]
    /// A pattern for the reference's name.
    public var reference: String?
    /// These must be met for the rule to apply.
    public var set: [KconfigRequirement]

    public init(
      kernel: KernelCondition? = nil, architectures: [String] = [], reference: String? = nil,
      set: [KconfigRequirement] = []
    ) {
      self.kernel = kernel
      self.architectures = architectures
      self.reference = reference
      self.set = set
    }
  }

  /// All must be met.
  public var require: [KconfigRequirement]
  /// None of these options may be as it says.
  public var forbid: [KconfigProhibition]
  /// At least one must hold whole, among those that apply.
  public var any: [KconfigRule]
  public var condition: Condition
  /// Why, in the words of whoever wrote the rule.
  public var why: String?

  public init(
    require: [KconfigRequirement] = [], forbid: [KconfigProhibition] = [], any: [KconfigRule] = [],
    when condition: Condition = Condition(), why: String? = nil
  ) {
    self.require = require
    self.forbid = forbid
    self.any = any
    self.condition = condition
    self.why = why
  }

  /// Every option the rule names, sorted, each once.
  public var options: [String] {
    let named =
      require.map(\.option) + forbid.map(\.option) + condition.set.map(\.option)
      + any.flatMap(\.options)
    return Array(Set(named)).sorted()
  }
}

/// A kernel version and how to compare with it, such as `>=5.4`.
public struct KernelCondition: Hashable, Sendable {
  public let comparison: KconfigNeed.Comparison
  public let version: KernelVersion

  public init(_ text: String) throws(MalformedRequirement) {
    guard let (comparison, rest) = KconfigNeed.Comparison.split(text[...].trimmed),
      rest.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }),
      let version = KernelVersion(prefixOf: String(rest))
    else { throw .kernel(text) }
    self.comparison = comparison
    self.version = version
  }

  public func holds(for kernel: KernelVersion) -> Bool { comparison.holds(kernel, version) }
}
