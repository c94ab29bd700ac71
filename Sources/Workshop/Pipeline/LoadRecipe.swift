public import Diagnostics
internal import Platform
internal import Recipe
internal import Stages
internal import Workspace

/// One package to build.
struct BuildTarget: Sendable {
  var recipe: PackageRecipe
  /// The recipe of the package whose debugging information this one holds.
  var debugged: PackageRecipe?
  var part: FormatPart
  /// The file's name in the output directory.
  var name: String
}

/// All targets of one architecture: they share binaries and one pass over the files.
struct ArchitecturePlan: Sendable {
  var recipe: PackageRecipe
  var targets: [BuildTarget]
}

/// What is to be built, in a fixed order, and what the recipe's reader had to say.
struct BuildPlan: Sendable {
  var architectures: [ArchitecturePlan]
  var warnings: [Diagnostic]
}

/// The recipe used when none is named: `pkg.yaml`, then `nfpm.yaml`.
public func defaultRecipe() throws(Diagnostic) -> String {
  for name in ["pkg.yaml", "nfpm.yaml"] where try FileFacts.of(name) != nil { return name }
  throw Diagnostic(
    "recipe.missing", "there is no pkg.yaml or nfpm.yaml here",
    hint: "name the recipe: pkg build -f RECIPE", exit: .missingInput)
}

/// Reads the recipe and decides what it asks for.
func plan(_ request: RecipeRequest) throws -> BuildPlan {
  let text = try InputFile(request.recipe).contents(limit: 4 << 20)
  let document = try PackageRecipe.parse(
    yaml: text, file: request.recipe, environment: request.environment,
    overrides: request.overrides, formats: request.formats.isEmpty ? nil : request.formats,
    releases: try request.targetsFile.map { try releases(in: $0) })
  let wanted = try request.architectures.map { name throws(Diagnostic) in
    guard let architecture = Architecture.named(name) else {
      throw Diagnostic(
        "plan.unknown-architecture", "'\(name)' is no architecture",
        hint: "use one of the recipe's: \(names(document.recipes))", exit: .usage)
    }
    guard document.recipes.contains(where: { $0.architecture == architecture }) else {
      throw Diagnostic(
        "plan.architecture-not-in-recipe", "the recipe does not build for '\(name)'",
        hint: "it builds for \(names(document.recipes))", exit: .usage)
    }
    return architecture
  }
  var plans: [ArchitecturePlan] = []
  for recipe in document.recipes where wanted.isEmpty || wanted.contains(recipe.architecture) {
    plans.append(
      ArchitecturePlan(
        recipe: recipe,
        targets: recipe.parts.flatMap { targets(of: recipe, part: $0) }))
  }
  try requireDistinctNames(plans)
  return BuildPlan(architectures: plans, warnings: document.warnings)
}

/// One format's package, and the one for its debugging information.
private func targets(of recipe: PackageRecipe, part: FormatPart) -> [BuildTarget] {
  let main = BuildTarget(recipe: recipe, part: part, name: artefactName(of: recipe, part: part))
  guard recipe.binaries.contains(where: { $0.debug == .split }) else { return [main] }
  let split = debugRecipe(of: recipe, part: part)
  return [
    main,
    BuildTarget(
      recipe: split.recipe, debugged: recipe, part: split.part,
      name: artefactName(of: split.recipe, part: split.part)),
  ]
}

private func names(_ recipes: [PackageRecipe]) -> String {
  recipes.map(\.architecture.name).joined(separator: ", ")
}

/// Two packages must not be written to one file: Debian's armhf is both arm6 and arm7.
private func requireDistinctNames(_ plans: [ArchitecturePlan]) throws(Diagnostic) {
  var owners: [String: String] = [:]
  for plan in plans {
    for target in plan.targets {
      let architecture = plan.recipe.architecture.name
      if let other = owners.updateValue(architecture, forKey: target.name) {
        throw Diagnostic(
          "plan.output-collision",
          "'\(target.name)' would be written for both '\(other)' and '\(architecture)'",
          at: plan.recipe.name.location,
          hint: "build them into different directories with --arch, or drop one")
      }
    }
  }
}
