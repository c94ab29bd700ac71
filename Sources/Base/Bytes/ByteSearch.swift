extension RawSpan {
  /// The offset of the first occurrence of `pattern` inside `range`; `nil` when there is none.
  ///
  /// Looks at every `pattern.count`-th byte where nothing matches, so long patterns are found
  /// at the speed of memory; the worst case is the product of both lengths.
  ///
  /// - Precondition: `range` lies inside the span.
  /// - SeeAlso: R. N. Horspool, "Practical fast searching in strings", 1980.
  public func firstOffset(of pattern: [UInt8], in range: Range<Int>) -> Int? {
    precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "a range outside the span")
    guard let last = pattern.last else { return range.lowerBound }
    guard pattern.count <= range.count else { return nil }
    var skips = [Int](repeating: pattern.count, count: 256)
    for (index, byte) in pattern.dropLast().enumerated() {
      skips[Int(byte)] = pattern.count - 1 - index
    }
    return unsafe withUnsafeBytes { buffer in
      var end = range.lowerBound + pattern.count - 1
      while end < range.upperBound {
        // Safe: `end` is inside the range, which is inside the span.
        let byte = unsafe buffer[end]
        if byte == last {
          let start = end - pattern.count + 1
          if unsafe buffer[start...end].elementsEqual(pattern) { return start }
        }
        end += skips[Int(byte)]
      }
      return nil
    }
  }
}
