import Bytes
import ELF
import TestSupport
import Testing

func parse(_ bytes: [UInt8]) throws(MalformedInput) -> ELFFile {
  var input = ByteReader(bytes.span.bytes)
  return try ELFFile(parsing: &input)
}

@Suite struct ELFFileTests {
  @Test(arguments: [0, 1, 2, 3]) func readsEveryClassAndByteOrder(_ index: Int) throws {
    let synthetic = SyntheticELF.all[index]
    let (bytes, places) = synthetic.build()
    let file = try parse(bytes)
    #expect(file.size == bytes.count)
    #expect(file.header.class.bits == (synthetic.wide ? 64 : 32))
    #expect(file.header.byteOrder == synthetic.order)
    #expect(file.header.type == .sharedObject)
    #expect(file.header.machine == 0x1234)
    #expect(file.header.entry == 0x10040)
    #expect(file.header.flags == 0xabcd)
    #expect(file.header.sectionHeaderOffset == UInt64(places.sections))
    #expect(file.sectionHeaders.map(\.name) == SyntheticELF.sectionNames)
    #expect(file.programHeaders.map(\.type) == [.load, .interpreter, .dynamic, .note])
    #expect(file.programHeaders[0].fileRange == 0..<places.loadEnd)
    #expect(file.programHeaders[0].flags == [.read, .execute])
    #expect(file.interpreter == "/lib/ld.so.9")
    #expect(file.dynamic?.needed == ["libx.so.1"])
    #expect(file.dynamic?.soname == "me.so")
    #expect(file.notes.buildID == [1, 2, 3, 4, 5])
    #expect(file.versionNeeds.map(\.library) == ["libx.so.1"])
    #expect(file.versionNeeds.first?.versions.map(\.name) == ["GLIBC_2.34", "GLIBC_2.4"])
    #expect(file.versionNeeds.first?.versions.map(\.isWeak) == [false, true])
    #expect(file.requiredGLibC?.description == "2.34")
    #expect(file.linkKind == .dynamic)
    #expect(file.stripState == .unstripped)
    #expect(!file.isTruncated && file.trailingByteCount == 0)
    let address = SyntheticELF.base + 0x40
    #expect(file.fileRange(ofAddress: address, count: 8) == 0x40..<0x48)
    #expect(file.fileRange(ofAddress: address, count: 1 << 62) == nil)
    #expect(file.fileRange(ofAddress: UInt64.max, count: 2) == nil)
  }

  /// `readelf` understands the synthetic files as we do, without a word of warning.
  @Test func readelfAgreesWithTheSyntheticFiles() async throws {
    let folder = try await Programs.shared.scratch("synthetic")
    for (index, synthetic) in SyntheticELF.all.enumerated() {
      let path = "\(folder)/\(index)"
      try write(synthetic.build().bytes, to: path)
      let result = try await run("readelf", ["-hlSdVnW", path])
      #expect(result.errors == "")
      #expect(result.output.contains("GLIBC_2.4  Flags: WEAK"))
      #expect(result.output.contains("Build ID: 0102030405"))
    }
  }

  struct Kind: Sendable {
    var flags: [String]
    var source = greeter
    var kind: ELFFile.LinkKind?
    var strip: ELFFile.StripState = .symbolsOnly
    var library: ELFFile.CLibrary? = .glibc
  }

  static let kinds: [Kind] = [
    Kind(flags: [], kind: .dynamic),
    Kind(flags: ["-g", "-no-pie"], kind: .dynamic, strip: .unstripped),
    Kind(flags: ["-static", "-g"], kind: .static, strip: .unstripped),
    Kind(flags: ["-static-pie", "-s"], kind: .staticPIE, strip: .stripped),
    Kind(
      flags: ["-shared", "-fPIC", "-Wl,-soname,liba.so.1"], source: answer, kind: .shared,
      library: nil),
    Kind(flags: ["-shared", "-fPIC"], source: answer, kind: .shared, library: nil),
    Kind(flags: ["-c"], kind: nil, library: nil),
  ]

