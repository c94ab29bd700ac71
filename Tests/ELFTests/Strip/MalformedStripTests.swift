import Bytes
import ELF
import TestSupport
import Testing

/// Strips and splits; what comes out was read back once already, in the proof.
func exerciseStrip(_ file: ELFFile, _ bytes: [UInt8], _ modes: [StripMode] = [.debug, .all]) {
  let link = DebugLink(name: "x.debug", checksum: 1)
  for options in modes.map({ StripOptions($0) }) + [StripOptions(.none, debugLink: link)] {
    guard let image = try? file.stripped(options, of: bytes.span.bytes), image.changed else {
      continue
    }
    if image.assembled(from: bytes.span.bytes).count != image.size {
      Issue.record("an image is not as long as it says")
    }
  }
  for number in file.compressibleSections where !file.isTruncated {
    _ = try? file.compressionHeader(of: file.sectionHeaders[number], in: bytes.span.bytes)
  }
  _ = try? file.debugFile(of: bytes.span.bytes)
}

/// Damage where only stripping looks: symbols, relocations, groups and numbers beyond 16 bits.
@Suite struct MalformedStripTests {
  /// Every byte of an object file with groups, relocations and compressed sections, changed.
  @Test(arguments: [TestArchitecture.amd64, .mips]) func survivesEveryByteOfAnObject(
    _ architecture: TestArchitecture
  ) async throws {
    let source = "int f(int); static int g(int x) { return f(x); } int h(int x) { return g(x); }\n"
    let path = try await TestBinary.c(
      arch: architecture, kind: .object, source: source, flags: ["-g1", "-Os"]
    ).path()
    let bytes = try contents(path)
    for offset in bytes.indices {
      var changed = bytes
      changed[offset] = offset % 2 == 0 ? 0xff : bytes[offset] ^ 0x80
      guard let file = try? parse(changed) else { continue }
      exerciseStrip(file, changed, [offset % 3 == 0 ? .debug : .unneeded])
    }
  }

  private func refusal(_ bytes: [UInt8], _ mode: StripMode) throws -> EditRefusal.Code? {
    let file = try parse(bytes)
    do throws(EditRefusal) {
      _ = try file.stripped(mode, of: bytes.span.bytes)
      return nil
    } catch { return error.code }
  }

  /// An object, and where the named section's header and contents lie.
  private func object(_ section: String) async throws -> (
    bytes: [UInt8], header: Int, contents: Int
  ) {
    let path = try await TestBinary.c(
      kind: .object, source: GNUStripTests.busy, flags: ["-g3"]
    ).path()
    let bytes = try contents(path)
    let file = try parse(bytes)
    let index = try #require(file.sectionHeaders.firstIndex { $0.name == section })
    return (
      bytes, Int(file.header.sectionHeaderOffset) + index * 64,
      file.sectionHeaders[index].fileRange.lowerBound
    )
  }

  @Test func refusesNumbersOfNothing() async throws {
    var (bytes, _, place) = try await object(".rela.text")
    bytes.replaceSubrange(place + 12..<place + 16, with: [0xff, 0xff, 0xff, 0x7f])  // r_info
    #expect(try refusal(bytes, .debug) == .inconsistent)

    (bytes, _, place) = try await object(".symtab")
    bytes.replaceSubrange(place + 2 * 24 + 6..<place + 2 * 24 + 8, with: [0xf0, 0xfe])  // st_shndx
    #expect(try refusal(bytes, .debug) == .inconsistent)
    bytes.replaceSubrange(place + 2 * 24 + 6..<place + 2 * 24 + 8, with: [0xff, 0xff])
    #expect(try refusal(bytes, .debug) == .inconsistent)

    (bytes, _, place) = try await object(".group")
    bytes.replaceSubrange(place + 4..<place + 8, with: [0xff, 0xff, 0, 0])  // a member
    #expect(try refusal(bytes, .debug) == .inconsistent)

    var header: Int
    (bytes, header, _) = try await object(".symtab")
    bytes[header + 56] = 23  // sh_entsize
    #expect(try refusal(bytes, .debug) == .inconsistent)
    (bytes, header, _) = try await object(".rela.text")
    bytes[header + 56] = 16
    #expect(try refusal(bytes, .debug) == .inconsistent)
  }

  /// What stays must not lose what it refers to.
  @Test func refusesToTearRelocationsApart() async throws {
    var (bytes, header, _) = try await object(".rela.debug_info")
    let file = try parse(bytes)
    let text = try #require(file.sectionHeaders.firstIndex { $0.name == ".text" })
    bytes[header + 44] = UInt8(text)  // sh_info: relocations of .text by symbols of .debug_*
    #expect(try refusal(bytes, .debug) == .inconsistent)
  }

  /// A group that is loaded, as some linker scripts have it, keeps its bytes or is refused.
  @Test func leavesLoadedGroupsAlone() async throws {
    var (bytes, header, _) = try await object(".group")
    bytes[header + 8] |= 2  // SHF_ALLOC
    #expect(try refusal(bytes, .debug) != .unproven)
    let (plain, groupHeader, _) = try await grouped()
    #expect(try refusal(plain, .debug) == nil)
    var loaded = plain
    loaded[groupHeader + 8] |= 2
    #expect(try refusal(loaded, .debug) == .inconsistent)
  }

  /// A group of one section that stays and one that goes.
  private func grouped() async throws -> (bytes: [UInt8], header: Int, contents: Int) {
    let folder = try await Programs.shared.scratch("group")
    try write(
      Array(
        """
        .section .text.a,"axG",@progbits,a,comdat
        .globl a
        a: ret
        .section .debug_a,"G",@progbits,a,comdat
        .long 1

        """.utf8), to: "\(folder)/a.s")
    try await succeed("as", ["-o", "\(folder)/a.o", "\(folder)/a.s"])
    let bytes = try contents("\(folder)/a.o")
    let ours = try strip(bytes, .debug)
    #expect(try await ours == GNUStripTests.gnu(["-g"], "\(folder)/a.o"))
    try write(ours, to: "\(folder)/ours.o")
    let text = try await succeed("readelf", ["-gW", "\(folder)/ours.o"])
    #expect(text.contains("[a] contains 1 sections"))
    let file = try parse(bytes)
    let index = try #require(file.sectionHeaders.firstIndex { $0.type == .group })
    return (
      bytes, Int(file.header.sectionHeaderOffset) + index * 64,
      file.sectionHeaders[index].fileRange.lowerBound
    )
  }

  /// More sections than 16 bits number, with symbols in them: `SHT_SYMTAB_SHNDX`.
  @Test func renumbersBeyondSixteenBits() async throws {
    let folder = try await Programs.shared.scratch("many")
    try write(
      Array(
        """
        .macro part
        .section .text.s\\@,"ax",@progbits
        .globl f\\@
        f\\@: .byte 1
        g\\@: .byte 2
        .endm
        .section .debug_first,"",@progbits
        .quad 1
        .rept 65300
        part
        .endr
        .section .data
        .quad g65298
        .quad f2

        """.utf8), to: "\(folder)/many.s")
    try await succeed("as", ["-o", "\(folder)/many.o", "\(folder)/many.s"])
    let bytes = try contents("\(folder)/many.o")
    #expect(try parse(bytes).sectionHeaders.contains { $0.type == .extendedIndices })
    let ours = try strip(bytes, .unneeded)
    #expect(try await ours == GNUStripTests.gnu(["--strip-unneeded"], "\(folder)/many.o"))
  }
}
