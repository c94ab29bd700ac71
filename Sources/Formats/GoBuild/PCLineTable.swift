public import Bytes

/// The table a Go program tells functions, files and lines by: `.gopclntab`.
///
/// The runtime needs it for stack traces, so stripping leaves it. Of its contents only the names
/// of the source files are read here.
///
/// - SeeAlso: `debug/gosym/pclntab.go`, `internal/abi/symtab.go`.
public struct PCLineTable: Hashable, Sendable {
  /// The layout by its magic number, named for the Go release that began to write it.
  public enum Layout: UInt32, Hashable, Sendable, CaseIterable {
    case go1_2 = 0xffff_fffb
    case go1_16 = 0xffff_fffa
    case go1_18 = 0xffff_fff0
    case go1_20 = 0xffff_fff1
  }

  public var layout: Layout
  /// The bytes of the shortest instruction: 1, 2 or 4.
  public var instructionQuantum: UInt8
  /// The bytes of an address: 4 or 8.
  public var pointerSize: UInt8
  public var functionCount: UInt64
  public var sourceFiles: SourceFiles

  /// The names of the source files, in place.
  public struct SourceFiles: Hashable, Sendable {
    enum Storage: Hashable, Sendable {
      /// One behind the other.
      case sequence(Range<Int>)
      /// Offsets of four bytes from the start of the table.
      case offsets(Range<Int>, table: Range<Int>, ByteOrder)
    }

    /// The number of names.
    public var count: Int
    let storage: Storage
  }
}

extension PCLineTable.SourceFiles {
  /// Hands out where in the file each name stands, in the table's order, without its NUL.
  ///
  /// `file` is the whole file the table was read from. Names may share bytes, so all of them
  /// together are bounded by a small multiple of the table: beyond that it is hostile.
  public func forEach(
    in file: RawSpan, _ body: (Range<Int>) -> Void
  ) throws(MalformedInput) {
    switch storage {
    case .sequence(let range):
      var start = range.lowerBound
      for _ in 0..<count {
        let end = try Self.end(of: start, file, range.upperBound, "filetab")
        body(start..<end)
        start = end + 1
      }
    case .offsets(let offsets, let table, let order):
      var allowance = 4 * table.count + 4096
      var input = ByteReader(file.extracting(offsets), base: offsets.lowerBound)
      for _ in 0..<count {
        let place = input.position
        let offset = Int(try input.integer(UInt32.self, order, field: "filetab"))
        guard offset < table.count else {
          throw MalformedInput(.outOfBounds, at: place, field: "filetab")
        }
        let start = table.lowerBound + offset
        let limit = min(table.upperBound, start + allowance)
        let end = try Self.end(of: start, file, limit, "filetab")
        allowance -= end - start
        body(start..<end)
      }
    }
  }

  /// Where the NUL of the name at `start` stands.
  private static func end(
    of start: Int, _ file: RawSpan, _ limit: Int, _ field: String
  ) throws(MalformedInput) -> Int {
    precondition(limit <= file.byteCount, "the bytes of another file")
    var end = start
    // Safe: below `limit`, which is inside the file.
    while end < limit, unsafe file.unsafeLoad(fromByteOffset: end, as: UInt8.self) != 0 {
      end += 1
    }
    guard end < limit else { throw MalformedInput(.outOfBounds, at: start, field: field) }
    return end
  }
}
