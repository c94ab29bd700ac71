import Compatibility
import TestSupport
import Testing

/// Floors, imports, architecture: what a library asks for itself.
@Suite struct NeedsTests {
  private let plain = Version(source: "int f(void) { return 0; }")
  private let threaded = Version(
    source: """
      #include <pthread.h>
      int f(void) { pthread_t t; return pthread_create(&t, 0, 0, 0); }
      """)

  /// `readelf -V` says which versions of glibc a library needs.
  @Test func tellsAHigherFloorAndWhatForcesIt() async throws {
    let older = Version(
      source: "#include <stdio.h>\nint f(void) { return puts(\"\"); }")
    let (old, new) = (try await older.interface(), try await threaded.interface())
    let text = try await succeed("readelf", ["-VW", try await threaded.path()])
    #expect(text.contains("GLIBC_2.34") && !text.contains("GLIBC_2.35"))
    let raised = changes(old, new).filter { $0.rule == .floorRaised }
    #expect(raised.map(\.verdict) == [.undefined])
    #expect(raised.first?.old == "glibc 2.2.5" && raised.first?.new == "glibc 2.34")
    #expect(raised.first?.message.contains("pthread_create") == true)
    let lowered = changes(new, old).filter { $0.rule == .floorLowered }
    #expect(lowered.map(\.verdict) == [.nonBreaking])
    let imported = changes(old, new).first { $0.symbol == "pthread_create" }
    #expect(
      imported?.rule == .importAdded && imported?.new == "pthread_create@GLIBC_2.34 of libc.so.6")
  }

  /// `sincos` without the mathematical library: the linker lets it pass.
  @Test func cannotJudgeAnImportWithoutAProvider() async throws {
    let asking = Version(
      source: "extern void sincos(double, double *, double *); "
        + "int f(void) { double a, b; sincos(1, &a, &b); return a > b; }")
    let found = changes(try await plain.interface(), try await asking.interface())
    let change = try #require(found.first { $0.symbol == "sincos" })
    #expect(change.verdict == .undefined && change.rule == .importUnknown)
  }

  @Test func tellsLibrariesNeededOrNot() async throws {
    let needing = Version(source: plain.source, flags: ["-Wl,--no-as-needed", "-lm"])
    let (old, new) = (try await plain.interface(), try await needing.interface())
    #expect(changes(old, new).contains { $0.rule == .neededAdded && $0.new == "libm.so.6" })
    #expect(changes(new, old).contains { $0.rule == .neededRemoved && $0.old == "libm.so.6" })
  }

  @Test func refusesAnotherArchitecture() async throws {
    var foreign = plain
    foreign.architecture = .s390x
    let (old, new) = (try await plain.interface(), try await foreign.interface())
    let change = try #require(changes(old, new).first { $0.rule == .architecture })
    #expect(change.verdict == .breaking)
    #expect(change.new?.contains("big-endian") == true)
    let status = try await run(
      "abidiff", [try await plain.path(), try await foreign.path()]
    ).status
    #expect(status == 12)
  }

  @Test func tellsProgramsFromLibrariesAndTheirLoaders() async throws {
    let program = try read(try await TestBinary.c(kind: .dynamic).path(), named: "p")
    let musl = try read(try await TestBinary.c(kind: .musl).path(), named: "p")
    let found = changes(program, musl)
    #expect(found.contains { $0.rule == .interpreter && $0.verdict == .breaking })
    let library = try await plain.interface()
    #expect(changes(program, library).contains { $0.rule == .fileType })
  }

  /// The name of a version is no symbol of its own, and where sections end is nobody's business.
  @Test func countsNoSymbolsThatLinkersMake() async throws {
    let versioned = Version(source: plain.source, versions: "V1 { global: f; local: *; };")
    #expect(try await versioned.interface().exports.map(\.fullName) == ["f@@V1"])
    let defined = Version(
      source: plain.source, flags: ["-Wl,--defsym=_edata=0x1000,--defsym=_end=0x2000"])
    #expect(try await defined.interface().exports.map(\.name).contains("f"))
    #expect(try await !defined.interface().exports.map(\.name).contains("_edata"))
  }
}
