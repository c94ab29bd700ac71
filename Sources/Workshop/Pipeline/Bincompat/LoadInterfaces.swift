internal import Audit
internal import Bytes
internal import Checks
internal import Compatibility
internal import Diagnostics
internal import FoundationEssentials
internal import Workspace

/// The interfaces of one version, and how a report names it.
func loadInterfaces(
  _ side: BincompatRequest.Side
) throws -> (side: CompatibilityReport.Side, set: LibrarySet) {
  let debug = try side.debug.map { try DebugFiles($0) } ?? DebugFiles()
  var (kind, files) = try interfaces(side.path, debug)
  if let header = side.header { try files.describe(by: header) }
  guard !files.isEmpty else {
    throw Diagnostic(
      "bincompat.no-binaries", "'\(side.path)' has no library and no program in it",
      hint: "name a linked ELF file, or a directory or package with some")
  }
  let set = LibrarySet(files)
  return (CompatibilityReport.Side(path: side.path, kind: kind, of: set), set)
}

private func interfaces(
  _ path: String, _ debug: DebugFiles
) throws -> (kind: String, files: [LibraryInterface]) {
  if try FileFacts.of(path)?.kind == .directory {
    return ("directory", try interfaces(below: path, debug))
  }
  let file = try InputFile(path)
  let kind = try kind(of: file)
  guard kind == .file else {
    return (kind == .rpm ? "rpm" : "deb", try interfaces(inPackage: file, kind, debug))
  }
  if try file.bytes(in: 0..<min(1, file.count)) == [UInt8(ascii: "{")] {
    return ("dump", try InterfaceDump(reading: file).files)
  }
  let name = path.split(separator: "/").last.map(String.init) ?? path
  guard let interface = try interface(of: file, called: name, debug) else {
    throw Diagnostic(
      "bincompat.not-linked", "'\(path)' is neither a library nor a program",
      hint: "object files and files of debugging information have no interface to compare")
  }
  return ("file", [interface])
}

/// Every ELF file of a directory; symbolic links are not followed.
private func interfaces(below path: String, _ debug: DebugFiles) throws -> [LibraryInterface] {
  var files: [LibraryInterface] = []
  try forEachELFFile(below: path) { file, name in
    if let interface = try interface(of: file, called: name, debug) { files.append(interface) }
  }
  return files
}

private func interfaces(
  inPackage file: InputFile, _ kind: PackageAudit.Kind, _ debug: DebugFiles
) throws -> [LibraryInterface] {
  var files: [LibraryInterface] = []
  try forEachELFFile(inPackage: file, kind) { path, bytes, digest in
    let sha256 = hexadecimal(digest)
    if let interface = try interface(
      of: unsafe bytes.span.bytes, called: path, sha256: sha256, in: file.path, at: nil, debug)
    {
      files.append(interface)
    }
  }
  return files
}

private func interface(
  of file: InputFile, called name: String, _ debug: DebugFiles
) throws -> LibraryInterface? {
  let digest = hexadecimal(try sha256(of: file))
  return try withMapping(of: file) { bytes in
    try interface(of: bytes, called: name, sha256: digest, in: file.path, at: file.path, debug)
  }
}

private func interface(
  of bytes: RawSpan, called name: String, sha256: String, in place: String, at path: String?,
  _ debug: DebugFiles
) throws -> LibraryInterface? {
  try debug.withFiles(for: bytes, at: path) { debugBytes, supplementBytes in
    do throws(MalformedInput) {
      return try LibraryInterface(
        of: bytes, path: name, sha256: sha256, debug: debugBytes, supplement: supplementBytes)
    } catch {
      let subject = place.hasSuffix(name) ? place : "\(place): \(name)"
      throw Diagnostic(malformedBinary: error, prefix: bytes, subject: subject)
    }
  }
}

extension [LibraryInterface] {
  /// Adds what a cgo header says of the one library.
  fileprivate mutating func describe(by header: String) throws {
    guard count == 1 else {
      throw Diagnostic(
        "bincompat.bad-header", "'\(header)' describes one library, and there are \(count)",
        hint: "compare the library alone")
    }
    let bytes = try InputFile(header).contents(limit: 64 << 20)
    guard let exports = GoExports(header: String(decoding: bytes, as: UTF8.self)) else {
      throw Diagnostic(
        "bincompat.bad-header", "'\(header)' was not written by cgo",
        hint: "name the header that -buildmode=c-shared writes beside the library")
    }
    self[0].goExports = exports
  }
}
