internal import Diagnostics
internal import Recipe
internal import Stages
internal import Workspace

/// Where the output goes.
struct Destination: Sendable {
  var directory: String
  /// The single package's own name, when the target is a file.
  var file: String?
}

/// What `--target` means: a directory, or a file when it has a package's suffix.
func destination(of target: String, _ plan: BuildPlan) throws(Diagnostic) -> Destination {
  guard target.hasSuffix(".rpm") || target.hasSuffix(".deb"),
    try FileFacts.of(target)?.kind != .directory
  else { return Destination(directory: target, file: nil) }
  let targets = plan.architectures.flatMap(\.targets)
  guard targets.count == 1, let only = targets.first,
    target.hasSuffix(".\(only.part.format.rawValue)")
  else {
    throw Diagnostic(
      "plan.target-is-file", "'\(target)' is one file, but \(targets.count) packages are built",
      hint: "name a directory, or pick one package with --packager and --arch", exit: .usage)
  }
  let (directory, name) = splitPath(target)
  return Destination(directory: directory, file: name)
}

/// Every name a build will publish, so that obstacles are met before the work.
func outputNames(_ plan: BuildPlan, signed: Bool) -> [String] {
  let targets = plan.architectures.flatMap(\.targets)
  return targets.flatMap { target in
    [target.name]
      + target.recipe.sbom.formats.map { "\(target.name).\($0.fileSuffix)" }
  } + ["SHA256SUMS"] + (signed ? ["SHA256SUMS.asc"] : [])
}
