import ELF
import Foundation
import TestSupport
import Testing

/// Each operation, as `readelf` and `patchelf` see its result.
@Suite struct PatchOperationTests {
  private func program(_ flags: [String] = []) async throws -> [UInt8] {
    try contents(try await TestBinary.c(flags: flags).path())
  }

  /// Writes the patched file and returns its path.
  private func patched(_ bytes: [UInt8], _ patch: ELFPatch) async throws -> String {
    let path = "\(try await Programs.shared.scratch("patch"))/file"
    try write(ELFTests.patch(bytes, patch), to: path)
    return path
  }

  /// The same options give the same entries with `patchelf`, which is right about C programs.
  @Test(arguments: [
    ["--set-rpath", "/a:/b"], ["--force-rpath", "--set-rpath", "/a"], ["--add-rpath", "/more"],
    ["--remove-rpath"], ["--add-needed", "libm.so.6"], ["--remove-needed", "libc.so.6"],
    ["--set-rpath", "$ORIGIN/../lib/some/where/far/away"],
    ["--set-rpath", ""],
  ])
  func agreesWithPatchelf(_ options: [String]) async throws {
    for flags in [[], ["-Wl,-rpath,/old/path"], ["-Wl,-rpath,/old,--disable-new-dtags"]] {
      let bytes = try await program(flags)
      let wanted = change { patch in
        for (index, option) in options.enumerated() where option.hasPrefix("--") {
          let value = index + 1 < options.count ? options[index + 1] : ""
          switch option {
          case "--set-rpath": patch.searchPath = value
          case "--force-rpath": patch.usesRPath = true
          case "--add-rpath": patch.addedDirectories = [value]
          case "--remove-rpath": patch.removesSearchPath = true
          case "--add-needed": patch.addedLibraries = [value]
          case "--remove-needed": patch.removedLibraries = [value]
          default: Issue.record("\(option)")
          }
        }
      }
      let ours = try await patched(bytes, wanted)
      let theirs = "\(ours).patchelf"
      try write(bytes, to: theirs)
      try await succeed("patchelf", options + [theirs])
      let (mine, other) = (try await LoaderFacts(ours), try await LoaderFacts(theirs))
      for tag in ["NEEDED", "RPATH", "RUNPATH"] {
        #expect(mine.values(tag) == other.values(tag), "\(flags)")
      }
      for question in ["--print-rpath", "--print-needed", "--print-interpreter"] {
        let mine = try await succeed("patchelf", [question, ours])
        let other = try await succeed("patchelf", [question, theirs])
        #expect(mine == other, "\(question)")
      }
    }
  }

  @Test func setsAndReplacesNames() async throws {
    let library = try contents(try await TestBinary.c(kind: .shared).path())
    let named = try await patched(library, change { $0.soname = "libother-with-a-name.so.2" })
    #expect(
      try await succeed("patchelf", ["--print-soname", named]) == "libother-with-a-name.so.2\n")
    #expect(try await LoaderFacts(named).values("SONAME") == ["libother-with-a-name.so.2"])
    // A shorter one takes the place of the longer.
    let shorter = try ELFTests.patch(library, change { $0.soname = "liba.so" })
    #expect(shorter.count == library.count)

