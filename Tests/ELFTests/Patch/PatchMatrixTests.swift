import ELF
import TestSupport
import Testing

/// Every architecture and kind of dynamic link: after a patch the program does what it did.
@Suite struct PatchMatrixTests {
  /// What a loader reads, of each sort; libraries too.
  static let subjects: [TestBinary] = {
    let others: [TestArchitecture] = [
      .arm(7), .riscv64, .ppc64le, .ppc64, .mips, .mipsle, .mips64le,
    ]
    let more =
      others.map { TestBinary.c(arch: $0) } + [
        .go(.v1_27, arch: .riscv64, kind: .cgoExternalPIE),
        .go(.v1_27, arch: .ppc64le, kind: .pie), .go(.v1_27, arch: .s390x, kind: .cgoInternal),
      ]
    let all = Matrix.binaries + more.filter { !Matrix.binaries.contains($0) }
    return all.filter { binary in
      switch binary.kind {
      case .go(_, let kind): ![.exe, .static, .staticPIE, .muslStatic, .fips].contains(kind)
      case .c(let kind): [.dynamic, .noPIE, .shared, .musl].contains(kind)
      }
    }
  }()

  @Test(arguments: subjects) func keepsTheProgram(_ binary: TestBinary) async throws {
    let path = try await binary.path()
    let bytes = try contents(path)
    let file = try parse(bytes)
    let before = try await LoaderFacts(path)
    let runs = binary.isProgram && binary.reasonNotRunnable == nil
    let result = runs ? try await binary.run(["one"]) : nil
    let folder = try await Programs.shared.scratch("patch-matrix")
    let library = binary.isMusl ? "libc.so" : "libm.so.6"
    let loader = file.interpreter.map { longer($0) }

    var patches = [
      change { $0.searchPath = "/opt/a/rather/long/directory:/opt/another" },
      change {
        $0.addedLibraries = [library]
        $0.searchPath = "/x"
        $0.interpreter = loader
      },
    ]
    if let loader { patches.append(change { $0.interpreter = loader }) }
    for (index, patch) in patches.enumerated() {
      let patched = "\(folder)/\(index)"
      try write(ELFTests.patch(bytes, patch), to: patched)

      let after = try await LoaderFacts(patched)
      #expect(after.values("RUNPATH") == [patch.searchPath].compactMap { $0 })
      let added = patch.addedLibraries.filter { !before.values("NEEDED").contains($0) }
      #expect(after.values("NEEDED") == added + before.values("NEEDED"))
      #expect(after.values("SONAME") == before.values("SONAME"))
      #expect(after.interpreter == patch.interpreter ?? before.interpreter)
      expectSameSegments(before, after)
      #expect(try await lint(patched).subtracting(lint(path)) == [])
      if binary.isGo { #expect(try await buildInfo(patched) == buildInfo(path)) }
      if let result {
        let again = try await binary.architecture.run(patched, ["one"])
        #expect(again.status == result.status && again.output == result.output, "\(again.errors)")
      }
    }
    if let result { try await strip("\(folder)/1", binary, like: result) }
  }

  /// One more segment to load at most, behind the others; all else in order.
  private func expectSameSegments(_ before: LoaderFacts, _ after: LoaderFacts) {
    var segments = after.segments
    if segments.count == before.segments.count + 1, let last = segments.lastIndex(of: "LOAD") {
      segments.remove(at: last)
    }
    #expect(segments == before.segments)
    #expect(after.loads.starts(with: before.loads))
    #expect(after.loads.allSatisfy { !$0.contains("W") || !$0.contains("E") })
  }

  /// What strip programs make of a patched file still runs.
  private func strip(
    _ path: String, _ binary: TestBinary, like result: RunResult
  ) async throws {
    let ours = "\(path).ours"
    try write(ELFTests.strip(contents(path)), to: ours)
    var stripped = [ours]
    for tool in [binary.architecture.tool("strip"), "llvm-strip"].compactMap({ $0 }) {
      let output = "\(path).\(stripped.count)"
      try await succeed(tool, ["-o", output, path])
      stripped.append(output)
    }
    for file in stripped {
      let again = try await binary.architecture.run(file, ["one"])
      #expect(again.status == result.status && again.output == result.output, "\(file)")
    }
    if binary.isGo { #expect(try await buildInfo(ours) == buildInfo(binary.path())) }
  }
}
