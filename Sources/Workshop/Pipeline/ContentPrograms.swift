internal import Bytes
internal import Checks
internal import Diagnostics
internal import ELF
internal import Platform
internal import Recipe
internal import Stages
internal import Workspace

/// Judges the programs and libraries among a package's other contents on the recipe's targets.
///
/// Those for another processor than the package's are data to it, such as firmware. One that is
/// damaged is warned of.
func checkContentPrograms(
  _ entries: [PackageEntry], of recipe: PackageRecipe, part: FormatPart
) throws -> [Diagnostic] {
  var narrowed = recipe
  narrowed.parts = [part]
  // Releases whose packages are not made here are asked once, for the first of the formats.
  narrowed.targets = recipe.targets.filter { target in
    target.value.format.map { $0 == part.format } ?? (part.format == recipe.formats.first)
  }
  guard !narrowed.targets.isEmpty, recipe.architecture.machine != nil else { return [] }
  var findings: [Diagnostic] = []
  for entry in entries {
    guard let input = entry.sourceFile, try isELF(input) else { continue }
    findings += try withMapping(of: input) { bytes in
      let facts: BinaryFacts
      do throws(MalformedInput) { facts = try BinaryFacts(parsing: bytes) } catch {
        var problem = Diagnostic(
          malformedBinary: error, prefix: bytes, subject: input.path, at: entry.location)
        problem.severity = .warning
        return [problem]
      }
      let isProgram = [.executable, .sharedObject].contains(facts.file.header.type)
      guard isProgram, !facts.file.isDebugFile, !facts.file.loadSegments.isEmpty,
        facts.demands.machine == recipe.architecture.machine
      else { return [] }
      return checkTargets(facts.demands, of: narrowed, subject: input.path, at: entry.location)
        .filter { $0.code.hasPrefix("abi.") }
    }
  }
  return findings
}

private func isELF(_ input: InputFile) throws -> Bool {
  guard input.count > 64 else { return false }
  return try input.bytes(in: 0..<4) == [0x7f, 0x45, 0x4c, 0x46]
}

extension PackageEntry {
  /// The file of the recipe's `contents` it is a copy of.
  fileprivate var sourceFile: InputFile? {
    guard case .file(let content, let identity) = kind, identity.hasPrefix("source:"),
      case .source(let source, _)? = content.segments.first
    else { return nil }
    return source as? InputFile
  }
}