    let bytes = try await program(["-Wl,--no-as-needed", "-lm"])
    let replaced = try await patched(
      bytes,
      change {
        $0.replacedLibraries = [
          .init("libm.so.6", with: "libc.so.6"), .init("libc.so.6", with: "libm.so.6"),
        ]
      })
    #expect(try await LoaderFacts(replaced).values("NEEDED") == ["libc.so.6", "libm.so.6"])
    #expect(try contents(replaced).count == bytes.count)
    let added = try await patched(
      bytes, change { $0.addedLibraries = ["libz.so.1", "libm.so.6", "liby.so.1", "libz.so.1"] })
    #expect(
      try await LoaderFacts(added).values("NEEDED")
        == ["libz.so.1", "liby.so.1", "libm.so.6", "libc.so.6"])
  }

  @Test func swapsTheTagOfASearchPath() async throws {
    let bytes = try await program(["-Wl,-rpath,/old/path"])
    let forced = try ELFTests.patch(bytes, change { $0.usesRPath = true })
    #expect(forced.count == bytes.count)
    let path = try await patched(bytes, change { $0.usesRPath = true })
    #expect(try await LoaderFacts(path).values("RPATH") == ["/old/path"])
    let back = try await patched(forced, change { $0.searchPath = "/old/path" })
    #expect(try contents(back) == bytes)
    // Nothing to swap.
    let without = try await program()
    #expect(try ELFTests.patch(without, change { $0.usesRPath = true }) == without)
  }

  /// Nothing of a search path that was removed or replaced is left, since it may name a
  /// builder's home.
  @Test func leavesNoTraceOfAPathThatWent() async throws {
    let bytes = try await program(["-Wl,-rpath,/home/builder/secret"])
    for patch in [
      change { $0.removesSearchPath = true }, change { $0.searchPath = "/a" },
      change { $0.searchPath = "/opt/something/longer/than/it/was" },
    ] {
      let result = try ELFTests.patch(bytes, patch)
      #expect(!contains(result, "secret") && contains(bytes, "secret"))
    }
  }

  private func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    String(decoding: bytes, as: UTF8.self).contains(text)
  }

  @Test func changesTheSystemAndTheStack() async throws {
    let bytes = try await program()
    let system = try await patched(bytes, change { $0.osABI = 3 })
    #expect(try await succeed("readelf", ["-h", system]).contains("UNIX - GNU"))
    #expect(try contents(system).count == bytes.count)
    #expect(try await succeed(system) == "2 3\n")
    let stack = try await patched(bytes, change { $0.hasExecutableStack = true })
    #expect(try await isExecutable(stack))
    #expect(try await succeed(stack) == "2 3\n")
    let cleared = try ELFTests.patch(contents(stack), change { $0.hasExecutableStack = false })
    #expect(cleared == bytes)
  }

  private func isExecutable(_ path: String) async throws -> Bool {
    try await succeed("readelf", ["-lW", path]).contains(#/GNU_STACK .* RWE /#)
  }

  /// Linux takes the absence of `PT_GNU_STACK` for leave to run data on some architectures.
  @Test(arguments: [TestBinary.c(), .go(.v1_27), .go(.v1_19), .c(arch: .i386, kind: .noPIE)])
  func addsAStackHeader(_ binary: TestBinary) async throws {
    var bytes = try contents(try await binary.path())
    let file = try parse(bytes)
    let index = try #require(file.programHeaders.firstIndex { $0.type == .stack })
    let size = file.header.class == .elf64 ? 56 : 32
    let place = Int(file.header.programHeaderOffset) + index * size
    for offset in place..<place + size { bytes[offset] = 0 }
    for executable in [false, true] {
      let path = try await patched(bytes, change { $0.hasExecutableStack = executable })
      let facts = try await LoaderFacts(path)
      #expect(facts.segments.last == "GNU_STACK")
      #expect(try await isExecutable(path) == executable)
      let result = try await run(path)
      #expect(result.status == 0 && !result.output.isEmpty)
    }
  }

  /// Asking for what is so already gives the same bytes.
  @Test(arguments: [TestBinary.c(flags: ["-Wl,-rpath,/r"]), .go(.v1_27, kind: .cgoInternalPIE)])
  func changesNothingThatIsSoAlready(_ binary: TestBinary) async throws {
    let bytes = try contents(try await binary.path())
    let file = try parse(bytes)
    let same = change {
      $0.interpreter = file.interpreter
      $0.searchPath = file.dynamic?.runpath
      $0.addedLibraries = file.dynamic?.needed ?? []
      $0.osABI = file.header.osABI
      $0.hasExecutableStack = false
    }
    let result = try file.patched(same, of: bytes.span.bytes)
    #expect(!result.image.changed && result.file == file && result.remarks.isEmpty)
    #expect(result.image.assembled(from: bytes.span.bytes) == bytes)
    let moved = change {
      $0.interpreter = "/some/where/else/entirely/ld.so"
      $0.searchPath = "/opt/far/away/from/here"
      $0.addedLibraries = ["libextra.so"]
    }
    let once = try ELFTests.patch(bytes, moved)
    #expect(try ELFTests.patch(once, moved) == once)
  }

  @Test func remarksOnWhatMayNotBeMeant() async throws {
    let bytes = try await program()
    let file = try parse(bytes)
    let absent = change {
      $0.removedLibraries = ["libnone.so"]
      $0.replacedLibraries = [.init("libnot.so", with: "libc.so.6")]
    }
    let nothing = try file.patched(absent, of: bytes.span.bytes)
    #expect(nothing.remarks == [.notNeeded("libnone.so"), .notNeeded("libnot.so")])
    #expect(!nothing.image.changed)
    let gone = change { $0.removedLibraries = ["libc.so.6"] }
    let result = try file.patched(gone, of: bytes.span.bytes)
    #expect(result.remarks == [.stillVersioned("libc.so.6")])
  }
}
