internal import Bytes
internal import Cryptography

/// The comments that begin lines of minisign's files.
enum MinisignComment {
  static let untrusted: StaticString = "untrusted comment: "
  static let trusted: StaticString = "trusted comment: "

  static func bytes(_ comment: StaticString) -> [UInt8] { Array("\(comment)".utf8) }
}

/// The lines of minisign's files: a comment, base 64, and what follows; in an array, or in memory
/// that holds a secret.
struct MinisignLines<Text: RandomAccessCollection>
where Text.Element == UInt8, Text.Index == Int {
  private let lines: [Text.SubSequence]

  /// - Throws: `MalformedInput` unless there are so many lines, the first an untrusted comment.
  init(_ text: Text, count: Int) throws(MalformedInput) {
    var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard let first = lines.first,
      first.starts(with: MinisignComment.bytes(MinisignComment.untrusted))
    else {
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
    try [UInt8](capacity: Base64Decoder.mostBytes(lines[index].count)) {
      (output: inout OutputSpan<UInt8>) throws(MalformedInput) in
      try decode(index, count: count, field: field, into: &output)
    }
  }

  /// The same as a secret.
  func secret(_ index: Int, count: Int, field: String) throws(MalformedInput) -> SecretBytes {
    try SecretBytes(upTo: Base64Decoder.mostBytes(lines[index].count)) {
      (output: inout OutputSpan<UInt8>) throws(MalformedInput) in
      try decode(index, count: count, field: field, into: &output)
    }
  }

  private func decode(
    _ index: Int, count: Int, field: String, into output: inout OutputSpan<UInt8>
  ) throws(MalformedInput) {
    let start = lines[index].startIndex
    var decoder = Base64Decoder(at: start)
    try decoder.decode(lines[index], into: &output)
    try decoder.finish()
    guard output.count == count else {
      throw MalformedInput(.invalidValue, at: start, field: field)
    }
  }

  /// What follows `trusted comment: `.
  func trustedComment(_ index: Int) throws(MalformedInput) -> [UInt8] {
    let trusted = MinisignComment.bytes(MinisignComment.trusted)
    guard lines[index].starts(with: trusted) else {
      throw MalformedInput(.badMagic, at: lines[index].startIndex, field: "trusted comment")
    }
    return Array(lines[index].dropFirst(trusted.count))
  }
}

/// Writes one of minisign's files.
func minisignFile(comment: String, _ contents: [UInt8]) -> [UInt8] {
  MinisignComment.bytes(MinisignComment.untrusted) + Array(comment.utf8) + [0x0a]
    + Base64.encoded(contents) + [0x0a]
}
