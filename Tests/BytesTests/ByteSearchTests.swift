import Bytes
import TestSupport
import Testing

@Suite struct ByteSearchTests {
  /// The obvious way, for comparison.
  private func slowly(_ pattern: [UInt8], _ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard pattern.count <= range.count else { return nil }
    return (range.lowerBound...range.upperBound - pattern.count).first {
      bytes[$0..<$0 + pattern.count].elementsEqual(pattern)
    }
  }

  private func find(_ pattern: [UInt8], _ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    bytes.span.bytes.firstOffset(of: pattern, in: range)
  }

  @Test func findsWhatAnObviousSearchFinds() {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<400 {
      let bytes = (0..<Int.random(in: 0...90, using: &generator)).map { _ in
        UInt8.random(in: 97...99, using: &generator)
      }
      let pattern = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
        UInt8.random(in: 97...99, using: &generator)
      }
      let start = Int.random(in: 0...bytes.count, using: &generator)
      let range = start..<Int.random(in: start...bytes.count, using: &generator)
      #expect(find(pattern, bytes, range) == slowly(pattern, bytes, range))
    }
  }

  @Test func seesNothingOutsideItsRange() {
    let bytes = Array("abcabc".utf8)
    let pattern = Array("abc".utf8)
    #expect(find(pattern, bytes, 0..<6) == 0)
    #expect(find(pattern, bytes, 1..<6) == 3)
    #expect(find(pattern, bytes, 1..<5) == nil)
    #expect(find([], bytes, 2..<2) == 2)
  }
}
