import Bytes
import ELF
import Foundation
import TestSupport
import Testing

/// The patched bytes of a file.
func patch(_ bytes: [UInt8], _ patch: ELFPatch) throws -> [UInt8] {
  try parse(bytes).patched(patch, of: bytes.span.bytes).image.assembled(from: bytes.span.bytes)
}

/// A patch, its fields set by `change`.
func change(_ change: (inout ELFPatch) -> Void) -> ELFPatch {
  var patch = ELFPatch()
  change(&patch)
  return patch
}

/// Why a file is not patched; `nil` when it is.
func refusal(_ bytes: [UInt8], _ patch: ELFPatch) throws -> EditRefusal.Code? {
  let file = try parse(bytes)
  do throws(EditRefusal) {
    _ = try file.patched(patch, of: bytes.span.bytes)
    return nil
  } catch { return error.code }
}

/// What the tools of binutils say a file tells the loader.
struct LoaderFacts: Equatable {
  /// The entries with text, in order, such as `NEEDED libc.so.6` and `RUNPATH /x`.
  var entries: [String] = []
  var interpreter: String?
  /// The program headers' types, in order.
  var segments: [String] = []
  /// Types and flags of what is loaded.
  var loads: [String] = []

  init(_ path: String) async throws {
    let text = try await succeed("readelf", ["-dlW", path])
    for match in text.matches(of: /\((NEEDED|SONAME|RPATH|RUNPATH)\) .*: \[(.*)\]/) {
      entries.append("\(match.1) \(match.2)")
    }
    interpreter = text.firstMatch(of: /program interpreter: (.*)\]/).map { String($0.1) }
    let row =
      /^ +([A-Z_+0-9x]+) +0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ ([RWE ]+) 0x/
    for line in text.split(separator: "\n") {
      guard let match = line.firstMatch(of: row) else { continue }
      segments.append(String(match.1))
      if match.1 == "LOAD" { loads.append(String(match.2)) }
    }
  }

  func values(_ tag: String) -> [String] {
    entries.filter { $0.hasPrefix("\(tag) ") }.map { String($0.dropFirst(tag.count + 1)) }
  }
}

/// What `eu-elflint` has to say, without numbers that change when sections do.
func lint(_ path: String) async throws -> Set<String> {
  let text = try await run("eu-elflint", ["--gnu-ld", path]).output
  let lines = text.split(separator: "\n").map { line in
    String(line.replacing(#/\[ *\d+\]/#, with: "[]").replacing(#/entry +\d+/#, with: "entry"))
  }
  return Set(lines)
}

/// The same path spelled longer, so that it does not fit where the shorter one stood.
func longer(_ path: String, by count: Int = 12) -> String {
  let slash = path.lastIndex(of: "/") ?? path.startIndex
  return path[..<slash] + String(repeating: "/.", count: count) + path[slash...]
}

/// `go version -m` without the first line, which is the file's name.
func buildInfo(_ path: String) async throws -> [Substring] {
  let text = try await GoToolchain.v1_27.run(["version", "-m", path]).output
  return Array(text.split(separator: "\n").dropFirst())
}
