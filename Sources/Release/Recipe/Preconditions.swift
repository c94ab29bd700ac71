public import Diagnostics

/// What must hold of kernels and sources before a package is worth building.
public struct Preconditions: Hashable, Sendable {
  public var kconfig: KconfigPreconditions?
  public var vendor: VendorPreconditions?

  public init(kconfig: KconfigPreconditions? = nil, vendor: VendorPreconditions? = nil) {
    self.kconfig = kconfig
    self.vendor = vendor
  }
}

/// `preconditions.vendor`: what is asked of the Go vendor tree.
public struct VendorPreconditions: Hashable, Sendable {
  /// The module's directory, relative to the current one; the current one when unset.
  public var path: Located<String>
  public var location: SpecLocation
}

/// `preconditions.kconfig`: kernels, and what their configurations must say.
public struct KconfigPreconditions: Hashable, Sendable {
  /// What to do about a reference without a readable configuration.
  public enum OnMissing: String, Hashable, Sendable, CaseIterable {
    case error
    case skip
  }

  /// Configurations, or directories of them, relative to the current directory.
  public var references: [Located<String>]
  public var onMissing: OnMissing
  public var rules: [KconfigRule]
  public var location: SpecLocation
}

/// One rule over kernel options, its values not yet interpreted.
public struct KconfigRule: Hashable, Sendable {
  /// All of these must hold.
  public var require: [KconfigRequirement]
  /// None of these may be the case.
  public var forbid: [KconfigProhibition]
  /// At least one of these must hold; they have no `any` of their own.
  public var any: [KconfigRule]
  public var when: KconfigCondition?
  /// The reason, in the recipe's words.
  public var why: String?
  public var severity: Diagnostic.Severity
  public var location: SpecLocation
}

/// An option and the values it may have.
public struct KconfigRequirement: Hashable, Sendable {
  /// With or without `CONFIG_`, as written.
  public var option: Located<String>
  /// One or more texts such as `y`, `m`, `n`, `>=64`, `contains bpf` or `~^x$`; any will do.
  public var accepted: [Located<String>]
}

/// An option and the values it must not have.
public struct KconfigProhibition: Hashable, Sendable {
  /// With or without `CONFIG_`, as written.
  public var option: Located<String>
  /// Texts such as those of ``KconfigRequirement/accepted``, none of which may hold; empty when
  /// the option may be neither `y` nor `m`, nor have a value.
  public var values: [Located<String>]
}

/// When a rule applies; everything given must hold.
public struct KconfigCondition: Hashable, Sendable {
  /// Such as `>=5.4`.
  public var kernel: Located<String>?
  /// Architectures as recipes name them; empty for all.
  public var architectures: [Located<String>]
  /// A glob over the references' names.
  public var reference: Located<GlobPattern>?
  public var set: [KconfigRequirement]
}
