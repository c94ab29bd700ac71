internal import Bytes
internal import Checks
internal import Diagnostics
internal import ELF
internal import Workspace

/// Strips one ELF file into another, atomically, keeping its mode.
public func strip(_ input: String, mode: String, into output: String) throws {
  guard let mode = StripMode(rawValue: mode) else {
    let known = StripMode.allCases.map(\.rawValue).joined(separator: ", ")
    throw Diagnostic(
      "strip.unknown-mode", "'\(mode)' is no strip mode", hint: "use \(known)", exit: .usage)
  }
  let file = try InputFile(input)
  let slash = output.lastIndex(of: "/")
  let directory = slash.map { $0 == output.startIndex ? "/" : String(output[..<$0]) } ?? "."
  let name = slash.map { String(output[output.index(after: $0)...]) } ?? output
  let staged = try StagedOutput(directory: directory, creating: false)
  try staged.requireWritable(name)
  let result = try staged.scratch(for: name)
  try withMapping(of: file) { bytes in
    let parsed: ELFFile
    do throws(MalformedInput) {
      var reader = ByteReader(bytes)
      parsed = try ELFFile(parsing: &reader)
    } catch {
      throw Diagnostic(malformedBinary: error, prefix: bytes, subject: input)
    }
    let image: StrippedImage
    do throws(StripRefusal) { image = try parsed.stripped(mode, of: bytes) } catch {
      throw Diagnostic(refusedStrip: error, subject: input)
    }
    for piece in image.pieces {
      switch piece {
      case .input(let range): try result.append(range, of: file)
      case .bytes(let bytes): try result.append(bytes)
      }
    }
  }
  staged.add(result, permissions: file.facts.permissions)
  _ = try staged.publish()
}
