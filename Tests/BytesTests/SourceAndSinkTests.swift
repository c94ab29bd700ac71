import Bytes
import Testing

private struct Refusal: Error, Equatable {}

/// A source that breaks at one offset.
private struct BrokenSource: ByteSource {
  var count: Int
  var breaksAt: Int

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SourceFailure) {
    if offset + buffer.count > breaksAt { throw SourceFailure(name: "disk", reason: "broken") }
    for index in 0..<buffer.count { buffer[index] = UInt8(truncatingIfNeeded: offset + index) }
  }
}

private final class FullSink: ByteSink {
  var count = 0
  var room: Int

  init(room: Int) { self.room = room }

  func append(_ bytes: UnsafeRawBufferPointer) throws(SinkFailure) {
    guard count + bytes.count <= room else { throw SinkFailure(name: "disk", reason: "full") }
    count += bytes.count
  }

  func reserve(_ length: Int) throws(SinkFailure) { count += length }

  func overwrite(_ bytes: [UInt8], at offset: Int) throws(SinkFailure) {}
}

struct ByteSourceTests {
  private let source = ArraySource([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])

  @Test func rangesInside() throws {
    #expect(source.count == 10)
    #expect(try source.bytes(in: 0..<10) == source.storage)
    #expect(try source.bytes(in: 3..<5) == [3, 4])
    #expect(try source.bytes(in: 10..<10) == [])
  }

  @Test(arguments: [-1..<3, 9..<11, 11..<12, 0..<Int.max, Int.min..<0])
  func rangesOutside(range: Range<Int>) {
    #expect(throws: SourceFailure.self) { try source.bytes(in: range) }
  }

  @Test(arguments: [-1, 9, 10, Int.max, Int.min]) func readsOutside(offset: Int) {
    #expect(throws: SourceFailure.self) {
      try withUnsafeTemporaryAllocation(byteCount: 2, alignment: 1) { buffer in
        try source.read(into: buffer, at: offset)
      }
    }
  }

  @Test(arguments: [-5, 0, 1, 3, 5, 10, 11, 1 << 20]) func windowsJoinToTheRange(window: Int) throws
  {
    var joined: [UInt8] = []
    var sizes: [Int] = []
    try source.forEachWindow(in: 2..<9, of: window) { bytes throws(Refusal) in
      joined += bytes
      sizes.append(bytes.count)
    }
    #expect(joined == [2, 3, 4, 5, 6, 7, 8])
    #expect(sizes.allSatisfy { $0 > 0 && $0 <= max(1, window) })
  }

  @Test func anEmptyRangeHasNoWindow() throws {
    var calls = 0
    try source.forEachWindow(in: 4..<4) { _ throws(Refusal) in calls += 1 }
    #expect(calls == 0)
  }

  @Test func whoFailedIsTold() {
    func outcome(_ source: some ByteSource, refuse: Bool) -> String {
      do throws(WindowFailure<Refusal>) {
        try source.forEachWindow(in: 0..<10, of: 4) { _ throws(Refusal) in
          if refuse { throw Refusal() }
        }
        return "done"
      } catch {
        switch error {
        case .source(let failure): return "\(failure.name) \(failure.reason)"
        case .body: return "body"
        }
      }
    }
    #expect(outcome(source, refuse: false) == "done")
    #expect(outcome(source, refuse: true) == "body")
    #expect(outcome(BrokenSource(count: 10, breaksAt: 5), refuse: false) == "disk broken")
    // A range past the end is the source's to refuse.
    #expect(outcome(ArraySource([1, 2]), refuse: false) == "input unexpected end of file")
  }
}

struct ByteSinkTests {
  @Test func appendReserveOverwrite() throws {
    let sink = ArraySink()
    try sink.reserve(3)
    try sink.append([1, 2])
    try sink.append([UInt8]())
    try sink.append(1..<3, of: ArraySource([7, 8, 9]))
    #expect(sink.bytes == [0, 0, 0, 1, 2, 8, 9])
    try sink.overwrite([4, 5, 6], at: 0)
    try sink.overwrite([3], at: 6)
    try sink.overwrite([], at: 7)
    #expect(sink.bytes == [4, 5, 6, 1, 2, 8, 3])
    #expect(sink.count == 7)
  }

  @Test func overwritingPastTheEndIsABug() async {
    await #expect(processExitsWith: .failure) {
      let sink = ArraySink()
      try sink.append([1, 2, 3])
      try sink.overwrite([1, 2], at: 2)
    }
  }

  @Test func bothSidesOfACopyMayFail() throws {
    let broken = BrokenSource(count: 3 << 20, breaksAt: 2 << 20)
    let sink = ArraySink()
    #expect(throws: SourceFailure(name: "disk", reason: "broken")) {
      try sink.append(0..<broken.count, of: broken)
    }
    #expect(throws: SinkFailure(name: "disk", reason: "full")) {
      try FullSink(room: 1).append(0..<3, of: ArraySource([1, 2, 3]))
    }
    #expect(throws: SinkFailure(name: "disk", reason: "full")) {
      try FullSink(room: 1).append([1, 2, 3])
    }
  }
}
