/// A pattern of bytes, `?` for any one and `*` for any number of them.
public struct Wildcard: Hashable, Sendable {
  public let text: String
  private let pattern: [UInt8]

  public init(_ text: String) {
    self.text = text
    pattern = Array(text.utf8)
  }

  /// Whether the whole of `candidate` is as the pattern says.
  ///
  /// Goes back to the last star only, so it takes at most the product of the two lengths.
  public func matches(_ candidate: String) -> Bool {
    let bytes = Array(candidate.utf8)
    var p = 0
    var b = 0
    var star: (pattern: Int, byte: Int)?
    while b < bytes.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        star = (p, b)
        p += 1
      } else if p < pattern.count, pattern[p] == bytes[b] || pattern[p] == UInt8(ascii: "?") {
        p += 1
        b += 1
      } else if let last = star {
        star = (last.pattern, last.byte + 1)
        p = last.pattern + 1
        b = last.byte + 1
      } else {
        return false
      }
    }
    while p < pattern.count, pattern[p] == UInt8(ascii: "*") { p += 1 }
    return p == pattern.count
  }
}
