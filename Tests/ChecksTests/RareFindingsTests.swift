import Bytes
import Diagnostics
import ELF
import Foundation
import GoBuild
import Platform
import TestSupport
import Testing

@testable import Checks

/// Findings that take a file made for them, beside those plain flags provoke.
@Suite struct RareFindingsTests {
  private func findings(
    _ bytes: [UInt8], is name: String? = nil, _ change: (inout BinaryFacts) -> Void = { _ in }
  ) throws -> [String: Diagnostic.Severity] {
    var facts = try BinaryFacts(parsing: bytes.span.bytes)
    change(&facts)
    let architecture = name.flatMap { Architecture.named($0) }
    let found = checkBinary(facts, is: architecture, subject: "x")
    return Dictionary(found.map { ($0.code, $0.severity) }) { first, _ in first }
  }

  /// The program headers of a 64-bit file, with the one of a type changed.
  private func changed(
    _ binary: TestBinary, _ isIt: @escaping (ProgramHeader) -> Bool,
    _ change: (inout [UInt8], _ entry: Int) -> Void
  ) async throws -> [UInt8] {
    var specimen = try await Specimen(binary.bytes())
    let index = try #require(specimen.file.programHeaders.firstIndex(where: isIt))
    change(&specimen.bytes, Int(specimen.file.header.programHeaderOffset) + 56 * index)
    return specimen.bytes
  }

  @Test func codeThatIsWrittenTo() async throws {
    let writable = try await changed(.c(), { $0.type == .load && $0.flags.contains(.execute) }) {
      $0[$1 + 4] |= 2
    }
    #expect(try findings(writable)["binary.writable-code"] == .error)
    let relocated = try await TestBinary.c(
      kind: .noPIE, source: "int x; int *f(void) { return &x; }\n",
      flags: ["-shared", "-fno-pic", "-mcmodel=large", "-Wl,-z,notext"]
    ).bytes()
    #expect(try findings(relocated)["binary.text-relocations"] == .error)
    let plain = try findings(try await TestBinary.c().bytes())
    #expect(plain["binary.writable-code"] == nil && plain["binary.text-relocations"] == nil)
  }

  /// A loader that was patched in: the program's symbols come from another C library.
  @Test func aLoaderOfAnotherCLibrary() async throws {
    for (binary, loader) in [
      (TestBinary.c(), "/lib/ld-musl-x86_64.so.1"),
      (.c(kind: .musl), "/lib64/ld-linux-x86-64.so.2"),
    ] {
      let bytes = try await binary.bytes()
      let file = try Specimen(bytes).file
      #expect(try findings(bytes)["binary.wrong-interpreter"] == nil)
      var patch = ELFPatch()
      patch.interpreter = loader
      let patched = try file.patched(patch, of: bytes.span.bytes)
      let mixed = patched.image.assembled(from: bytes.span.bytes)
      #expect(try findings(mixed)["binary.wrong-interpreter"] == .error)
      #expect(patched.file.cLibrary == file.cLibrary)
    }
  }

  @Test func aStackNobodySpeaksOf() async throws {
    let silent = try await changed(.c(), { $0.type == .stack }) { bytes, entry in
      for place in entry..<entry + 4 { bytes[place] = 0 }
    }
    #expect(try findings(silent)["binary.unstated-stack"] == .warning)
    #expect(try findings(try await TestBinary.c().bytes())["binary.unstated-stack"] == nil)
  }

  @Test func whatItNeedsOfOthers() async throws {
    let more = try await TestBinary.c(flags: ["-Wl,--no-as-needed", "-lstdc++"]).bytes()
    #expect(try findings(more)["binary.needs-library"] == .note)
    let library = try await TestBinary.c(kind: .shared, flags: ["-Wl,-soname,libc.so.6"]).bytes()
    #expect(try findings(library)["binary.is-c-library"] == .warning)
    // The parts of glibc use what it keeps to itself.
    let path = "/usr/lib/x86_64-linux-gnu/libm.so.6"
    let glibcs = [UInt8](try Data(contentsOf: URL(filePath: path)))
    #expect(try findings(glibcs)["binary.private-glibc"] == .error)
    let versions = try await succeed("readelf", ["-VW", path])
    #expect(versions.contains("Name: GLIBC_PRIVATE"))
  }

  @Test func theRecordAndTheFileDisagree() async throws {
    let bytes = try await TestBinary.go(.v1_27, kind: .cgoInternal).bytes()
    #expect(try findings(bytes)["binary.cgo-disagrees"] == nil)
    let found = try findings(bytes) { facts in
      facts.buildInfo = BuildInfo(
        goVersion: "go1.27.3", path: "example.com/x",
        settings: [.init(key: "CGO_ENABLED", value: "0")])
    }
    #expect(found["binary.cgo-disagrees"] == .warning)
  }

  @Test func packedPrograms() async throws {
    var bytes = try await TestBinary.c().bytes()
    bytes.replaceSubrange(0x1f0..<0x1f4, with: Array("UPX!".utf8))
    #expect(try findings(bytes)["binary.packed"] == .error)
    let likely = try findings(try await TestBinary.c().bytes()) { $0.packing = .likely }
    #expect(likely["binary.likely-packed"] == .warning)
  }

  @Test func whereItWasCompiled() async throws {
    let flags = ["-g", "-fdebug-prefix-map=\(packageDirectory)=/home/someone/src"]
    let bytes = try await TestBinary.c(flags: flags).bytes()
    #expect(try findings(bytes)["binary.debug-paths"] == .note)
    let quiet = try await TestBinary.c(flags: ["-g0"]).bytes()
    #expect(try findings(quiet)["binary.debug-paths"] == nil)
  }

  @Test func armsConventions() async throws {
    let wrong = try await TestBinary.c(
      arch: .arm(7), flags: ["-Wl,--dynamic-linker=/lib/ld-linux.so.3"]
    ).bytes()
    #expect(try findings(wrong)["binary.float-abi"] == .error)
    let right = try await TestBinary.c(arch: .arm(7)).bytes()
    #expect(try findings(right)["binary.float-abi"] == nil)
    let go = try await TestBinary.go(.v1_27, arch: .arm(7)).bytes()
    #expect(try findings(go, is: "arm6") { $0.level = nil }["binary.unknown-goarm"] == .warning)
    #expect(try findings(go, is: "arm7") { $0.level = nil }["binary.unknown-goarm"] == nil)
  }

  static let instrumented: [(TestBinary, Instrumentation)] = [
    (.go(.v1_27, kind: .cgoExternal, flags: ["-race"]), .race),
    // Go knows the compiler by its name, which is not to be a triplet's.
    (
      .go(.v1_27, kind: .cgoExternal, flags: ["-asan"], environment: ["CC": "gcc"]), .address
    ),
    (.go(.v1_27, flags: ["-cover"]), .coverage),
    (.c(flags: ["-fsanitize=thread"]), .race), (.c(flags: ["-fsanitize=address"]), .address),
    (.c(flags: ["--coverage"]), .coverage),
    // Clang links its checkers statically and exports them; here one by name only.
    (
      .c(
        source: "void __asan_init(void) {}\nint main(void) { return 0; }\n",
        flags: ["-rdynamic", "-s"]), .address
    ),
  ]

  /// The build information tells, or the checker's libraries and symbols do.
  @Test(arguments: instrumented)
  func checkersLeftIn(_ binary: TestBinary, _ kind: Instrumentation) async throws {
    let bytes = try await binary.bytes()
    #expect(try BinaryFacts(parsing: bytes.span.bytes).instrumentation == [kind])
    #expect(try findings(bytes)["binary.instrumented"] == .error)
  }
}
