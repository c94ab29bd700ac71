public import Bytes

/// The head of a log's Merkle tree at some size.
///
/// - SeeAlso: C2SP tlog-checkpoint, version 1.0.0.
public struct Checkpoint: Hashable, Sendable {
  /// Which log it is of.
  public var origin: String
  /// How many lines the tree has.
  public var size: Int
  /// The tree's hash, 32 bytes.
  public var root: [UInt8]

  /// - Precondition: the origin is one line and not empty, the size not negative, the root 32 bytes.
  public init(origin: String, size: Int, root: [UInt8]) {
    precondition(!origin.isEmpty && !origin.utf8.contains(0x0a), "an origin is a line")
    precondition(size >= 0 && root.count == 32, "a tree has a size and a SHA-256")
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// Reads a note's text: origin, size, root, and lines of extensions, which are passed over.
  public init(parsing text: String) throws(MalformedInput) {
    let lines = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false)
    guard lines.count >= 4, lines.last?.isEmpty == true, !lines[0].isEmpty,
      lines[3..<(lines.endIndex - 1)].allSatisfy({ !$0.isEmpty })
    else { throw MalformedInput(.truncated, at: 0, field: "checkpoint") }
    origin = String(decoding: lines[0], as: UTF8.self)
    // Decimal without leading zeros: one size has one spelling.
    let digits = lines[1]
    guard (1...18).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
      digits.first != 0x30 || digits.count == 1
    else { throw MalformedInput(.invalidValue, at: lines[0].count + 1, field: "tree size") }
    size = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    let start = lines[0].count + digits.count + 2
    do throws(MalformedInput) { root = try Base64.decoded(lines[2]) } catch {
      throw MalformedInput(error.code, at: start, field: "root hash")
    }
    guard root.count == 32 else {
      throw MalformedInput(.invalidValue, at: start, field: "root hash")
    }
  }

  /// The text of a note.
  public var text: String {
    "\(origin)\n\(size)\n\(String(decoding: Base64.encoded(root), as: UTF8.self))\n"
  }
}
