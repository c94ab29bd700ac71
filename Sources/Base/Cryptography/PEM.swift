public import Bytes

/// Textual encodings of keys and certificates (RFC 7468).
public enum PEM {
  /// One block: what its lines call it, and the DER within.
  public struct Block: Hashable, Sendable {
    public var label: String
    public var contents: [UInt8]
  }

  /// All blocks of a text in their order; what stands around them is passed over.
  ///
  /// - Throws: `MalformedInput` for a block that does not end, or is not base 64.
  public static func blocks(in text: [UInt8]) throws(MalformedInput) -> [Block] {
    var blocks: [Block] = []
    var open: (label: String, start: Int)?
    var encoded: [UInt8] = []
    var offset = 0
    for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let start = offset
      offset += line.count + 1
      var line = line
      while let last = line.last, [0x20, 0x09, 0x0d].contains(last) { line.removeLast() }
      if let begun = open {
        if let label = marked(line, "-----END ") {
          guard label == begun.label else {
            throw MalformedInput(.invalidValue, at: start, field: "PEM label")
          }
          let contents = try Base64.decoded(encoded, at: begun.start)
          blocks.append(Block(label: label, contents: contents))
          (open, encoded) = (nil, [])
        } else {
          encoded += line
        }
      } else if let label = marked(line, "-----BEGIN ") {
        open = (label, start)
      }
    }
    if let open { throw MalformedInput(.truncated, at: open.start, field: "PEM") }
    return blocks
  }

  /// The text of one block, in lines of 64 characters.
  public static func encoded(_ label: String, _ contents: [UInt8]) -> [UInt8] {
    Array("-----BEGIN \(label)-----\n".utf8) + Base64.lines(of: contents, width: 64)
      + Array("-----END \(label)-----\n".utf8)
  }

  private static func marked(_ line: ArraySlice<UInt8>, _ prefix: String) -> String? {
    guard line.starts(with: prefix.utf8), line.count > prefix.utf8.count + 5,
      line.suffix(5).elementsEqual("-----".utf8)
    else { return nil }
    return String(decoding: line.dropFirst(prefix.utf8.count).dropLast(5), as: UTF8.self)
  }
}
