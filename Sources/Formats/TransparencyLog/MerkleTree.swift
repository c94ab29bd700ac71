public import Cryptography

/// A Merkle tree over the lines of a log, grown at its end.
///
/// Holds one hash for each level, whatever the number of leaves.
///
/// - SeeAlso: RFC 6962, section 2.1.
public struct MerkleTree: Sendable {
  /// How many leaves it has.
  public private(set) var size = 0
  /// The roots of the full subtrees that make it up, the largest first, with their sizes.
  private var subtrees: [(size: Int, hash: [UInt8])] = []

  public init() {}

  /// Adds a leaf, which is `bytes`.
  ///
  /// - Throws: `CryptographyError` when there is no SHA-256; the tree is then as it was.
  public mutating func append(_ bytes: [UInt8]) throws(CryptographyError) {
    var added = (size: 1, hash: try Self.leaf(bytes))
    var kept = subtrees
    while let last = kept.last, last.size == added.size {
      added = (2 * added.size, try Self.node(last.hash, added.hash))
      kept.removeLast()
    }
    subtrees = kept + [added]
    size += 1
  }

  /// The hash of the whole tree, 32 bytes; of an empty one that of nothing.
  public func root() throws(CryptographyError) -> [UInt8] {
    guard var root = subtrees.last?.hash else { return try digest(.sha256, of: []) }
    for subtree in subtrees.dropLast().reversed() { root = try Self.node(subtree.hash, root) }
    return root
  }

  /// The hash of a leaf.
  static func leaf(_ bytes: [UInt8]) throws(CryptographyError) -> [UInt8] {
    try digest(.sha256, of: [0] + bytes)
  }

  /// The hash of two subtrees.
  static func node(_ left: [UInt8], _ right: [UInt8]) throws(CryptographyError) -> [UInt8] {
    try digest(.sha256, of: [1] + left + right)
  }
}
