import Bytes
import Testing

@testable import Stages

struct ContentTests {
  private func read(_ content: Content, at offset: Int, count: Int) throws -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { buffer.deallocate() }
    try content.read(into: buffer, at: offset)
    return [UInt8](buffer)
  }

  /// Every range of a content of several pieces is the same range of the whole.
  @Test func everyRange() throws {
    let source = ArraySource(Array(0..<50))
    let content = Content([
      .bytes([]), .source(source, 10..<17), .bytes([200, 201, 202]), .source(source, 3..<3),
      .source(source, 0..<1), .bytes([203]), .source(source, 40..<50), .bytes([]),
    ])
    let whole: [UInt8] =
      Array(10..<17) + [200, 201, 202] + [0] + [203] + Array(40..<50)
    #expect(content.size == whole.count)
    for start in 0...whole.count {
      for end in start...whole.count {
        #expect(try read(content, at: start, count: end - start) == Array(whole[start..<end]))
      }
    }
  }

  @Test func emptyContents() throws {
    for content in [Content([Content.Segment]()), Content([UInt8]()), Content([.bytes([])])] {
      #expect(content.size == 0)
      #expect(try read(content, at: 0, count: 0) == [])
    }
  }

  @Test func readingPastTheEndIsABug() async {
    await #expect(processExitsWith: .failure) {
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 1)
      try Content([.bytes([1, 2]), .bytes([3])]).read(into: buffer, at: 0)
    }
  }

  @Test func aBrokenSourceIsTold() {
    let content = Content([.bytes([1]), .source(BrokenSource(count: 10, breaksAt: 5), 0..<10)])
    #expect(throws: SourceFailure(name: "input", reason: "broken")) {
      try read(content, at: 0, count: 11)
    }
  }
}
