import ELF
import TestSupport
import Testing

/// Files that `patchelf` has rearranged before: what it moves it writes over with letters.
@Suite struct PatchAfterOthersTests {
  static let loader = "/lib64/ld-linux-x86-64.so.2"

  /// A copy with a loader's path that does not fit its place, so that much had to move.
  private func rearranged(_ binary: TestBinary) async throws -> String {
    let folder = try await Programs.shared.scratch("patchelf")
    let copy = "\(folder)/program"
    try await succeed("cp", [binary.path(), copy])
    try await succeed("patchelf", ["--set-interpreter", longer(Self.loader), copy])
    return copy
  }

  @Test(arguments: [TestBinary.c(), .c(kind: .noPIE), .go(.v1_27, kind: .cgoExternal)])
  func goesOnFromThere(_ binary: TestBinary) async throws {
    let path = try await rearranged(binary)
    let bytes = try contents(path)
    let expected = try await binary.run(["one"])
    let patches = [
      change { $0.interpreter = Self.loader },
      change { $0.interpreter = longer(Self.loader, by: 40) },
      change {
        $0.searchPath = "/opt/a/directory/that/is/not/there"
        $0.addedLibraries = ["libm.so.6", "librt.so.1"]
      },
    ]
    for (number, wanted) in patches.enumerated() {
      let patched = "\(path)-\(number)"
      try write(ELFTests.patch(bytes, wanted), to: patched)
      let facts = try await LoaderFacts(patched)
      if let interpreter = wanted.interpreter { #expect(facts.interpreter == interpreter) }
      if let directory = wanted.searchPath { #expect(facts.values("RUNPATH") == [directory]) }
      let result = try await binary.architecture.run(patched, ["one"])
      #expect(result.output == expected.output && result.status == 0, "\(wanted)")
      #expect(try await lint(patched).subtracting(lint(path)) == [])
    }
  }

  /// Bytes that mean something to somebody are in nobody's way to be written over.
  @Test func sparesBytesThatAreNotPadding() async throws {
    var bytes = try contents(try await rearranged(.c()))
    let file = try parse(bytes)
    let gap = file.header.programHeaderRange.upperBound
    try #require(bytes[gap] == UInt8(ascii: "X"))
    bytes[gap] = UInt8(ascii: "Y")
    #expect(try refusal(bytes, change { $0.addedLibraries = ["libm.so.6"] }) == .noRoom)
  }
}
