import ELF
import TestSupport
import Testing

/// Files as linkers lay them out, and what there is no room in.
@Suite struct PatchLayoutTests {
  static let layouts: [[String]] = [
    ["-fuse-ld=gold"], ["-fuse-ld=lld"], ["-fuse-ld=lld", "-no-pie"],
    ["-fuse-ld=lld", "-Wl,--no-rosegment"], ["-Wl,-z,noseparate-code"],
    // No GNU hash table, and none but that.
    ["-Wl,--hash-style=sysv"], ["-Wl,--hash-style=gnu"],
    ["-Wl,--build-id=none"], ["-Wl,--build-id=sha1", "-no-pie"],
    // Large pages: ELF segments apart from each other by more than a page of the machine.
    ["-Wl,-z,max-page-size=0x10000"], ["-Wl,-z,max-page-size=0x200000"],
    ["-Wl,-z,max-page-size=0x10000", "-m32"], ["-m32"], ["-m32", "-no-pie"],
    ["-Wl,-z,norelro"], ["-Wl,-z,relro,-z,now"], ["-static-libgcc", "-Wl,--emit-relocs"],
    // DT_INIT is not the start of .init.
    ["-Wl,-init,prepare", "-Wl,-fini,prepare"],
    // The dynamic section is full.
    ["-Wl,-z,nodynamic-undefined-weak", "-Wl,--spare-dynamic-tags=1"],
    ["-Wl,-Ttext-segment=0x10000000", "-no-pie"],
    ["-DBIG"], ["-DNOTES"], ["-DNOTES", "-fuse-ld=lld"], ["-DNOTES", "-fuse-ld=gold", "-no-pie"],
  ]

  static let source = """
    #include <stdio.h>
    #ifdef BIG
    static char big[1 << 28];
    #else
    static char big[100];
    #endif
    #ifdef NOTES
    asm(".pushsection .note.one,\\"a\\",@note\\n.long 4,4,7\\n.asciz \\"one\\"\\n.long 1\\n"
        ".popsection\\n.pushsection .note.two,\\"a\\",@note\\n.long 4,0,8\\n.asciz \\"two\\"\\n"
        ".popsection\\n.pushsection .note.empty,\\"a\\",@note\\n.popsection\\n");
    #endif
    static int prepared;
    void prepare(void) { prepared = 1; }
    __thread int count = 3;
    int main(void) { big[sizeof big - 1] = 5; printf("%d\\n", big[sizeof big - 1] + count); }

    """

  @Test(arguments: layouts) func keepsTheProgram(_ flags: [String]) async throws {
    let i386 = flags.contains("-m32")
    let flags = flags.filter { $0 != "-m32" }
    let binary = TestBinary.c(
      arch: i386 ? .i386 : .amd64, kind: flags.contains("-no-pie") ? .noPIE : .dynamic,
      source: Self.source, flags: flags)
    let path = try await binary.path()
    let bytes = try contents(path)
    let file = try parse(bytes)
    let folder = try await Programs.shared.scratch("layout")
    let loader = try #require(file.interpreter)
    let before = try await LoaderFacts(path)
    let libraries = ["libm.so.6", "libdl.so.2", "libpthread.so.0", "libutil.so.1", "librt.so.1"]
    for (index, wanted) in [
      change { $0.searchPath = "/opt/elsewhere/altogether" },
      change { $0.interpreter = longer(loader) },
      change {
        $0.interpreter = longer(loader, by: 100)
        $0.searchPath = String(repeating: "/opt/elsewhere:", count: 100)
        $0.addedLibraries = libraries
      },
    ].enumerated() {
      let patched = "\(folder)/\(index)"
      let result = try ELFTests.patch(bytes, wanted)
      try write(result, to: patched)
      #expect(result.count < bytes.count + (1 << 14))
      let after = try await LoaderFacts(patched)
      #expect(after.interpreter == wanted.interpreter ?? before.interpreter)
      #expect(after.values("RUNPATH") == [wanted.searchPath].compactMap { $0 })
      // readelf is not content with an empty note, in either file.
      let notes = try await run("readelf", ["-nW", patched])
      let old = try await run("readelf", ["-nW", path])
      #expect(sorted(notes.output) == sorted(old.output) && notes.status == old.status)
      #expect(try await lint(patched).subtracting(lint(path)) == [])
      #expect(try await succeed(patched) == "8\n")
      for tool in ["strip", "llvm-strip", "eu-strip"] {
        try await succeed(tool, ["-o", "\(patched).\(tool)", patched])
        #expect(try await succeed("\(patched).\(tool)") == "8\n", "\(tool)")
      }
    }
  }

