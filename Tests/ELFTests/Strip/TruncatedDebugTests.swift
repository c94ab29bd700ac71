import ELF
import Testing

@Suite struct TruncatedDebugTests {
  /// A debugging section that reaches past the end of the file is not looked into.
  @Test func compressesNothingThatIsNotThere() throws {
    var (bytes, places) = SyntheticELF.all[0].build()
    let section = places.sections + 6 * 64  // .debug_info
    bytes[section + 8 + 1] = 8  // sh_flags: SHF_COMPRESSED
    bytes[section + 32 + 3] = 1  // sh_size
    let file = try parse(bytes)
    #expect(file.isTruncated)
    #expect(file.compressibleSections.isEmpty)
    let header = try file.compressionHeader(of: file.sectionHeaders[6], in: bytes.span.bytes)
    #expect(header == nil)
  }
}
