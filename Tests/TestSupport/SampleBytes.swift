/// A small generator with a seed, so that a failure can be run again.
public struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// Bytes that compress, but not to nothing, and differ from seed to seed.
public func sampleBytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
  var generator = SeededGenerator(seed: seed)
  let words = (0..<64).map { _ in
    (0..<61).map { _ in UInt8.random(in: 97...122, using: &generator) } + [10]
  }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(count + 4096)
  while bytes.count < count {
    for _ in 0..<16 { bytes += words[Int.random(in: 0..<64, using: &generator)] }
  }
  bytes.removeLast(bytes.count - count)
  return bytes
}
