/// The keys of `rpm:` that only RPM has.
public struct RPMSettings: Hashable, Sendable {
  public var group: Located<String>?
  /// The description's first line when unset.
  public var summary: Located<String>?
  /// The maintainer when unset.
  public var packager: Located<String>?
  public var buildHost: Located<String>?
  /// Absolute directories below which the package may be relocated.
  public var prefixes: [Located<String>] = []

  public init() {}
}

/// The keys of `deb:` that only Debian has.
public struct DebianSettings: Hashable, Sendable {
  /// `Architecture-Variant`, such as `amd64v3`.
  public var architectureVariant: Located<String>?
  /// Further control fields, in the order they were written.
  public var fields: [ControlField] = []
  public var triggers: [Trigger] = []

  public init() {}

  /// A control field of the recipe's own.
  public struct ControlField: Hashable, Sendable {
    public var name: Located<String>
    public var value: Located<String>
  }

  /// One line of the `triggers` file.
  public struct Trigger: Hashable, Sendable {
    /// Such as `interest`, `interest-await` or `activate-noawait`.
    public var directive: String
    public var name: Located<String>
  }
}
