internal import Bytes

/// Finds armored blocks line by line.
struct ArmorScanner {
  private let text: [UInt8]
  /// Where the next line starts.
  private(set) var offset = 0
  /// Whether the block last read had its checksum.
  private(set) var hadChecksum = false

  init(_ text: [UInt8], from offset: Int = 0) {
    self.text = text
    self.offset = offset
  }

  /// The next line without its end and without blank space there; `nil` after the last.
  mutating func line() -> ArraySlice<UInt8>? {
    guard offset < text.count else { return nil }
    let rest = text[offset...]
    let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? text.count
    var line = text[offset..<end]
    offset = min(end + 1, text.count)
    while let last = line.last, [0x20, 0x09, 0x0d].contains(last) { line.removeLast() }
    return line
  }

  /// The next block, or `nil` when there is none.
  mutating func next(amongOtherText: Bool) throws(MalformedInput) -> Armor? {
    while true {
      let start = offset
      guard let line = line() else { return nil }
      if let kind = marked(line, "-----BEGIN ") { return try block(kind, at: start) }
      if !amongOtherText, !line.isEmpty {
        throw MalformedInput(.trailingData, at: start, field: "armor")
      }
    }
  }

  private func marked(_ line: ArraySlice<UInt8>, _ prefix: String) -> Armor.Kind? {
    guard line.starts(with: prefix.utf8), line.count >= prefix.utf8.count + 5,
      line.suffix(5).elementsEqual("-----".utf8)
    else { return nil }
    let name = line.dropFirst(prefix.utf8.count).dropLast(5)
    return Armor.Kind(rawValue: String(decoding: name, as: UTF8.self))
  }

  private mutating func block(_ kind: Armor.Kind, at start: Int) throws(MalformedInput) -> Armor {
    try skipHeaders()
    var encoded: [UInt8] = []
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
        break
      }
      guard checksum == nil else {
        throw MalformedInput(.trailingData, at: here, field: "armor checksum")
      }
      if line.first == UInt8(ascii: "="), line.count == 5 {
        checksum = try Radix64.decoded(Array(line.dropFirst()), at: here)
      } else {
        encoded += line
      }
    }
    hadChecksum = checksum != nil
    let contents = try Radix64.decoded(encoded, at: start)
    if let checksum, checksum != Radix64.checksum(contents) {
      throw MalformedInput(.invalidValue, at: start, field: "armor checksum")
    }
    return Armor(kind, contents)
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
