import Bytes
import ELF
import Testing

@Suite struct ReadOnlyDataTests {
  /// Thousands of sections that all claim the whole file are searched as one.
  @Test func bytesClaimedOftenAreReadOnce() throws {
    var synthetic = SyntheticELF(wide: true, order: .little)
    synthetic.fillers = 20_000
    var (bytes, places) = synthetic.build()
    let own = SyntheticELF.sectionNames.count
    let name = try #require(bytes.firstRange(of: Array("\0.interp\0".utf8)))
    bytes.replaceSubrange(name, with: Array("\0.rodata\0".utf8))
    for index in 0..<synthetic.fillers {
      let size = places.sections + (own + index) * synthetic.sectionSize + 32
      for byte in 0..<8 {
        bytes[size + byte] = UInt8(truncatingIfNeeded: bytes.count >> (8 * byte))
      }
    }
    let file = try parse(bytes)
    #expect(file.sectionHeaders.count { $0.name == ".rodata" } == synthetic.fillers + 1)
    for (text, isThere) in [("GLIBC_2.34", true), ("GLIBC_2.35", false)] {
      let found = file.hasConstant(text, in: bytes.span.bytes)
      #expect(found == isThere)
    }
  }
}
