internal import Bytes
internal import Checks
internal import Cryptography
internal import Diagnostics
internal import ELF
internal import GoBuild
internal import Platform
internal import Recipe
internal import Stages
internal import Workspace

/// A binary that was read and judged, and is ready to be packaged unless it was found wanting.
struct JudgedBinary: Sendable {
  var prepared: PreparedBinary
  var findings: [Diagnostic]
}

/// Reads, judges, strips and patches one binary of a recipe.
///
/// Verification comes before stripping: what is removed is what tells the most. What a patch
/// made of it is verified again. `isDescribed` says whether a bill of materials will name the
/// input, by its digest.
func prepare(
  _ entry: BinaryEntry, of recipe: PackageRecipe, isDescribed: Bool
) throws -> JudgedBinary {
  let path = entry.source.value
  let input = try InputFile(path, at: entry.source.location)
  return try withMapping(of: input) { bytes in
    let facts: BinaryFacts
    do throws(MalformedInput) { facts = try BinaryFacts(parsing: bytes) } catch {
      throw Diagnostic(
        malformedBinary: error, prefix: bytes, subject: path, at: entry.source.location)
    }
    func findings(_ facts: BinaryFacts) -> [Diagnostic] {
      checkBinary(
        facts, is: recipe.architecture, expected: ExpectedBuild(entry.expect), subject: path,
        at: entry.source.location)
    }
    let file = facts.file
    var found = findings(facts)
    if entry.strip != .none, entry.debug == .none {
      // Stripping takes them away.
      found.removeAll { $0.code == "binary.debug-paths" }
    }
    if entry.patch == nil {
      found = checkTargets(
        facts.demands, of: recipe, subject: path, at: entry.source.location, after: found)
    } else {
      // What a patch changes is judged once it is changed.
      found.removeAll { $0.isAboutWhatAPatchChanges }
    }
    var prepared = PreparedBinary(
      content: Content(whole: input), file: file, buildInfo: facts.buildInfo,
      unstrippedSHA256: nil)
    // A binary that is refused anyway is not worth the work.
    guard !found.hasErrors else { return JudgedBinary(prepared: prepared, findings: found) }
    var image: EditedImage
    do {
      var options = StripOptions(StripMode(entry.strip))
      if entry.debug == .split {
        let split = try splitDebug(of: file, entry, input, bytes)
        prepared.debug = split.debug
        options.debugLink = split.link
      }
      image = try file.stripped(options, of: bytes)
    } catch let refusal as EditRefusal {
      throw Diagnostic(refusedStrip: refusal, subject: path, at: entry.source.location)
    }
    if let patch = entry.patch {
      let patched = try patchedImage(image, patch, bytes, path)
      image = patched.image
      found += patched.remarks.map {
        Diagnostic(patchRemark: $0, subject: path, at: patch.location)
      }
      let again = facts.patched(ELFPatch(patch), as: patched.file)
      let after = checkTargets(
        again.demands, of: recipe, subject: path, at: entry.source.location, after: findings(again))
      found += after.filter { !found.contains($0) }
    }
    if image.changed {
      prepared.content = Content(image, of: input)
      if isDescribed {
        let digest = try DigestStream(.sha256)
        try digest.update(bytes)
        prepared.unstrippedSHA256 = hexadecimal(try digest.current())
      }
    }
    return JudgedBinary(prepared: prepared, findings: found)
  }
}

private func patchedImage(
  _ image: EditedImage, _ patch: BinaryPatch, _ bytes: RawSpan, _ path: String
) throws(Diagnostic) -> PatchedImage {
  do throws(EditRefusal) { return try image.patched(ELFPatch(patch), of: bytes) } catch {
    throw Diagnostic(refusedPatch: error, subject: path, at: patch.location)
  }
}

extension ExpectedBuild {
  init(_ expectation: BinaryExpectation) {
    self.init(
      main: expectation.main?.value, link: expectation.link?.value.rawValue,
      cgo: expectation.cgo?.value, trimpath: expectation.trimpath?.value,
      vcsModified: expectation.vcsModified?.value)
  }
}

extension StripMode {
  init(_ mode: BinaryEntry.StripMode) {
    switch mode {
    case .none: self = .none
    case .debug: self = .debug
    case .unneeded: self = .unneeded
    case .all: self = .all
    }
  }
}
