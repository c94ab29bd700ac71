internal import Bytes

/// Finds armored blocks line by line, in an array or in memory that holds a secret.
struct ArmorScanner<Text: RandomAccessCollection> where Text.Element == UInt8, Text.Index == Int {
  /// Where a block lies, and what stands in its lines.
  struct Block {
    var kind: Armor.Kind
    /// Where it starts.
    var start: Int
    /// The lines between headers and checksum.
    fileprivate var lines: Range<Int>
    fileprivate var checksum: [UInt8]?

    /// No contents are longer, in bytes.
    var mostBytes: Int { Base64Decoder.mostBytes(lines.count) }
    var hasChecksum: Bool { checksum != nil }
  }

  private let text: Text
  /// Where the next line starts.
  private(set) var offset = 0

  init(_ text: Text) { self.text = text }

  /// The next line without its end and without blank space there; `nil` after the last.
  mutating func line() -> Text.SubSequence? {
    guard offset < text.endIndex else { return nil }
    let rest = text[offset...]
    let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? text.endIndex
    var line = text[offset..<end]
    offset = min(end + 1, text.endIndex)
    while let last = line.last, last == 0x20 || last == 0x09 || last == 0x0d { line.removeLast() }
    return line
  }

  /// The next block, or `nil` when there is none.
  mutating func next(amongOtherText: Bool) throws(MalformedInput) -> Block? {
    while true {
      let start = offset
      guard let line = line() else { return nil }
      if let kind = marked(line, "-----BEGIN ") { return try block(kind, at: start) }
      if !amongOtherText, !line.isEmpty {
        throw MalformedInput(.trailingData, at: start, field: "armor")
      }
    }
  }

  private func marked(_ line: Text.SubSequence, _ prefix: String) -> Armor.Kind? {
    guard line.starts(with: prefix.utf8), line.count >= prefix.utf8.count + 5,
      line.suffix(5).elementsEqual("-----".utf8)
    else { return nil }
    let name = line.dropFirst(prefix.utf8.count).dropLast(5)
    return Armor.Kind(rawValue: String(decoding: name, as: UTF8.self))
  }

  private mutating func block(_ kind: Armor.Kind, at start: Int) throws(MalformedInput) -> Block {
    try skipHeaders()
    let first = offset
    var end: Int?
    var checksum: [UInt8]?
    while true {
      let here = offset
      guard let line = line() else {
        throw MalformedInput(.truncated, at: here, field: "armor")
      }
      if line.starts(with: "-----".utf8) {
        guard marked(line, "-----END ") == kind else {
          throw MalformedInput(.invalidValue, at: here, field: "armor tail")
        }
        return Block(kind: kind, start: start, lines: first..<(end ?? here), checksum: checksum)
      }
      guard checksum == nil else {
        throw MalformedInput(.trailingData, at: here, field: "armor checksum")
      }
      if line.first == UInt8(ascii: "="), line.count == 5 {
        checksum = try Radix64.decoded(Array(line.dropFirst()), at: here)
        end = here
      }
    }
  }

  /// Appends what a block holds.
  ///
  /// - Throws: `MalformedInput` for characters that are not base 64's, and a wrong checksum.
  /// - Precondition: `output` has room for the block's ``Block/mostBytes``.
  func decode(_ block: Block, into output: inout OutputSpan<UInt8>) throws(MalformedInput) {
    var lines = ArmorScanner<Text.SubSequence>(text[block.lines])
    lines.offset = block.lines.lowerBound
    let first = output.count
    var decoder = Base64Decoder(at: block.start)
    while let line = lines.line() { try decoder.decode(line, into: &output) }
    try decoder.finish()
    if let checksum = block.checksum, checksum != Radix64.checksum(output.span.extracting(first...))
    {
      throw MalformedInput(.invalidValue, at: block.start, field: "armor checksum")
    }
  }

  /// Passes over `Name: value` lines and the blank line that must end them.
  private mutating func skipHeaders() throws(MalformedInput) {
    while true {
      let here = offset
      guard let line = line() else {
        throw MalformedInput(.truncated, at: here, field: "armor header")
      }
      if line.isEmpty { return }
      guard line.contains(UInt8(ascii: ":")), !line.starts(with: "-".utf8) else {
        throw MalformedInput(.invalidValue, at: here, field: "armor header")
      }
    }
  }
}
