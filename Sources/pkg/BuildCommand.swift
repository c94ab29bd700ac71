internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

/// `pkg build`: recipe in, verified packages out.
struct BuildCommand: ConcurrentCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Build the packages a recipe describes.",
    discussion: """
      Checks the recipe, the binaries and the preconditions; strips; writes RPM and DEB with \
      their bills of materials; signs; reads everything back and publishes all of it or nothing.
      """,
    aliases: ["package", "pkg", "p"])

  @OptionGroup var options: RecipeOptions

  @Option(name: .shortAndLong, help: "Output directory, or a file for a single package.")
  var target = "."

  @OptionGroup var access: KeyOptions

  @Flag(
    name: .customLong("force-target"),
    help: "Sign even with a key that one of the recipe's targets does not take.")
  var forcesTarget = false

  @Flag(name: .shortAndLong, help: "Print nothing but problems.")
  var quiet = false

  func execute() async throws -> ExitStatus? {
    let report = try await build(
      BuildRequest(
        recipe: try options.request(), target: target, access: try access.access(),
        forcesTarget: forcesTarget))
    let status = report.diagnostics.printed()
    if !quiet { for path in report.published { try Console.write("\(path)\n") } }
    return status
  }
}

/// `pkg check`: everything `build` looks at, nothing written.
struct CheckCommand: ConcurrentCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check a recipe, its binaries and its preconditions; write nothing.")

  @OptionGroup var options: RecipeOptions

  func execute() async throws -> ExitStatus? {
    let request = try options.request()
    return try await check(request).printed(strict: request.strict)
  }
}
