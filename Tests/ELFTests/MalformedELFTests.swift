import Bytes
import ELF
import TestSupport
import Testing

@Suite struct MalformedELFTests {
  /// Parses, and if that yields a value asks everything of it that could trap.
  private func exercise(_ bytes: [UInt8]) {
    guard let file = try? parse(bytes) else { return }
    _ = (file.linkKind, file.stripState, file.cLibrary, file.describedSize, file.requiredGLibC)
    exerciseStrip(file, bytes)
  }

  @Test(arguments: [0, 1, 2, 3]) func survivesTruncationAtEveryByte(_ index: Int) throws {
    let (bytes, places) = SyntheticELF.all[index].build()
    for count in 0..<bytes.count {
      let part = Array(bytes[..<count])
      // The section headers stand last, so nothing shorter is whole.
      #expect(throws: MalformedInput.self) { try parse(part) }
    }
    // Without section headers to miss, the headers still describe what is gone.
    var headless = bytes
    let wide = SyntheticELF.all[index].wide
    for offset in (wide ? 40..<48 : 32..<36) { headless[offset] = 0 }
    for offset in (wide ? 60..<62 : 48..<50) { headless[offset] = 0 }
    let start = places.segments + 4 * (wide ? 56 : 32)
    for count in start..<places.loadEnd {
      let file = try parse(Array(headless[..<count]))
      #expect(file.isTruncated)
      #expect(file.describedSize == places.loadEnd)
      exercise(Array(headless[..<count]))
    }
    #expect(try !parse(Array(headless[..<places.loadEnd])).isTruncated)
  }

  @Test(arguments: [0, 1, 2, 3]) func survivesEveryByteChanged(_ index: Int) {
    let (bytes, _) = SyntheticELF.all[index].build()
    forEveryByteChanged(bytes) { exercise($0) }
  }

  /// Zero, the largest value and the one below, for fields of every width.
  @Test(arguments: [0, 3]) func survivesEveryFieldAtItsLimits(_ index: Int) {
    let synthetic = SyntheticELF.all[index]
    let (bytes, _) = synthetic.build()
    forEveryFieldAtItsLimits(of: bytes, widths: [2, 4, 8], order: synthetic.order) { damaged, _ in
      exercise(damaged)
    }
  }

  @Test func survivesRandomDamage() {
    var generator = Generator(state: 0x5eed)
    for synthetic in SyntheticELF.all {
      let (bytes, _) = synthetic.build()
      for _ in 0..<200 {
        var changed = bytes
        for _ in 0..<Int.random(in: 1...12, using: &generator) {
          let offset = Int.random(in: 0..<bytes.count, using: &generator)
          changed[offset] = UInt8.random(in: 0...255, using: &generator)
        }
        exercise(changed)
      }
    }
  }

  /// The same sequence on every machine.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  @Test(arguments: DamagedELF.all) func namesTheFieldThatIsWrong(_ damage: DamagedELF) {
    do throws(MalformedInput) {
      _ = try parse(damage.file)
      Issue.record("a damaged file was read")
    } catch {
      #expect(error == MalformedInput(damage.code, at: damage.offset))
      #expect(error.field == damage.field)
    }
  }

  @Test func acceptsExtendedNumbering() throws {
    var (bytes, places) = SyntheticELF.all[0].build()
    bytes[60] = 0  // e_shnum
    bytes[62] = 0xff  // e_shstrndx
    bytes[63] = 0xff
    bytes[places.sections + 32] = 11  // sh_size
    bytes[places.sections + 40] = 10  // sh_link
    #expect(try parse(bytes).sectionHeaders.map(\.name) == SyntheticELF.sectionNames)
    bytes[places.sections + 40] = 11
    #expect(throws: MalformedInput(.invalidValue, at: 62)) { try parse(bytes) }
  }

  /// A chain of versions that bites its own tail ends with an error, not never.
  @Test func boundsVersionChains() throws {
    var (bytes, places) = SyntheticELF.all[0].build()
    for offset in 2..<4 { bytes[places.needs + offset] = 0xff }  // vn_cnt
    // 2^32 - 16 leads far away, through a sum that must not wrap a 64-bit address.
    bytes.replaceSubrange(places.needs + 28..<places.needs + 32, with: [0xf0, 0xff, 0xff, 0xff])
    #expect(throws: MalformedInput.self) { try parse(bytes) }
  }
}
