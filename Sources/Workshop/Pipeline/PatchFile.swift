internal import Bytes
internal import Checks
public import Diagnostics
internal import ELF
internal import GoBuild
public import Recipe
internal import Workspace

/// A question that `pkg patch` answers without changing anything.
public enum PatchQuestion: String, Sendable, CaseIterable {
  case interpreter, needed, rpath, soname
  case osABI = "os-abi"
  case executableStack = "execstack"
}

/// Patches one ELF file into another, atomically, keeping its mode; the two may be the same.
///
/// Returns warnings.
public func patch(
  _ input: String, with patch: BinaryPatch, into output: String
) throws -> [Diagnostic] {
  let file = try InputFile(input)
  let (directory, name) = splitPath(output)
  let staged = try StagedOutput(directory: directory, creating: false)
  try staged.requireWritable(name)
  let result = try staged.scratch(for: name)
  let remarks = try withMapping(of: file) { bytes in
    let parsed = try parsedBinary(bytes, input)
    let patched: PatchedImage
    do throws(EditRefusal) { patched = try parsed.patched(ELFPatch(patch), of: bytes) } catch {
      throw Diagnostic(refusedPatch: error, subject: input)
    }
    for piece in patched.image.pieces {
      switch piece {
      case .input(let range): try result.append(range, of: file)
      case .bytes(let bytes): try result.append(bytes)
      }
    }
    let before = try buildInfo(of: parsed, bytes, input)
    let after = try withMapping(of: result) { try buildInfo(of: patched.file, $0, input) }
    guard before == after else {
      throw Diagnostic(
        refusedPatch: EditRefusal(.unproven, "the result has different build information"),
        subject: input)
    }
    return patched.remarks
  }
  staged.add(result, permissions: file.facts.permissions)
  _ = try staged.publish()
  return remarks.map { Diagnostic(patchRemark: $0, subject: input) }
}

/// What a file says, one line a value, as `patchelf --print-…` words it.
public func answers(to questions: [PatchQuestion], about input: String) throws -> String {
  let file = try InputFile(input)
  return try withMapping(of: file) { bytes in
    let parsed = try parsedBinary(bytes, input)
    return try questions.map { try answer($0, parsed, input) }.joined()
  }
}

private func answer(_ question: PatchQuestion, _ file: ELFFile, _ subject: String) throws -> String
{
  func dynamic() throws -> DynamicSection {
    guard let dynamic = file.dynamic else {
      throw Diagnostic(
        "patch.static", "'\(subject)' has no dynamic section",
        hint: "only dynamically linked files have what was asked for", exit: .findings)
    }
    return dynamic
  }
  switch question {
  case .interpreter:
    guard let interpreter = file.interpreter else {
      throw Diagnostic(
        "patch.no-interpreter", "'\(subject)' names no dynamic loader",
        hint: "only programs that are linked dynamically do", exit: .findings)
    }
    return interpreter + "\n"
  case .needed: return try dynamic().needed.map { $0 + "\n" }.joined()
  case .rpath:
    let section = try dynamic()
    return (section.runpath ?? section.rpath ?? "") + "\n"
  case .soname:
    guard let soname = try dynamic().soname else {
      throw Diagnostic(
        "patch.no-soname", "'\(subject)' has no DT_SONAME",
        hint: "link a library with -Wl,-soname, or use --set-soname", exit: .findings)
    }
    return soname + "\n"
  case .osABI: return file.header.osABIName + "\n"
  case .executableStack:
    let flags = file.programHeaders.first { $0.type == .stack }?.flags
    return "execstack: \(flags.map { $0.contains(.execute) ? "X" : "-" } ?? "?")\n"
  }
}

private func parsedBinary(_ bytes: RawSpan, _ subject: String) throws -> ELFFile {
  do throws(MalformedInput) {
    var reader = ByteReader(bytes)
    return try ELFFile(parsing: &reader)
  } catch {
    throw Diagnostic(malformedBinary: error, prefix: bytes, subject: subject)
  }
}

private func buildInfo(of file: ELFFile, _ bytes: RawSpan, _ subject: String) throws -> BuildInfo? {
  do throws(MalformedInput) { return try BuildInfo(of: file, in: bytes) } catch {
    throw Diagnostic(malformedBinary: error, prefix: bytes, subject: subject)
  }
}

extension ELFPatch {
  init(_ patch: BinaryPatch) {
    self.init()
    interpreter = patch.interpreter
    removesSearchPath = patch.removesRPath
    searchPath = patch.rpath
    addedDirectories = patch.addedRPaths
    usesRPath = patch.forcesRPath
    removedLibraries = patch.removedLibraries
    replacedLibraries = patch.replacedLibraries.map { .init($0.old, with: $0.new) }
    addedLibraries = patch.addedLibraries
    soname = patch.soname
    hasExecutableStack = patch.executableStack
    osABI = patch.osABI
  }
}