  private func sorted(_ text: String) -> [Substring] { text.split(separator: "\n").sorted() }

  /// Fields of 64 bits, 32 bits and of either byte order, in files that no linker made.
  @Test(arguments: [0, 1, 2, 3]) func patchesEveryClassAndByteOrder(_ index: Int) async throws {
    let (bytes, _) = SyntheticELF.all[index].build()
    let folder = try await Programs.shared.scratch("synthetic-patch")
    let shorter = try ELFTests.patch(
      bytes,
      change {
        $0.interpreter = "/lib/l"
        $0.replacedLibraries = [.init("libx.so.1", with: "liby.so")]
      })
    #expect(shorter.count == bytes.count)
    try write(shorter, to: "\(folder)/shorter")
    let facts = try await LoaderFacts("\(folder)/shorter")
    #expect(facts.entries == ["NEEDED liby.so", "SONAME me.so"] && facts.interpreter == "/lib/l")
    #expect(try parse(shorter).versionNeeds.map(\.library) == ["liby.so"])
    // No room behind the program headers but what the loader's path and the strings leave.
    let long = change {
      $0.interpreter = "/a/path/that/does/not/fit/its/place/by/far/ld.so"
      $0.replacedLibraries = [.init("libx.so.1", with: "libx-with-another-name.so.1")]
    }
    try write(ELFTests.patch(bytes, long), to: "\(folder)/long")
    #expect(try await succeed("readelf", ["-aW", "\(folder)/long"]).contains("not/fit/its/place"))
    #expect(try await run("readelf", ["-aW", "\(folder)/long"]).errors == "")
    let file = try parse(contents("\(folder)/long"))
    #expect(file.versionNeeds.map(\.library) == ["libx-with-another-name.so.1"])
    #expect(file.dynamic?.needed == ["libx-with-another-name.so.1"])
  }

  /// `DT_MIPS_RLD_MAP_REL` counts from its own address, and a debugger starts there.
  @Test(arguments: [TestArchitecture.mips, .mipsle, .mips64le])
  func keepsTheDebuggersMapOnMIPS(_ architecture: TestArchitecture) async throws {
    let binary = TestBinary.c(arch: architecture)
    let bytes = try contents(try await binary.path())
    let map = try #require(try parse(bytes).section(named: ".rld_map")).address
    #expect(try target(bytes) == map)
    for wanted in [
      change { $0.removedLibraries = ["libc.so.6"] },
      change { $0.addedLibraries = ["libm.so.6", "libdl.so.2", "librt.so.1"] },
      change {
        $0.addedLibraries = (0..<40).map { "lib\($0).so" }
        $0.searchPath = "/opt/somewhere/else"
      },
    ] {
      let patched = try ELFTests.patch(bytes, wanted)
      #expect(try target(patched) == map)
    }
  }

  private func target(_ bytes: [UInt8]) throws -> UInt64 {
    let file = try parse(bytes)
    let start = try #require(file.programHeaders.first { $0.type == .dynamic }).virtualAddress
    let tag = DynamicType(rawValue: 0x7000_0035)
    let entries = try #require(file.dynamic).entries
    let index = try #require(entries.firstIndex { $0.type == tag })
    let wide = file.header.class == .elf64
    let sum = start &+ UInt64(index * (wide ? 16 : 8)) &+ entries[index].value
    return wide ? sum : sum & 0xffff_ffff
  }
}
