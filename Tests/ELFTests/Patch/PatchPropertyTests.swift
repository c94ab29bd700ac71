import ELF
import TestSupport
import Testing

/// Random layouts and random sequences of changes: the program runs after each.
@Suite struct PatchPropertyTests {
  static let seeds: [UInt64] = Array(Matrix.isWhole ? 1...200 : 1...16)

  @Test(arguments: seeds) func keepsTheProgram(_ seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let binary = layout(&generator)
    let path = try await binary.path()
    let expected = try await succeed(path)
    var bytes = try contents(path)
    let loader = try #require(try parse(bytes).interpreter)
    let folder = try await Programs.shared.scratch("property")
    var trail: [String] = []
    for round in 0..<6 {
      let wanted = operation(loader, &generator)
      trail.append("\(wanted)")
      let file = try parse(bytes)
      let patched: PatchedImage
      do throws(EditRefusal) { patched = try file.patched(wanted, of: bytes.span.bytes) } catch {
        Issue.record("seed \(seed), \(binary): \(error), after \(trail)")
        return
      }
      bytes = patched.image.assembled(from: bytes.span.bytes)
      if Bool.random(using: &generator) { bytes = try ELFTests.strip(bytes, .debug) }
      let program = "\(folder)/\(round)"
      try write(bytes, to: program)
      let result = try await run(program)
      #expect(
        result.status == 0 && result.output == expected,
        "seed \(seed), \(binary): \(result.errors), after \(trail)")
      let facts = try await LoaderFacts(program)
      if let path = wanted.searchPath {
        #expect(facts.values(wanted.usesRPath ? "RPATH" : "RUNPATH") == [path], "seed \(seed)")
      }
      #expect(facts.loads.allSatisfy { !$0.contains("W") || !$0.contains("E") }, "seed \(seed)")
    }
    try await succeed("strip", ["-o", "\(folder)/stripped", "\(folder)/5"])
    #expect(try await succeed("\(folder)/stripped") == expected, "seed \(seed), after \(trail)")
    #expect(try await lint("\(folder)/5").subtracting(lint(path)) == [], "seed \(seed)")
  }

  private func layout(_ generator: inout SeededGenerator) -> TestBinary {
    func one(_ choices: [[String]]) -> [String] { choices.randomElement(using: &generator) ?? [] }
    let linker = one([["-fuse-ld=bfd"], ["-fuse-ld=gold"], ["-fuse-ld=lld"]])
    var flags = linker
    flags += one([[], ["-Wl,--hash-style=sysv"], ["-Wl,--hash-style=both"]])
    flags += one([[], ["-Wl,--build-id=none"], ["-Wl,--build-id=0x0123456789"]])
    flags += one([[], ["-Wl,-z,max-page-size=0x10000"], ["-Wl,-z,max-page-size=0x4000"]])
    flags += one([[], ["-Wl,-z,norelro"], ["-Wl,-z,now"]])
    flags += one([[], ["-Wl,-z,execstack"], ["-g"], ["-s"]])
    flags += one([[], ["-rdynamic"], ["-Wl,-rpath,/some/where"]])
    flags += one([[], ["-DBIG"], ["-DNOTES"]])
    if linker == ["-fuse-ld=bfd"] {
      flags += one([[], ["-Wl,-z,noseparate-code"], ["-Wl,--spare-dynamic-tags=1"]])
      flags += one([[], ["-Wl,--section-start=.extra=0x7000000"]])
    }
    let kind: CKind = Bool.random(using: &generator) ? .dynamic : .noPIE
    return .c(kind: kind, source: PatchLayoutTests.source, flags: flags)
  }

  private func operation(_ loader: String, _ generator: inout SeededGenerator) -> ELFPatch {
    let libraries = ["libm.so.6", "libdl.so.2", "librt.so.1", "libutil.so.1", "libpthread.so.0"]
    return change { patch in
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let library = libraries.randomElement(using: &generator) ?? ""
        let length = Int.random(in: 0...60, using: &generator)
        switch Int.random(in: 0..<9, using: &generator) {
        case 0, 1: patch.searchPath = "/" + String(repeating: "x", count: length * length)
        case 2: patch.interpreter = longer(loader, by: length)
        case 3: patch.addedLibraries += [library]
        case 4: patch.removedLibraries += [library]
        case 5:
          patch.replacedLibraries = [
            .init(library, with: libraries.randomElement(using: &generator) ?? "")
          ]
        case 6: patch.addedDirectories += ["/" + String(repeating: "y", count: length)]
        case 7: patch.usesRPath = true
        default: patch.hasExecutableStack = Bool.random(using: &generator)
        }
      }
      if patch.searchPath != nil, !patch.addedDirectories.isEmpty { patch.addedDirectories = [] }
    }
  }
}
