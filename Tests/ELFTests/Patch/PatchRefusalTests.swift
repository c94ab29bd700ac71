import ELF
import TestSupport
import Testing

/// What is not patched, and why.
@Suite struct PatchRefusalTests {
  static let dynamic = change { $0.searchPath = "/opt" }
  static let loader = change { $0.interpreter = "/lib/ld.so" }

  @Test(arguments: [
    TestBinary.go(.v1_27), .go(.v1_27, kind: .static), .go(.v1_27, kind: .staticPIE),
    .go(.v1_27, kind: .muslStatic), .c(kind: .static), .c(kind: .staticPIE),
  ])
  func refusesWhatNoLoaderReads(_ binary: TestBinary) async throws {
    let bytes = try contents(try await binary.path())
    for patch in [Self.dynamic, Self.loader] { #expect(try refusal(bytes, patch) == .static) }
    // The headers are read by the kernel.
    #expect(try refusal(bytes, change { $0.hasExecutableStack = true }) == nil)
    #expect(try refusal(bytes, change { $0.osABI = 3 }) == nil)
  }

  @Test func refusesWhatTheFileDoesNotHave() async throws {
    let library = try contents(try await TestBinary.c(kind: .shared).path())
    #expect(try refusal(library, Self.loader) == .noInterpreter)
    for binary in [TestBinary.c(), .c(kind: .noPIE), .go(.v1_27, kind: .pie)] {
      let program = try contents(try await binary.path())
      #expect(try refusal(program, change { $0.soname = "liba.so" }) == .notALibrary)
    }
    let object = try contents(try await TestBinary.c(kind: .object).path())
    #expect(try refusal(object, Self.dynamic) == .notAProgram)
  }

  @Test func refusesValuesThatCannotStand() async throws {
    let bytes = try contents(try await TestBinary.c().path())
    for patch in [
      change { $0.interpreter = "" }, change { $0.addedLibraries = [""] },
      change { $0.removedLibraries = [""] }, change { $0.interpreter = "/a\0b" },
      change { $0.searchPath = "/a\0" },
      change { $0.replacedLibraries = [.init("libc.so.6", with: "")] },
      change { $0.interpreter = "/" + String(repeating: "a", count: 4096) },
      change { $0.searchPath = String(repeating: "a", count: 1 << 16) },
    ] { #expect(try refusal(bytes, patch) == .badValue) }
    let longest = change { $0.interpreter = "/" + String(repeating: "a", count: 4094) }
    #expect(try refusal(bytes, longest) == nil)
  }

  @Test func refusesDamagedFiles() async throws {
    let bytes = try contents(try await TestBinary.go(.v1_27, kind: .cgoInternal).path())
    #expect(try refusal(bytes, Self.dynamic) == nil)
    #expect(try refusal(bytes + [1], Self.dynamic) == .trailingData)
    let older = try contents(try await TestBinary.go(.v1_19, kind: .pie).path())
    #expect(try refusal(Array(older.dropLast(older.count / 2)), Self.dynamic) == .truncated)
    var core = bytes
    core[16] = 4
    #expect(try refusal(core, Self.dynamic) == .notAProgram)
  }

  @Test func doesWithoutSectionHeadersWhatNeedsNone() async throws {
    var bytes = try contents(
      try await TestBinary.c(flags: ["-Wl,-rpath,/old/path", "-Wl,--no-as-needed", "-lm"]).path())
    for offset in Array(40..<48) + Array(60..<64) { bytes[offset] = 0 }
    bytes.removeLast(bytes.count - (try parse(bytes).describedSize))
    #expect(try refusal(bytes, change { $0.searchPath = "/another/longer/path" }) == .noSections)
    #expect(
      try refusal(bytes, change { $0.interpreter = "/lib64/a/path/longer/than/it/was/ld.so" })
        == .noSections)
    let folder = try await Programs.shared.scratch("headless")
    let patched = try ELFTests.patch(
      bytes,
      change {
        $0.interpreter = "/lib64/ld-linux-x86-64.so.2"
        $0.removesSearchPath = true
        $0.removedLibraries = ["libm.so.6"]
      })
    try write(patched, to: "\(folder)/program")
    #expect(try await succeed("\(folder)/program") == "2 3\n")
    #expect(try await LoaderFacts("\(folder)/program").entries == ["NEEDED libc.so.6"])
  }

  /// The start-up code of a static program finds its relocations by their address.
  @Test func refusesToMoveWhatCodePointsAt() async throws {
    var bytes = try contents(try await TestBinary.c(kind: .static).path())
    let file = try parse(bytes)
    let index = try #require(file.programHeaders.firstIndex { $0.type == .stack })
    for offset in 64 + 56 * index..<64 + 56 * (index + 1) { bytes[offset] = 0 }
    #expect(try refusal(bytes, change { $0.hasExecutableStack = false }) == .noRoom)
  }

  /// Code, or bytes that nothing describes, right behind the program headers.
  @Test func refusesWhereNothingCanGiveWay() async throws {
    let folder = try await Programs.shared.scratch("no-room")
    let script = """
      PHDRS { headers PT_PHDR PHDRS; text PT_LOAD FILEHDR PHDRS FLAGS(5); data PT_LOAD FLAGS(6);
              dynamic PT_DYNAMIC; }
      SECTIONS {
        . = SIZEOF_HEADERS;
        .text : { *(.text*) } :text
        .rodata : { *(.rodata*) } :text
        .dynsym : { *(.dynsym) } :text
        .dynstr : { *(.dynstr) } :text
        .hash : { *(.hash) } :text
        . = ALIGN(0x1000);
        .dynamic : { *(.dynamic) } :data :dynamic
        .data : { *(.data*) } :data
      }

      """
    try write(Array(script.utf8), to: "\(folder)/script")
    try write(Array(answer.utf8), to: "\(folder)/answer.c")
    try await succeed(
      "gcc",
      [
        "-shared", "-fPIC", "-nostdlib", "-Wl,-T,\(folder)/script", "-Wl,--build-id=none",
        "-o", "\(folder)/liba.so", "\(folder)/answer.c",
      ])
    let bytes = try contents("\(folder)/liba.so")
    #expect(try refusal(bytes, change { $0.searchPath = "/a/new/path" }) == .noRoom)
    // What fits in place needs no room.
    #expect(try refusal(bytes, change { $0.searchPath = "answer" }) == nil)

    let program = try contents(try await TestBinary.go(.v1_27, kind: .cgoInternal).path())
    var patched = try ELFTests.patch(program, Self.dynamic)
    let strings = try #require(try parse(patched).section(named: ".dynstr")).fileRange
    patched[strings.upperBound] = 1
    #expect(try refusal(patched, change { $0.searchPath = "/a/longer/path" }) == .noRoom)
  }

  /// The loader's path in the middle of what Go's FIPS 140 module has a checksum of.
  @Test func refusesToChangeWhatIsVerifiedAtStart() throws {
    var synthetic = SyntheticELF.all[0]
    synthetic.names = [".interp": ".rodata", ".note.gnu.build-id": ".go.fipsinfo"]
    let (bytes, _) = synthetic.build()
    #expect(try refusal(bytes, change { $0.interpreter = "/lib/x" }) == .fips)
    #expect(try refusal(bytes, change { $0.osABI = 3 }) == nil)
  }
}
