import ELF
import TestSupport
import Testing

/// Patching again and again: the file works as ever and does not grow.
@Suite struct PatchRepeatTests {
  static let subjects: [TestBinary] = [
    .c(), .c(kind: .shared), .c(arch: .i386, kind: .noPIE), .c(arch: .mips),
    .go(.v1_27, kind: .cgoInternal), .go(.v1_27, kind: .pie), .go(.v1_27, kind: .cgoExternalPIE),
  ]

  @Test(arguments: subjects) func doesNotGrow(_ binary: TestBinary) async throws {
    var bytes = try contents(try await binary.path())
    let loader = try parse(bytes).interpreter
    let longest = String(repeating: "/opt/directory", count: 30)
    func wanted(_ round: Int) -> ELFPatch {
      change { patch in
        patch.searchPath = String(longest.prefix(1 + round * 37 % longest.utf8.count))
        patch.interpreter = loader.map { longer($0, by: round * 7 % 40) }
        patch.addedLibraries = ["libm.so.6"]
        if round % 3 == 0 { patch.removedLibraries = ["libm.so.6"] }
        if round % 5 == 0 { patch.hasExecutableStack = round % 2 == 0 }
      }
    }
    var sizes: [Int] = []
    for round in 1...100 {
      bytes = try ELFTests.patch(bytes, wanted(round))
      sizes.append(bytes.count)
    }
    let whole = change { patch in
      patch.searchPath = longest
      patch.interpreter = loader.map { longer($0, by: 40) }
      patch.addedLibraries = ["libm.so.6"]
    }
    bytes = try ELFTests.patch(bytes, whole)
    let once = try ELFTests.patch(contents(try await binary.path()), whole)
    // A path that was moved once leaves the room it had.
    #expect(bytes.count <= once.count + 64)
    #expect(sizes.max() ?? 0 <= once.count + 64)
    #expect(try parse(bytes).programHeaders.count == parse(once).programHeaders.count)
    let file = "\(try await Programs.shared.scratch("repeat"))/file"
    try write(bytes, to: file)
    #expect(try await lint(file).subtracting(lint(binary.path())) == [])
    if binary.isProgram {
      let result = try await binary.architecture.run(file, ["one"])
      let expected = try await binary.run(["one"])
      #expect(result.output == expected.output && result.status == 0)
    }
  }

  /// The same file whatever way led to it.
  @Test func dependsOnTheResultAlone() async throws {
    let bytes = try contents(try await TestBinary.go(.v1_27, kind: .cgoInternalPIE).path())
    let path = change { $0.searchPath = "/opt/somewhere/else" }
    let library = change { $0.addedLibraries = ["libm.so.6", "librt.so.1"] }
    let both = change {
      $0.searchPath = "/opt/somewhere/else"
      $0.addedLibraries = ["libm.so.6", "librt.so.1"]
    }
    let together = try parse(ELFTests.patch(bytes, both))
    let apart = try parse(ELFTests.patch(ELFTests.patch(bytes, path), library))
    #expect(together.programHeaders == apart.programHeaders && together.size == apart.size)
    #expect(together.dynamic?.needed == apart.dynamic?.needed)
    #expect(together.dynamic?.runpath == apart.dynamic?.runpath)
  }
}
