public import Diagnostics
public import Recipe

/// What `pkg build` and `pkg check` are asked about a recipe.
public struct RecipeRequest: Sendable {
  public var recipe: String
  /// The formats to build; all the recipe names when empty.
  public var formats: [PackageFormat]
  /// The architectures to build, by any of their names; all the recipe names when empty.
  public var architectures: [String]
  /// Values of the recipe to replace, by dotted key.
  public var overrides: [String: String]
  /// A file that describes more releases for `targets:`.
  public var targetsFile: String?
  /// Threads to use; never shows in the output.
  public var jobs: Int
  /// Whether warnings are errors.
  public var strict: Bool
  /// The process's environment, for `${VAR}` and `SOURCE_DATE_EPOCH`.
  public var environment: [String: String]

  public init(
    recipe: String, formats: [PackageFormat], architectures: [String],
    overrides: [String: String], targetsFile: String? = nil, jobs: Int, strict: Bool,
    environment: [String: String]
  ) {
    self.recipe = recipe
    self.formats = formats
    self.architectures = architectures
    self.overrides = overrides
    self.targetsFile = targetsFile
    self.jobs = jobs
    self.strict = strict
    self.environment = environment
  }
}

/// What `pkg build` is asked.
public struct BuildRequest: Sendable {
  public var recipe: RecipeRequest
  /// A directory; or, for a single package, the file to write.
  public var target: String
  /// The recipe names the keys; their certificates too.
  public var access: KeyAccess
  /// Whether to sign with a key that one of the recipe's `targets` does not take.
  public var forcesTarget: Bool

  public init(
    recipe: RecipeRequest, target: String, access: KeyAccess, forcesTarget: Bool = false
  ) {
    self.recipe = recipe
    self.target = target
    self.access = access
    self.forcesTarget = forcesTarget
  }
}

/// What a build left behind.
public struct BuildReport: Sendable {
  /// The paths published, packages first, in the order of the plan.
  public var published: [String]
  /// Warnings and notes.
  public var diagnostics: [Diagnostic]
}

/// Where a passphrase comes from; never from a command line.
public enum PassphraseSource: Hashable, Sendable {
  case file(String)
  case descriptor(Int32)
  /// `PKG_PASSPHRASE`, then nfpm's variables; the service manager's credential; the terminal.
  case environment
}
