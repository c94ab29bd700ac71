internal import Audit
internal import Bytes
internal import DWARF
internal import Diagnostics
internal import ELF
internal import Workspace

/// Files of debugging information that was split from programs, by the build id they share; and
/// those that such files share, by the identifier they are named by.
struct DebugFiles {
  private enum Place {
    case file(InputFile)
    case memory([UInt8])

    /// Where it lies on the disk.
    var path: String? {
      if case .file(let file) = self { file.path } else { nil }
    }
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
        if let id = try withMapping(of: file, Self.identifier) { places[id] = .file(file) }
      }
      return
    }
    let file = try InputFile(path)
    let kind = try kind(of: file)
    guard kind != .file else {
      guard let id = try withMapping(of: file, Self.identifier) else {
        throw Diagnostic(
          "bincompat.no-build-id", "'\(path)' has no build id to find its program by",
          hint: "name the file that was split from the library")
      }
      places[id] = .file(file)
      return
    }
    try forEachELFFile(inPackage: file, kind) { _, bytes, _ in
      if let id = Self.identifier(unsafe bytes.span.bytes) { places[id] = .memory(bytes) }
    }
  }

  /// Gives `body` the file that was split from the one in `bytes`, and the one that either shares
  /// with others; no bytes for what there is none of.
  ///
  /// `path` is where the file of `bytes` lies; `nil` for one out of a package.
  func withFiles<Result>(
    for bytes: RawSpan, at path: String?,
    _ body: (_ debug: RawSpan, _ supplement: RawSpan) throws -> Result
  ) throws -> Result {
    let debug = Self.identifier(bytes).flatMap { places[$0] }
    return try withContents(of: debug, otherwise: bytes) { split in
      var supplement: Place?
      if let link = Self.supplement(of: bytes) {
        supplement = try place(of: link, namedBy: path)
      } else if split.byteCount > 0, let link = Self.supplement(of: split) {
        supplement = try place(of: link, namedBy: debug?.path)
      }
      return try withContents(of: supplement, otherwise: bytes) { try body(split, $0) }
    }
  }

  private func withContents<Result>(
    of place: Place?, otherwise bytes: RawSpan, _ body: (RawSpan) throws -> Result
  ) throws -> Result {
    switch place {
    case nil: try body(bytes.extracting(0..<0))
    case .file(let file): try withMapping(of: file, body)
    case .memory(let bytes): unsafe try body(bytes.span.bytes)
    }
  }

  /// Finds a supplementary file: among those given, else where the name says, else where
  /// distributions keep such files.
  private func place(of link: DebugSupplement, namedBy path: String?) throws -> Place? {
    if let place = places[link.identifier] { return place }
    for candidate in Self.candidates(link.path, namedBy: path)
    where try FileFacts.of(candidate)?.kind == .file {
      let file = try InputFile(candidate)
      if try withMapping(of: file, Self.identifier) == link.identifier { return .file(file) }
    }
    return nil
  }

  private static func candidates(_ name: String, namedBy path: String?) -> [String] {
    var result: [String] = []
    if name.hasPrefix("/") {
      result.append(name)
    } else if let path {
      let slash = path.lastIndex(of: "/")
      result.append((slash.map { String(path[...$0]) } ?? "") + name)
    }
    let parts = name.split(separator: "/")
    if let start = parts.lastIndex(of: ".dwz") {
      result.append("/usr/lib/debug/" + parts[start...].joined(separator: "/"))
    }
    return result
  }

  /// What a file is found by; a file that does not read has nothing of the kind.
  private static func identifier(_ bytes: RawSpan) -> [UInt8]? {
    var reader = ByteReader(bytes)
    do throws(MalformedInput) {
      return try DebugSupplement.identifier(of: ELFFile(parsing: &reader), in: bytes)
    } catch {
      return nil
    }
  }

  /// The file that one shares with others; what is wrong with it is told where it is read.
  private static func supplement(of bytes: RawSpan) -> DebugSupplement? {
    var reader = ByteReader(bytes)
    do throws(MalformedInput) {
      return try DebugSupplement(of: ELFFile(parsing: &reader), in: bytes)
    } catch {
      return nil
    }
  }
}
