internal import Bytes

/// A stripped or patched file, told as parts of the input and the few bytes that are new.
///
/// A package writer walks the pieces and hands ranges of the mapped input to the compressor;
/// nothing is copied and no temporary file is needed.
public struct EditedImage: Hashable, Sendable {
  /// A run of bytes of the output.
  public enum Piece: Hashable, Sendable {
    /// These bytes of the input.
    case input(Range<Int>)
    /// New bytes.
    case bytes([UInt8])

    /// The number of bytes.
    public var count: Int {
      switch self {
      case .input(let range): range.count
      case .bytes(let bytes): bytes.count
      }
    }
  }

  /// In output order, none of them empty.
  public let pieces: [Piece]
  /// The bytes of the output.
  public let size: Int
  /// Whether the output differs from the input.
  public let changed: Bool
  /// The names of the sections left out, in table order.
  public let removedSections: [String]
  /// The offset each piece has in the output.
  let starts: [Int]

  init(_ pieces: [Piece], changed: Bool, removedSections: [String] = []) {
    var joined: [Piece] = []
    for piece in pieces where piece.count > 0 {
      if case .input(let range) = piece, case .input(let last)? = joined.last,
        last.upperBound == range.lowerBound
      {
        joined[joined.count - 1] = .input(last.lowerBound..<range.upperBound)
      } else {
        joined.append(piece)
      }
    }
    var starts: [Int] = []
    var end = 0
    for piece in joined {
      starts.append(end)
      end += piece.count
    }
    self.pieces = joined
    self.starts = starts
    self.size = end
    self.changed = changed
    self.removedSections = removedSections
  }

  /// Hands out the output's bytes in order, borrowed from `input` or from this value.
  ///
  /// `input` is the whole file the image was made from.
  public func forEachPiece<E: Error>(
    of input: RawSpan, _ body: (RawSpan) throws(E) -> Void
  ) throws(E) {
    for piece in pieces {
      switch piece {
      case .input(let range): try body(input.extracting(range))
      case .bytes(let bytes): unsafe try body(bytes.span.bytes)
      }
    }
  }

  /// The whole output in memory.
  public func assembled(from input: RawSpan) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(size)
    forEachPiece(of: input) { part in
      unsafe part.withUnsafeBytes { unsafe output.append(contentsOf: $0) }
    }
    return output
  }

  /// The index of the piece that holds `offset`, by bisection.
  func firstPiece(at offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }
}
