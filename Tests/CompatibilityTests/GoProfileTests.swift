import Compatibility
import Foundation
import TestSupport
import Testing

/// Libraries that Go makes for C.
@Suite struct GoProfileTests {
  private static func source(_ integer: String, comment: String = "") -> String {
    """
    package main

    // #include <stdint.h>
    // typedef struct { int x, y; } point;
    import "C"
    \(comment)
    //export Add
    func Add(a, b \(integer)) \(integer) { return a + b }

    //export Greet
    func Greet(name string, data []byte) (string, int) { return name, len(data) }

    //export Move
    func Move(p C.point) C.int { return p.x }

    func main() {}
    """
  }

  private func path(_ toolchain: GoToolchain, _ source: String) async throws -> String {
    try await TestBinary.go(toolchain, kind: .cShared, source: source).path()
  }

  private func stripped(_ path: String, _ scratch: ScratchDirectory) async throws
    -> LibraryInterface
  {
    let copy = scratch["\(UUID().uuidString).so"]
    try await succeed("strip", ["-s", "-o", copy, path])
    return try read(copy)
  }

  private func header(_ path: String) throws -> GoExports {
    let text = try String(contentsOfFile: path.replacing(".so", with: ".h"), encoding: .utf8)
    return try #require(GoExports(header: text))
  }

  /// Two builds of one interface differ in nothing that matters; abidiff sees cgo's own symbols.
  @Test func passesOverWhatIsGosOwn() async throws {
    let old = try await path(.v1_27, Self.source("int32"))
    let new = try await path(.v1_27, Self.source("int32", comment: "\nvar unused = 1\n"))
    let (before, now) = (try read(old), try read(new))
    #expect(before.isGo)
    #expect(changes(before, now).filter { $0.verdict != .nonBreaking } == [])
    let scratch = try ScratchDirectory()
    let exports = Set(["Add", "Greet", "Move"])
    #expect(Set(before.exports.map(\.name)).isSuperset(of: exports))
    let all = changes(
      try await stripped(old, scratch), try await stripped(new, scratch), profile: .c)
    let wrappers = all.filter { $0.rule == .functionRemoved }.compactMap(\.symbol)
    // cgo names its wrappers after a hash of the package.
    #expect(wrappers.allSatisfy { $0.hasPrefix("_cgoexp_") })
  }

  @Test(arguments: [GoToolchain.v1_27, .v1_19])
  func findsParameters(_ toolchain: GoToolchain) async throws {
    let old = try await path(toolchain, Self.source("int32"))
    let new = try await path(toolchain, Self.source("int64"))
    let found = changes(try read(old), try read(new))
    let expected = ["param-type Add GoInt32 GoInt64", "return-type Add GoInt32 GoInt64"]
    func words(_ changes: [CompatibilityChange]) -> Set<String> {
      Set(
        changes.filter { $0.verdict == .breaking }.map {
          "\($0.rule.rawValue) \($0.symbol ?? "") \($0.old ?? "") \($0.new ?? "")"
        })
    }
    #expect(words(found) == Set(expected))

    // Without debugging information only cgo's header tells.
    let scratch = try ScratchDirectory()
    var before = try await stripped(old, scratch)
    var now = try await stripped(new, scratch)
    #expect(changes(before, now).contains { $0.rule == .typeEvidence })
    before.goExports = try header(old)
    now.goExports = try header(new)
    #expect(words(changes(before, now)) == Set(expected))
    #expect(!changes(before, now).contains { $0.verdict == .undefined })
  }

  @Test func readsAHeader() async throws {
    let exports = try header(try await path(.v1_27, Self.source("int32")))
    #expect(exports.functions.keys.sorted() == ["Add", "Greet", "Move"])
    #expect(exports.functions["Add"]?.parameters == ["GoInt32", "GoInt32"])
    #expect(exports.functions["Greet"]?.result == "{GoString; GoInt}")
    #expect(exports.functions["Greet"]?.parameters == ["GoString", "GoSlice"])
    #expect(exports.functions["Move"]?.parameters == ["point"])
    #expect(exports.preamble.contains("typedef struct { int x, y; } point;"))
    #expect(GoExports(header: "#include <stdio.h>\n") == nil)
  }

  /// A C type of the preamble may have changed where the header does not show it.
  @Test func cannotJudgeATypeOfTheChangedPreamble() async throws {
    let scratch = try ScratchDirectory()
    let old = try await path(.v1_27, Self.source("int32"))
    let new = try await path(
      .v1_27, Self.source("int32").replacing("int x, y;", with: "int x, y, z;"))
    var before = try await stripped(old, scratch)
    var now = try await stripped(new, scratch)
    before.goExports = try header(old)
    now.goExports = try header(new)
    let found = changes(before, now)
    #expect(found.filter { $0.verdict == .undefined }.map(\.symbol) == ["Move"])
  }
}
