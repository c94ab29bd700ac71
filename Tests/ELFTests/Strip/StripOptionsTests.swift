import Bytes
import ELF
import TestSupport
import Testing

/// What is asked for besides a mode.
@Suite struct StripOptionsTests {
  private func strip(_ bytes: [UInt8], _ options: StripOptions) throws -> [UInt8] {
    try parse(bytes).stripped(options, of: bytes.span.bytes).assembled(from: bytes.span.bytes)
  }

  private func refusal(_ bytes: [UInt8], _ options: StripOptions) throws -> EditRefusal.Code? {
    let file = try parse(bytes)
    do throws(EditRefusal) {
      _ = try file.stripped(options, of: bytes.span.bytes)
      return nil
    } catch { return error.code }
  }

  @Test func keepsTrailingDataWhenAsked() async throws {
    let bytes = try contents(await TestBinary.c(flags: ["-g"]).path())
    let zip = Array("PK\u{3}\u{4} and more".utf8)
    #expect(try refusal(bytes + zip, StripOptions(.all)) == .trailingData)
    let options = StripOptions(.all, keepsTrailingData: true)
    let ours = try strip(bytes + zip, options)
    #expect(try ours == strip(bytes, StripOptions(.all)) + zip)
    #expect(try strip(ours, options) == ours)
  }

  /// A module's signature is over the bytes that would change.
  @Test func removesAModuleSignatureWhenAsked() async throws {
    let object = try contents(
      await TestBinary.c(kind: .object, source: GNUStripTests.busy, flags: ["-g"]).path())
    let signature = [UInt8](repeating: 0x30, count: 300)
    // struct module_signature: no algorithm, no hash, PKCS#7, padding, and the length.
    let signed =
      object + signature + [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 44]
      + Array("~Module signature appended~\n".utf8)
    let file = try parse(signed)
    #expect(file.moduleSignature(in: signed.span.bytes) == object.count..<signed.count)
    #expect(try refusal(signed, StripOptions(.debug)) == .moduleSignature)
    #expect(
      try refusal(signed, StripOptions(.debug, keepsTrailingData: true)) == .moduleSignature)
    let options = StripOptions(.debug, dropsModuleSignature: true)
    #expect(try strip(signed, options) == strip(object, StripOptions(.debug)))
    // Removing the signature alone gives back what was signed.
    #expect(try strip(signed, StripOptions(.none, dropsModuleSignature: true)) == object)
    // A length that does not fit is no signature, but still data that would be lost.
    var damaged = signed
    damaged[signed.count - 32] = 0xff
    #expect(try parse(damaged).moduleSignature(in: damaged.span.bytes) == nil)
    #expect(try refusal(damaged, options) == .trailingData)
    // Other data before the signature is not part of it.
    let more = object + [7, 7, 7] + signed[object.count...]
    #expect(try refusal(more, options) == .trailingData)
  }

  /// The kernel's own tool appends what is recognised.
  @Test func removesSectionsByName() async throws {
    let path = try await TestBinary.c(flags: ["-g"]).path()
    let bytes = try contents(path)
    let options = StripOptions(.all, removedSections: [".comment", ".not-there"])
    let ours = try strip(bytes, options)
    let theirs = try await GNUStripTests.gnu(["-s", "-R", ".comment"], path)
    #expect(ours == theirs)
    #expect(try strip(ours, options) == ours)
    let alone = try strip(bytes, StripOptions(.none, removedSections: [".comment"]))
    #expect(try parse(alone).section(named: ".comment") == nil)
    #expect(try parse(alone).section(named: ".debug_info") != nil)
    #expect(try parse(alone).section(named: ".symtab") != nil)
    #expect(try await run("eu-elflint", ["--gnu-ld", path]).status == 0)
    let copy = "\(try await Programs.shared.scratch("remove"))/program"
    try write(alone, to: copy)
    #expect(try await run("eu-elflint", ["--gnu-ld", copy]).output == "No errors\n")
    #expect(try await run(copy).output == "2 3\n")
  }

  @Test(arguments: [".text", ".note.gnu.build-id", ".shstrtab", ".strtab", ".dynsym"])
  func refusesToRemoveWhatIsNeeded(_ name: String) async throws {
    let bytes = try contents(await TestBinary.c(flags: ["-g"]).path())
    let options = StripOptions(.none, removedSections: [name])
    #expect(try refusal(bytes, options) == .neededSection)
  }

  @Test func removesAnObjectsSectionWithItsRelocations() async throws {
    let path = try await TestBinary.c(
      kind: .object, source: GNUStripTests.busy, flags: ["-g"]
    ).path()
    let bytes = try contents(path)
    let ours = try strip(bytes, StripOptions(.none, removedSections: [".debug_aranges"]))
    let names = try parse(ours).sectionHeaders.map(\.name)
    #expect(!names.contains(".debug_aranges") && !names.contains(".rela.debug_aranges"))
    #expect(names.contains(".rela.debug_info"))
    let copy = "\(try await Programs.shared.scratch("object"))/busy.o"
    try write(ours, to: copy)
    #expect(try await run("eu-elflint", ["--gnu-ld", copy]).output == "No errors\n")
    // What stays refers to this one.
    let needed = StripOptions(.none, removedSections: [".debug_abbrev"])
    #expect(try refusal(bytes, needed) == .inconsistent)
  }

  @Test func addsALinkOnceOnly() async throws {
    let bytes = try contents(await TestBinary.c(flags: ["-g"]).path())
    let link = DebugLink(name: "program.debug", checksum: 0x0102_0304)
    let linked = try strip(bytes, StripOptions(.all, debugLink: link))
    let section = try #require(parse(linked).section(named: ".gnu_debuglink"))
    #expect(
      linked[section.fileRange].elementsEqual(Array("program.debug\0\0\0".utf8) + [4, 3, 2, 1]))
    #expect(try refusal(linked, StripOptions(.all, debugLink: link)) == .alreadySplit)
    #expect(try strip(linked, StripOptions(.all)) == linked)
    let options = StripOptions(.none, removedSections: [".gnu_debuglink"], debugLink: link)
    #expect(try strip(linked, options) == linked)
    #expect(try strip(bytes, StripOptions(.none)) == bytes)
  }

  /// In the order of bytes of the machine it is for.
  @Test(arguments: [0, 1, 2, 3]) func writesTheChecksumInTheTargetsOrder(_ index: Int) throws {
    let synthetic = SyntheticELF.all[index]
    let (bytes, _) = synthetic.build()
    let link = DebugLink(name: "abc", checksum: 0x0102_0304)
    let ours = try strip(bytes, StripOptions(.all, debugLink: link))
    let section = try #require(parse(ours).section(named: ".gnu_debuglink"))
    let sum: [UInt8] = synthetic.order == .little ? [4, 3, 2, 1] : [1, 2, 3, 4]
    #expect(ours[section.fileRange].elementsEqual(Array("abc\0".utf8) + sum))
    #expect(section.alignment == 4 && section.type == .programData && section.flags == [])
  }

  @Test func namesTheDebugFileByBuildID() async throws {
    let path = try await TestBinary.c(flags: ["-g"]).path()
    let text = try await succeed("readelf", ["-n", path])
    let match = try #require(text.firstMatch(of: /Build ID: ([0-9a-f]{2})([0-9a-f]+)/))
    let name = try parse(contents(path)).notes.debugFilePath
    #expect(name == ".build-id/\(match.1)/\(match.2).debug")
    let bare = try await TestBinary.c(flags: ["-g", "-Wl,--build-id=none"]).path()
    #expect(try parse(contents(bare)).notes.debugFilePath == nil)
  }
}
