import Bytes
import Compatibility
import Foundation
import TestSupport

/// One version of a library, as a compiler makes it.
struct Version: Sendable {
  var source: String
  var flags: [String] = []
  /// The linker's version script.
  var versions: String?
  var architecture: TestArchitecture = .amd64

  func path() async throws -> String {
    var flags = ["-g", "-fno-builtin"] + flags
    if let versions {
      flags.append("-Wl,--version-script,\(try await Scripts.shared.path(versions))")
    }
    return try await TestBinary.c(
      arch: architecture, kind: .shared, source: source + "\n", flags: flags
    ).path()
  }

  /// The path of a copy without symbols and debugging information.
  func strippedPath() async throws -> String {
    let path = try await path()
    let copy = await Scripts.shared.scratch["\(UUID().uuidString).so"]
    try await succeed(architecture.tool("strip") ?? "strip", ["-s", "-o", copy, path])
    return copy
  }

  func interface(stripped: Bool = false) async throws -> LibraryInterface {
    try read(stripped ? try await strippedPath() : try await path())
  }
}

/// Reads an interface under a name of its own.
func read(
  _ path: String, named name: String = "liba.so", debug: [UInt8] = [], supplement: [UInt8] = []
) throws -> LibraryInterface {
  let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
  let interface = try LibraryInterface(
    of: bytes.span.bytes, path: name, sha256: path, debug: debug.span.bytes,
    supplement: supplement.span.bytes)
  guard let interface else { throw NoInterface(path: path) }
  return interface
}

struct NoInterface: Error {
  var path: String
}

/// The changes from one library to another.
func changes(
  _ old: LibraryInterface, _ new: LibraryInterface, profile: InterfaceProfile = .auto
) -> [CompatibilityChange] {
  LibrarySet([old]).changes(to: LibrarySet([new]), profile: profile)
}

/// Version scripts, whose path is part of what the cache of binaries knows one by.
actor Scripts {
  static let shared = Scripts()

  lazy var scratch: ScratchDirectory = {
    do { return try ScratchDirectory() } catch { fatalError("\(error)") }
  }()

  func path(_ script: String) throws -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in script.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    let folder = "\(packageDirectory)/.build/test-binaries/scripts"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = "\(folder)/\(String(hash, radix: 16))"
    if !FileManager.default.fileExists(atPath: path) {
      try Data(script.utf8).write(to: URL(filePath: path), options: .atomic)
    }
    return path
  }
}

/// What abidiff says of two files.
struct Abidiff {
  var status: Int32
  var removed: Set<String>
  var added: Set<String>

  init(_ old: String, _ new: String) async throws {
    let result = try await run("abidiff", ["--no-show-locs", old, new])
    status = result.status
    removed = Self.symbols(result.output, "Removed")
    added = Self.symbols(result.output, "Added")
  }

  /// Something changed.
  var isChanged: Bool { status & 4 != 0 }
  /// Something changed that abidiff is sure breaks programs.
  var isIncompatible: Bool { status & 8 != 0 }

  private static func symbols(_ text: String, _ what: String) -> Set<String> {
    var result: Set<String> = []
    var isInside = false
    for line in text.split(separator: "\n") {
      if line.first?.isNumber == true {
        isInside = line.contains(" \(what) function") || line.contains(" \(what) variable")
      } else if isInside, line.hasPrefix("  [") {
        // `[D] name@@VERSION`, or a declaration with the symbols in braces.
        var names = line.dropFirst(6)
        if let brace = names.lastIndex(of: "{") {
          names = names[names.index(after: brace)...].dropLast()
        }
        for name in names.split(separator: ",") {
          result.insert(
            name.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "aliases ", with: "")
          )
        }
      }
    }
    return result
  }
}
