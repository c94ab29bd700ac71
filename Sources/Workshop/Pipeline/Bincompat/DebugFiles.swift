internal import Audit
internal import Bytes
internal import Diagnostics
internal import ELF
internal import Workspace

/// Files of debugging information that was split from programs, by the build id they share.
struct DebugFiles {
  private enum Place {
    case file(InputFile)
    case memory([UInt8])
  }

  private var places: [[UInt8]: Place] = [:]

  /// None.
  init() {}

  /// Those of a file, a directory or a package.
  ///
  /// What comes out of a package is held in memory.
  init(_ path: String) throws {
    if try FileFacts.of(path)?.kind == .directory {
      try forEachELFFile(below: path) { file, _ in
        if let id = try withMapping(of: file, Self.buildID) { places[id] = .file(file) }
      }
      return
    }
    let file = try InputFile(path)
    let kind = try kind(of: file)
    guard kind != .file else {
      guard let id = try withMapping(of: file, Self.buildID) else {
        throw Diagnostic(
          "bincompat.no-build-id", "'\(path)' has no build id to find its program by",
          hint: "name the file that was split from the library")
      }
      places[id] = .file(file)
      return
    }
    try forEachELFFile(inPackage: file, kind) { _, bytes, _ in
      if let id = Self.buildID(unsafe bytes.span.bytes) { places[id] = .memory(bytes) }
    }
  }

  /// Gives `body` the file that was split from the one in `bytes`; no bytes when there is none.
  func withFile<Result>(
    for bytes: RawSpan, _ body: (RawSpan) throws -> Result
  ) throws -> Result {
    guard !places.isEmpty, let id = Self.buildID(bytes), let place = places[id] else {
      return try body(bytes.extracting(0..<0))
    }
    switch place {
    case .file(let file): return try withMapping(of: file, body)
    case .memory(let bytes): return unsafe try body(bytes.span.bytes)
    }
  }

  /// The build id of an ELF file; a file that does not read has none.
  private static func buildID(_ bytes: RawSpan) -> [UInt8]? {
    var reader = ByteReader(bytes)
    do throws(MalformedInput) { return try ELFFile(parsing: &reader).notes.buildID } catch {
      return nil
    }
  }
}
