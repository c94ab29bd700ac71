public import Cryptography

/// That a leaf stands in a Merkle tree, at a place.
///
/// - SeeAlso: RFC 6962, section 2.1.1; RFC 9162, section 2.1.3.2, for how it is verified.
public struct InclusionProof: Hashable, Sendable {
  /// The leaf's place, from 0.
  public var index: Int
  /// How many leaves the tree has.
  public var size: Int
  /// The nodes beside the way from the leaf to the root, the leaf's neighbour first; 32 bytes each.
  public var hashes: [[UInt8]]

  public init(index: Int, size: Int, hashes: [[UInt8]]) {
    self.index = index
    self.size = size
    self.hashes = hashes
  }

  /// The root of the tree that has `leaf` at this place; `nil` when no tree of this size has such a
  /// way to it.
  public func root(of leaf: [UInt8]) throws(CryptographyError) -> [UInt8]? {
    guard index >= 0, index < size, hashes.allSatisfy({ $0.count == 32 }) else { return nil }
    var place = index
    var last = size - 1
    var node = try MerkleTree.leaf(leaf)
    for hash in hashes {
      guard last > 0 else { return nil }
      if place & 1 == 1 || place == last {
        node = try MerkleTree.node(hash, node)
        // The last node of a level without a neighbour moves up unchanged.
        while place & 1 == 0, place != 0 {
          place >>= 1
          last >>= 1
        }
      } else {
        node = try MerkleTree.node(node, hash)
      }
      place >>= 1
      last >>= 1
    }
    return last == 0 ? node : nil
  }
}
