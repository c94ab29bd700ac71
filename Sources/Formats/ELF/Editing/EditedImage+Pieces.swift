internal import Bytes

extension EditedImage {
  /// The parts that make up a range of the output.
  func pieces(in range: Range<Int>) -> [Piece] {
    var result: [Piece] = []
    var index = firstPiece(at: range.lowerBound)
    while index < pieces.count, starts[index] < range.upperBound {
      let start = starts[index]
      let from = max(range.lowerBound, start) - start
      let to = min(range.upperBound, start + pieces[index].count) - start
      switch pieces[index] {
      case .input(let source):
        result.append(.input(source.lowerBound + from..<source.lowerBound + to))
      case .bytes(let bytes): result.append(.bytes([UInt8](bytes[from..<to])))
      }
      index += 1
    }
    return result
  }

  /// Copies a part of the output.
  func bytes(in range: Range<Int>, from input: RawSpan) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(range.count)
    for piece in pieces(in: range) {
      switch piece {
      case .input(let source):
        unsafe input.extracting(source).withUnsafeBytes { unsafe output.append(contentsOf: $0) }
      case .bytes(let bytes): output += bytes
      }
    }
    return output
  }

  /// Copies a part of the output, its pieces of the input by `fetch`.
  func bytes(in range: Range<Int>, _ fetch: ELFFile.Fetch) -> [UInt8] {
    let parts = pieces(in: range)
    if parts.count == 1 { return parts[0].bytes(fetch) }
    return parts.flatMap { $0.bytes(fetch) }
  }

  /// Whether a range of the output is a range of the input, byte for byte.
  func isEqual(
    _ range: Range<Int>, toInput source: Range<Int>, _ fetch: ELFFile.Fetch
  ) -> Bool {
    guard range.count == source.count else { return false }
    var offset = source.lowerBound
    for piece in pieces(in: range) {
      let expected = offset..<offset + piece.count
      offset = expected.upperBound
      switch piece {
      case .input(let range) where range == expected: continue
      case .input(let range): if fetch(range) != fetch(expected) { return false }
      case .bytes(let bytes): if bytes != fetch(expected) { return false }
      }
    }
    return offset == source.upperBound
  }
}
