public import Diagnostics
public import Platform

extension ReleaseTable {
  /// The releases that are part of the program.
  public static let builtIn: ReleaseTable = {
    do throws(Diagnostics) {
      return try ReleaseTable().extended(yaml: builtInSource, file: "releases.yaml")
    } catch {
      preconditionFailure("the program's own table is sound: \(error.all)")
    }
  }()

  /// This table with the releases of a targets file, which go before those of the same name.
  ///
  /// `file` is its name in diagnostics. Nothing in it is expanded. Throws every problem found.
  public func extended(yaml: [UInt8], file: String) throws(Diagnostics) -> ReleaseTable {
    let noun = "the targets file"
    var problems: [Diagnostic] = []
    guard
      let root = YAMLReader.document(in: yaml, file: file, noun: noun, problems: &problems)
    else { throw Diagnostics(problems) }
    var check = KeyCheck(scope: nil, noun: noun)
    let checked = check.checked(root, .mapping(.targetsFile), "")
    var decoder = ReleaseDecoder(table: self, problems: problems + check.problems)
    for entry in root["releases"]?.entries ?? [] where entry.value.scalar?.isNull == true {
      decoder.report(
        "recipe.empty-value", "the release '\(entry.key)' is empty", at: entry.location)
    }
    for entry in checked?["releases"]?.entries ?? [] {
      decoder.add(entry.key, Fields(entry.value), at: entry.location)
    }
    if checked == nil, !decoder.problems.hasErrors {
      decoder.problems.append(Diagnostic("recipe.empty", "\(noun) is empty", at: root.location))
    }
    if decoder.problems.hasErrors { throw Diagnostics(decoder.problems) }
    return decoder.table
  }

  /// The release called `name`.
  ///
  /// Throws `recipe.unknown-target` with the nearest name there is; `exit` is its status.
  public func release(
    named name: String, at location: SpecLocation? = nil, exit: ExitStatus = .badInput
  ) throws(Diagnostic) -> TargetRelease {
    if let release = self[name] { return release }
    // In another spelling the name is often there: EL8, ubuntu-22.04, debian:12.
    let plain = name.lowercased().filter { !"-_: ".contains($0) }
    let near = self[plain].map { _ in plain } ?? closest(to: name, among: names)
    throw Diagnostic(
      "recipe.unknown-target", "unknown target '\(name)'", at: location,
      hint: near.map { "did you mean '\($0)'?" }
        ?? "describe it in a file for --targets-file, see Documentation/Targets.md", exit: exit)
  }
}
