internal import Bytes
internal import Compression
internal import Diagnostics
internal import ELF
internal import Recipe
internal import Stages
internal import Workspace

/// Plans the debug file of a recipe's binary, and the link by which the stripped one names it.
///
/// The file is named by the build id in both formats' packages, so that both hold the same
/// program. Nothing is copied: it consists of ranges of the input, read once for the checksum.
func splitDebug(
  of file: ELFFile, _ entry: BinaryEntry, _ input: InputFile, _ bytes: RawSpan
) throws -> (debug: SplitDebug, link: DebugLink) {
  guard let identifier = file.notes.buildID, let path = file.notes.debugFilePath else {
    throw Diagnostic(
      "strip.no-build-id", "'\(input.path)' has no GNU build id to name its debug file by",
      at: entry.source.location,
      hint: "link with one, as 'go build -ldflags=-B=gobuildid' does, or leave out 'debug: split'")
  }
  let planned = try file.debugFile(of: bytes)
  var checksum = CRC32()
  for piece in planned.pieces {
    switch piece {
    case .input(let range):
      unsafe bytes.extracting(range).withUnsafeBytes { unsafe checksum.update($0) }
    case .bytes(let new): unsafe new.withUnsafeBytes { unsafe checksum.update($0) }
    case .replacement: preconditionFailure("no section is stored otherwise")
    }
  }
  let name = baseName(path)
  return (
    SplitDebug(
      content: Content(planned, of: input), buildID: hexadecimal(identifier),
      source: input.path),
    DebugLink(name: name, checksum: checksum.value)
  )
}

extension Content {
  /// A debug file that stores every section as the program does.
  fileprivate init(_ debug: DebugFile, of input: any ByteSource) {
    self.init(
      debug.pieces.map { piece in
        switch piece {
        case .input(let range): .source(input, range)
        case .bytes(let bytes): .bytes(bytes)
        case .replacement: preconditionFailure("no section is stored otherwise")
        }
      })
  }
}