  @Test(arguments: kinds) func tellsHowCProgramsAreLinked(_ expected: Kind) async throws {
    let path = try await Programs.shared.c(expected.source, expected.flags)
    let file = try parse(contents(path))
    #expect(file.linkKind == expected.kind)
    #expect(file.stripState == expected.strip)
    #expect(file.cLibrary == expected.library)
    #expect(file.trailingByteCount == 0)

    let all = try await run("readelf", ["-hlSdVnW", path]).output
    let count = all.split(separator: "\n").first { $0.contains("Number of section headers") }
    #expect(count?.hasSuffix(" \(file.sectionHeaders.count)") == true)
    for section in file.sectionHeaders.dropFirst() where section.type != .null {
      #expect(all.contains("\(section.name) "))
    }
    if let identifier = file.notes.buildID {
      #expect(all.contains("Build ID: \(hexadecimal(identifier))"))
    } else {
      #expect(!all.contains("Build ID:"))
    }
    if let interpreter = file.interpreter {
      #expect(all.contains("[Requesting program interpreter: \(interpreter)]"))
    } else {
      #expect(!all.contains("Requesting program interpreter"))
    }
    for library in file.dynamic?.needed ?? [] {
      #expect(all.contains("(NEEDED)             Shared library: [\(library)]"))
    }
    #expect((file.dynamic?.needed ?? []).isEmpty == !all.contains("(NEEDED)"))
    let names = all.split(separator: "\n").filter { $0.contains("Name: GLIBC_") }.compactMap {
      $0.split(separator: " ").first { $0.hasPrefix("GLIBC_") }
    }
    #expect(Set(names.map(String.init)) == Set(file.versionNeeds.flatMap(\.versions).map(\.name)))
  }

  @Test func tellsHowGoProgramsAreLinked() async throws {
    let fixed = try parse(contents(try await Programs.shared.go("amd64")))
    #expect(fixed.linkKind == .static)
    let movable = try parse(contents(try await Programs.shared.go("amd64", ["-buildmode=pie"])))
    #expect(movable.linkKind == .interpreterOnly)
    #expect(movable.interpreter == "/lib64/ld-linux-x86-64.so.2")
    let path = try await Programs.shared.go("amd64")
    let identifier = try await run("go", ["tool", "buildid", path]).output
    #expect(fixed.notes.goBuildID.map { $0 + "\n" } == identifier)
  }

  /// Go's linker pads what it links with `-s` to a page; that is no trailing data.
  @Test func doesNotCountPagePaddingAsTrailingData() async throws {
    let path = try await Programs.shared.go("amd64", ["-ldflags=-s"])
    let bytes = try contents(path)
    let file = try parse(bytes)
    #expect(file.stripState == .stripped)
    #expect(file.trailingByteCount == 0)
    #expect(try parse(bytes + [1]).trailingByteCount > 0)
    #expect(try parse(bytes + [UInt8](repeating: 0, count: 1 << 16)).trailingByteCount > 0)
  }

  @Test func readsADebugFileWithoutItsProgram() async throws {
    let path = try await Programs.shared.c(greeter, ["-g"])
    let debug = "\(path).debug"
    #expect(try await run("objcopy", ["--only-keep-debug", path, debug]).status == 0)
    let file = try parse(contents(debug))
    #expect(file.isDebugFile)
    #expect(file.linkKind == nil)
    #expect(file.interpreter == nil)
    #expect(file.dynamic == nil)
    #expect(try parse(contents(path)).notes == file.notes)
  }

  @Test func ordersVersionsOfTheCLibraryByNumber() {
    let names = ["GLIBC_2.4", "GLIBC_2.34", "GLIBC_2.2.5", "GLIBC_PRIVATE", "GLIBCXX_3.4"]
    let versions = names.compactMap { GLibCVersion(symbolVersion: $0) }.sorted()
    #expect(versions.map(\.description) == ["2.2.5", "2.4", "2.34"])
  }

  @Test(arguments: [
    ("MZ\u{90}", "a PE executable (Windows)"), ("!<arch>\nfoo", "an ar archive"),
    ("!<arch>\ndebian-binary   ", "a Debian package"), ("#!/bin/sh\n", "a script"),
    ("PK\u{3}\u{4}", "a zip archive"), ("", "an empty file"),
  ])
  func namesForeignFormats(_ text: String, _ name: String) {
    let bytes = text.unicodeScalars.map { UInt8($0.value) }
    #expect(ELFFile.foreignFormat(of: bytes.span.bytes) == name)
  }

  @Test func namesForeignFormatsByMagicNumber() {
    func name(_ bytes: [UInt8]) -> String? { ELFFile.foreignFormat(of: bytes.span.bytes) }
    #expect(name([0xcf, 0xfa, 0xed, 0xfe, 7]) == "a Mach-O executable (macOS)")
    #expect(name([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2]) == "a Mach-O universal binary (macOS)")
    #expect(name([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61]) == "a Java class file")
    #expect(name([0xed, 0xab, 0xee, 0xdb]) == "an RPM package")
    #expect(name([0x7f, 0x45, 0x4c, 0x46]) == nil)
    #expect(name([1, 2, 3]) == nil)
  }
}
