internal import Bytes

/// The lines of minisign's files: a comment, base 64, and what follows.
struct MinisignLines {
  static let untrusted = Array("untrusted comment: ".utf8)
  static let trusted = Array("trusted comment: ".utf8)

  private let lines: [ArraySlice<UInt8>]

  /// - Throws: `MalformedInput` unless there are so many lines, the first an untrusted comment.
  init(_ text: [UInt8], count: Int) throws(MalformedInput) {
    var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard let first = lines.first, first.starts(with: Self.untrusted) else {
      throw MalformedInput(.badMagic, at: 0, field: "untrusted comment")
    }
    guard lines.count == count else {
      throw MalformedInput(
        lines.count < count ? .truncated : .trailingData, at: min(text.count, first.count),
        field: "lines")
    }
    self.lines = lines.map { $0.last == 0x0d ? $0.dropLast() : $0 }
  }

  /// The bytes of a line of base 64, which must be so many.
  func bytes(_ index: Int, count: Int, field: String) throws(MalformedInput) -> [UInt8] {
    let bytes = try Base64.decoded(lines[index], at: lines[index].startIndex)
    guard bytes.count == count else {
      throw MalformedInput(.invalidValue, at: lines[index].startIndex, field: field)
    }
    return bytes
  }

  /// What follows `trusted comment: `.
  func trustedComment(_ index: Int) throws(MalformedInput) -> [UInt8] {
    guard lines[index].starts(with: Self.trusted) else {
      throw MalformedInput(.badMagic, at: lines[index].startIndex, field: "trusted comment")
    }
    return Array(lines[index].dropFirst(Self.trusted.count))
  }
}

/// Writes one of minisign's files.
func minisignFile(comment: String, _ contents: [UInt8]) -> [UInt8] {
  MinisignLines.untrusted + Array(comment.utf8) + [0x0a] + Base64.encoded(contents) + [0x0a]
}
