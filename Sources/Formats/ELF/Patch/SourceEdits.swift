/// New bytes for places of a file, to be laid over it when its ranges are written out.
struct SourceEdits {
  /// In ascending order, apart from each other.
  private(set) var all: [(offset: Int, bytes: [UInt8])] = []

  var isEmpty: Bool { all.isEmpty }

  /// Adds bytes at `offset`; refuses bytes that another edit has changed already.
  mutating func add(_ bytes: [UInt8], at offset: Int) throws(EditRefusal) {
    guard !bytes.isEmpty else { return }
    let index = all.firstIndex { $0.offset >= offset } ?? all.count
    let isAfter = index == 0 || all[index - 1].offset + all[index - 1].bytes.count <= offset
    let isBefore = index == all.count || offset + bytes.count <= all[index].offset
    guard isAfter, isBefore else {
      throw EditRefusal(.inconsistent, "its headers and sections overlap")
    }
    all.insert((offset, bytes), at: index)
  }

  /// A range of the file with the edits laid over it; edits that reach out of it are clipped.
  func pieces(in range: Range<Int>) -> [EditedImage.Piece] {
    var result: [EditedImage.Piece] = []
    var offset = range.lowerBound
    for edit in all where edit.offset + edit.bytes.count > offset {
      guard edit.offset < range.upperBound else { break }
      let start = max(edit.offset, offset)
      let end = min(edit.offset + edit.bytes.count, range.upperBound)
      result.append(.input(offset..<start))
      result.append(.bytes([UInt8](edit.bytes[start - edit.offset..<end - edit.offset])))
      offset = end
    }
    if offset < range.upperBound { result.append(.input(offset..<range.upperBound)) }
    return result
  }
}
