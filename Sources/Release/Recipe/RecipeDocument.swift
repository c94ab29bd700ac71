public import Diagnostics
public import Platform

/// A recipe read and checked for every architecture it names.
public struct RecipeDocument: Sendable {
  /// The file's name as diagnostics print it.
  public let file: String
  /// The architectures of `arch:`, in its order, each once.
  public let architectures: [Located<Architecture>]
  /// One for each of ``architectures``, in that order.
  public let recipes: [PackageRecipe]
  /// Warnings and notes, in reading order, each once.
  public let warnings: [Diagnostic]

  private let root: YAMLNode
  private let environment: [String: String]
  private let formats: [PackageFormat]?
  private let releases: ReleaseTable?

  /// The recipe for `architecture`, whether `arch:` names it or not.
  ///
  /// Throws all problems that the recipe has for it; its warnings are not kept.
  public func recipe(for architecture: Architecture) throws(Diagnostics) -> PackageRecipe {
    if let index = architectures.firstIndex(where: { $0.value == architecture }) {
      return recipes[index]
    }
    var problems: [Diagnostic] = []
    let recipe = Self.decoded(
      root, for: architecture, environment: environment, formats: formats, releases: releases,
      problems: &problems)
    guard let recipe, !problems.hasErrors else { throw Diagnostics(problems.unique) }
    return recipe
  }

  /// Reads a recipe; see ``PackageRecipe/parse(yaml:file:environment:overrides:formats:releases:)``.
  init(
    yaml: [UInt8], file: String, environment: [String: String], overrides: [String: String],
    formats: [PackageFormat]?, releases: ReleaseTable?
  ) throws(Diagnostics) {
    var problems: [Diagnostic] = []
    guard var root = YAMLReader.document(in: yaml, file: file, problems: &problems) else {
      throw Diagnostics(problems)
    }
    for (key, value) in overrides.sorted(by: { $0.key < $1.key }) {
      root.lay(value, at: key, problems: &problems)
    }
    let architectures = Self.architectures(of: root, environment, problems: &problems)
    var recipes: [PackageRecipe] = []
    // Without a usable architecture the rest is still looked at, as if for any.
    for architecture in architectures.isEmpty ? [.independent] : architectures.map(\.value) {
      if let recipe = Self.decoded(
        root, for: architecture, environment: environment, formats: formats, releases: releases,
        problems: &problems)
      {
        recipes.append(recipe)
      }
    }
    if problems.hasErrors { throw Diagnostics(problems.unique) }
    precondition(
      !architectures.isEmpty && recipes.count == architectures.count,
      "a recipe without errors has one value for each architecture")
    self.file = file
    self.architectures = architectures
    self.recipes = recipes
    warnings = problems.unique.inReadingOrder
    self.root = root
    self.environment = environment
    self.formats = formats
    self.releases = releases
  }

  private static func decoded(
    _ root: YAMLNode, for architecture: Architecture, environment: [String: String],
    formats: [PackageFormat]?, releases: ReleaseTable?, problems: inout [Diagnostic]
  ) -> PackageRecipe? {
    var check = KeyCheck(scope: VariableScope(environment: environment, target: architecture))
    let checked = check.checked(root, .mapping(.recipe), "")
    problems += check.problems
    if let first = check.skipped.first {
      let names = check.skipped.map { "'\($0.value)'" }.joined(separator: ", ")
      problems.append(
        Diagnostic(
          "recipe.skipped-section", "settings for other formats are skipped: \(names)",
          severity: .note, at: first.location))
    }
    guard let checked else {
      if root.scalar?.isNull == true {
        problems.append(Diagnostic("recipe.empty", "the recipe is empty", at: root.location))
      }
      return nil
    }
    var decoder = RecipeDecoder(architecture: architecture, releases: releases)
    let recipe = decoder.recipe(Fields(checked), formats: formats)
    problems += decoder.problems
    return recipe
  }

  /// The architectures of `arch:`; variables in it are the environment's, not a target's.
  private static func architectures(
    of root: YAMLNode, _ environment: [String: String], problems: inout [Diagnostic]
  ) -> [Located<Architecture>] {
    guard let node = root["arch"] else {
      // A recipe that is no mapping has other problems.
      guard root.entries != nil, let usual = Architecture.named("amd64") else { return [] }
      problems.append(
        Diagnostic(
          "recipe.default-architecture", "the recipe names no architecture: amd64 is taken",
          severity: .warning, at: root.location, hint: "write 'arch: amd64'"))
      return [Located(usual, at: root.location)]
    }
    var check = KeyCheck(scope: VariableScope(environment: environment))
    let names = check.checked(node, .listOrOne(.line), "arch")?.items ?? []
    problems += check.problems
    var found: [Located<Architecture>] = []
    for name in names {
      let text = name.scalar?.text ?? ""
      guard let architecture = Architecture.named(text) else {
        problems.append(unknownArchitecture(text, at: name.location))
        continue
      }
      if found.contains(where: { $0.value == architecture }) {
        problems.append(
          Diagnostic(
            "recipe.duplicate-architecture", "'\(text)' names an architecture again",
            at: name.location, hint: "remove it"))
        continue
      }
      found.append(Located(architecture, at: name.location))
    }
    if found.isEmpty, names.isEmpty, check.problems.isEmpty {
      problems.append(
        Diagnostic("recipe.empty-value", "'arch' names no architecture", at: node.location))
    }
    return found
  }
}

/// The diagnostic for a name that no architecture has.
func unknownArchitecture(_ text: String, at location: SpecLocation) -> Diagnostic {
  let names = Architecture.all.flatMap { [$0.name] + $0.aliases }
  let near = closest(to: text, among: names)
  return Diagnostic(
    "recipe.unknown-architecture", "unknown architecture '\(text)'", at: location,
    hint: text == "arm" ? "say 'arm5', 'arm6' or 'arm7'" : near.map { "did you mean '\($0)'?" })
}

extension [Diagnostic] {
  /// Each once, at its first position.
  var unique: [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return filter { seen.insert($0).inserted }
  }
}

extension PackageRecipe {
  /// Reads a recipe for all its architectures.
  ///
  /// `yaml` is the recipe's text and `file` its name in diagnostics. Strings are expanded from
  /// `environment` and each target's `ARCH`, `GOARCH`, `GOARM`, `DEB_ARCH` and `RPM_ARCH`.
  /// `overrides` are values for dotted keys (`rpm.compression`), laid over the recipe before
  /// anything is looked at; a key's number picks a list's entry. `formats`, when given, stands
  /// in for the recipe's own. `releases` are what `targets` may name, those of the program when
  /// `nil`. Throws every problem found, warnings among them.
  public static func parse(
    yaml: [UInt8], file: String, environment: [String: String] = [:],
    overrides: [String: String] = [:], formats: [PackageFormat]? = nil,
    releases: ReleaseTable? = nil
  ) throws(Diagnostics) -> RecipeDocument {
    try RecipeDocument(
      yaml: yaml, file: file, environment: environment, overrides: overrides, formats: formats,
      releases: releases)
  }
}
