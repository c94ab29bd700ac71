import Bytes
import Cryptography
import Testing
import TransparencyLog

struct InclusionProofTests {
  /// Every place in every tree of up to 20 leaves, by the definition of the way.
  @Test func theWayLeadsToTheRoot() throws {
    for size in 1...20 {
      let leaves = (0..<size).map { [UInt8($0)] }
      var tree = MerkleTree()
      for leaf in leaves { try tree.append(leaf) }
      let root = try tree.root()
      for index in 0..<size {
        let hashes = try way(to: index, in: leaves[...])
        let proof = InclusionProof(index: index, size: size, hashes: hashes)
        #expect(try proof.root(of: leaves[index]) == root)
        try expectNothingElse(leadsTo: root, proof, of: leaves[index])
      }
    }
  }

  /// Another leaf, place or way does not lead there.
  private func expectNothingElse(
    leadsTo root: [UInt8], _ proof: InclusionProof, of leaf: [UInt8]
  ) throws {
    #expect(try proof.root(of: leaf + [0]) != root)
    for index in -1...proof.size where index != proof.index {
      let other = InclusionProof(index: index, size: proof.size, hashes: proof.hashes)
      #expect(try other.root(of: leaf) != root, "\(index) for \(proof.index) of \(proof.size)")
    }
    let surplus = [UInt8](repeating: 0, count: 32)
    var others = [proof.hashes + [surplus], [surplus] + proof.hashes]
    if !proof.hashes.isEmpty {
      others += [proof.hashes.dropLast(), Array(proof.hashes.dropFirst())]
    }
    for hashes in others {
      let other = InclusionProof(index: proof.index, size: proof.size, hashes: hashes)
      #expect(try other.root(of: leaf) == nil)
    }
    for place in proof.hashes.indices {
      var hashes = proof.hashes
      hashes[place][31] ^= 1
      let other = InclusionProof(index: proof.index, size: proof.size, hashes: hashes)
      #expect(try other.root(of: leaf) != root)
    }
  }

  @Test func hashesOfAnotherLengthLeadNowhere() throws {
    for count in [0, 31, 33] {
      let hash = [UInt8](repeating: 0, count: count)
      #expect(try InclusionProof(index: 0, size: 2, hashes: [hash]).root(of: [1]) == nil)
    }
    #expect(try InclusionProof(index: 0, size: 0, hashes: []).root(of: [1]) == nil)
    #expect(try InclusionProof(index: .max - 1, size: .max, hashes: []).root(of: [1]) == nil)
  }

  /// `PATH` of RFC 6962, section 2.1.1.
  private func way(to index: Int, in leaves: ArraySlice<[UInt8]>) throws -> [[UInt8]] {
    guard leaves.count > 1 else { return [] }
    var half = 1
    while half * 2 < leaves.count { half *= 2 }
    let (left, right) = (leaves.prefix(half), leaves.dropFirst(half))
    return index < half
      ? try way(to: index, in: left) + [root(of: right)]
      : try way(to: index - half, in: right) + [root(of: left)]
  }

  private func root(of leaves: ArraySlice<[UInt8]>) throws -> [UInt8] {
    var tree = MerkleTree()
    for leaf in leaves { try tree.append(leaf) }
    return try tree.root()
  }
}
