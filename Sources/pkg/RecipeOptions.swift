public import ArgumentParser
import Diagnostics
import Pipeline
public import Recipe
import Workspace

/// What `build` and `check` have in common.
struct RecipeOptions: ParsableArguments {
  @Argument(help: "The recipe; the same as --config.", completion: .file())
  var recipe: String?

  @Option(
    name: [.customShort("f"), .long],
    help: "The recipe (default: pkg.yaml, then nfpm.yaml).", completion: .file())
  var config: String?

  @Option(
    name: [.customShort("p"), .long],
    help: "Build only this format: rpm or deb. May be repeated.")
  var packager: [PackageFormat] = []

  @Option(name: .shortAndLong, help: "Build only this architecture. May be repeated.")
  var arch: [String] = []

  @Option(name: .long, help: "Override a value of the recipe: key=value. May be repeated.")
  var set: [String] = []

  @OptionGroup var releases: TargetsFileOption

  @Flag(name: .long, help: "Treat warnings as errors.")
  var strict = false

  @Option(name: .shortAndLong, help: "Threads to use (default: all processors).")
  var jobs: Int?

  func validate() throws {
    if recipe != nil, config != nil {
      throw ValidationError("Name the recipe once: as an argument or with --config.")
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
    for pair in set where !pair.contains("=") {
      throw ValidationError("--set takes key=value, not '\(pair)'.")
    }
  }

  /// The options as the pipeline takes them.
  func request() throws -> RecipeRequest {
    var overrides: [String: String] = [:]
    for pair in set {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      overrides[String(parts[0])] = String(parts[1])
    }
    return RecipeRequest(
      recipe: try recipe ?? config ?? defaultRecipe(), formats: packager, architectures: arch,
      overrides: overrides, targetsFile: releases.targetsFile,
      jobs: jobs ?? availableProcessors(), strict: strict, environment: environmentVariables())
  }
}

extension PackageFormat: ExpressibleByArgument {}
