import Bytes
import Foundation
import GoBuild
import TestSupport
import Testing

private func moduleFile(_ text: String) throws(MalformedInput) -> GoModuleFile {
  try moduleFile(Array(text.utf8))
}

private func moduleFile(_ bytes: [UInt8]) throws(MalformedInput) -> GoModuleFile {
  var reader = ByteReader(bytes.span.bytes)
  return try GoModuleFile(parsing: &reader)
}

@Suite struct GoModuleFileTests {
  static let sample = """
    // Deprecated: use v3.
    module example.com/app/v2 // us

    go 1.22.1
    toolchain go1.23.0
    godebug default=go1.21
    tool example.com/tools/gen
    ignore ./static

    require example.com/single v1.0.0 // indirect
    require (
    \t"example.com/quoted" v1.2.3
    \texample.com/raw v0.0.0-20200101000000-0123456789ab//indirect; why

    \t// alone
    \texample.com/old v2.0.0+incompatible
    )
    exclude ( )
    exclude example.com/bad v1.1.0
    replace example.com/single => ../local
    replace (
    \texample.com/quoted v1.2.3 => example.com/fork v1.2.4
    )
    retract v1.0.0
    retract (
    \t[v1.1.0, v1.2.0] // never
    )
    """

  @Test func everyDirective() throws {
    let file = try moduleFile(Self.sample)
    #expect(file.module == "example.com/app/v2")
    #expect(file.goVersion == "1.22.1")
    #expect(file.toolchain == "go1.23.0")
    #expect(file.tools == ["example.com/tools/gen"])
    #expect(
      file.requirements.map(\.module.description) == [
        "example.com/single@v1.0.0", "example.com/quoted@v1.2.3",
        "example.com/raw@v0.0.0-20200101000000-0123456789ab", "example.com/old@v2.0.0+incompatible",
      ])
    #expect(file.requirements.map(\.isIndirect) == [true, false, true, false])
    #expect(file.requirements.map(\.line) == [10, 12, 13, 16])
    #expect(file.exclusions.map(\.module.description) == ["example.com/bad@v1.1.0"])
    #expect(file.replacements.map(\.original.version) == ["", "v1.2.3"])
    #expect(
      file.replacements.map(\.replacement.description) == ["../local", "example.com/fork@v1.2.4"])
    #expect(file.replacements.map(\.line) == [20, 22])
    #expect(file.retractions.map(\.low) == ["v1.0.0", "v1.1.0"])
    #expect(file.retractions.map(\.high) == ["v1.0.0", "v1.2.0"])
  }

  @Test func carriageReturnsAreBlanks() throws {
    let file = try moduleFile(Self.sample.replacingOccurrences(of: "\n", with: "\r\n"))
    #expect(try file == moduleFile(Self.sample))
  }

  @Test func truncationAtEveryByte() {
    let bytes = Array(Self.sample.utf8)
    for length in bytes.indices {
      do {
        _ = try moduleFile(Array(bytes[..<length]))
      } catch { #expect(error.offset <= length) }
    }
  }

  @Test func corruptionOfEveryByte() {
    let bytes = Array(Self.sample.utf8)
    for index in bytes.indices {
      for value in [0, 0x0a, 0x20, 0x22, 0x28, 0x29, 0x2f, 0x80, 0xff] as [UInt8] {
        var changed = bytes
        changed[index] = value
        do { _ = try moduleFile(changed) } catch { #expect(error.offset <= bytes.count) }
      }
    }
  }

  /// `go mod edit -json` reads each of these the same way, or refuses it too.
  @Test func theGoCommandReadsThemAlike() async throws {
    let texts =
      [
        Self.sample.replacingOccurrences(of: "toolchain go1.23.0\n", with: "")
          .replacingOccurrences(of: "godebug default=go1.21\n", with: "")
          .replacingOccurrences(of: "tool example.com/tools/gen\n", with: "")
          .replacingOccurrences(of: "ignore ./static\n", with: "")
          .replacingOccurrences(of: "go 1.22.1", with: "go 1.19")
      ]
      + Self.fragments.map { "module m\n\($0)\n" }
    let directory = try ScratchDirectory()
    for text in texts {
      try directory.write(text, to: "go.mod")
      let result = try await run(
        "go", ["mod", "edit", "-json", "go.mod"],
        environment: ["GOTOOLCHAIN": "local", "GOFLAGS": "", "GOWORK": "off"], in: directory.path)
      let ours = try? moduleFile(text)
      #expect((ours != nil) == (result.status == 0), "\(text)\n\(result.errors)")
      guard let ours, result.status == 0 else { continue }
      let theirs = try JSONDecoder().decode(GoModJSON.self, from: Data(result.output.utf8))
      #expect(theirs.Module?.Path == ours.module)
      #expect(theirs.Go == ours.goVersion)
      #expect((theirs.Require ?? []).map(\.text) == ours.requirements.map(\.module.description))
      #expect(
        (theirs.Require ?? []).map { $0.Indirect ?? false } == ours.requirements.map(\.isIndirect))
      #expect((theirs.Exclude ?? []).map(\.text) == ours.exclusions.map(\.module.description))
      #expect(
        (theirs.Replace ?? []).map(\.Old.text) == ours.replacements.map(\.original.description))
      #expect(
        (theirs.Replace ?? []).map(\.New.text) == ours.replacements.map(\.replacement.description))
      #expect((theirs.Retract ?? []).map(\.Low) == ours.retractions.map(\.low))
      #expect((theirs.Retract ?? []).map(\.High) == ours.retractions.map(\.high))
    }
  }

  static let fragments = [
    "", "go 1.19", "go 1", "go v1.19", "go 1.019", "go", "go 1.19 1.20", "go (\n1.19\n)",
    "module n", "nonsense", "require", "require a", "require example.com/a v1.0.0 v1.0.0",
    "require example.com/a v1.0.0", "require (\nexample.com/a v1.0.0\n", "require (\n)",
    "require ()", "require ( ) // c", "require (\n) x", "require ( example.com/a v1.0.0 )",
    "require x (\nexample.com/a v1.0.0\n)", ")", "\"require\" example.com/a v1.0.0",
    "replace example.com/a => ../a", "replace example.com/a v1.0.0 => ../a",
    "replace example.com/a =>", "replace example.com/a => example.com/b",
    "replace example.com/a => ./a v1.0.0", "replace => ../a", "replace example.com/a => ..\\a",
    "replace example.com/a v1.0.0 v1.1.0 => ../a", "replace example.com/a ../a",
    "retract v1.0.0", "retract [v1.0.0, v1.1.0]", "retract [v1.0.0 v1.1.0]", "retract [v1.0.0,]",
    "retract v1.0.0 v1.1.0", "retract [v1.0.0, v1.1.0", "retract (\n[v1.0.0, v1.1.0]\nv1.2.0\n)",
    "// comment", "/* comment */", "require example.com/a v1.0.0 /* c */", "require \"unended",
    "require \"example.com/a\" v1.0.0", "require 'example.com/a' v1.0.0", "go \"1.19\"",
    "replace example.com/a \"=>\" ../a", "retract \"[\" v1.0.0, v1.1.0]", "module \"x\"",
    "require `example.com/a` `v1.0.0`",
    "require exa\"mple.com/a v1.0.0", "exclude example.com/a v1.0.0 // indirect",
    "require example.com/a v1.0.0 // indirect", "require example.com/a v1.0.0 // indirectly",
    "require example.com/a v1.0.0 // indirect; x", "require example.com/a v1.0.0 // x indirect",
    "require example.com/a//b v1.0.0", "\u{feff}go 1.19", "go 1.19\0",
  ]
}

private struct GoModJSON: Decodable {
  struct Version: Decodable {
    var Path: String
    var Version: String?
    var Indirect: Bool?
    var text: String { Version.map { $0.isEmpty ? Path : "\(Path)@\($0)" } ?? Path }
  }
  struct Replacement: Decodable {
    var Old: Version
    var New: Version
  }
  struct Interval: Decodable {
    var Low: String
    var High: String
  }
  var Module: Version?
  var Go: String?
  var Require: [Version]?
  var Exclude: [Version]?
  var Replace: [Replacement]?
  var Retract: [Interval]?
}
