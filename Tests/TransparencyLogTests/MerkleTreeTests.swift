import Bytes
import Cryptography
import Testing
import TransparencyLog

/// Trees of known hashes.
struct MerkleTreeTests {
  /// The leaves and roots of the tests that every implementation of RFC 6962 shares:
  /// `certificate-transparency/python/ct/crypto/merkle_test.py`.
  private static let leaves = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
  ]
  private static let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  @Test func knownRoots() throws {
    var tree = MerkleTree()
    #expect(hexadecimal(try tree.root()) == Self.roots[0])
    for (index, leaf) in Self.leaves.enumerated() {
      try tree.append(try #require(bytes(hexadecimal: leaf)))
      #expect(tree.size == index + 1)
      #expect(hexadecimal(try tree.root()) == Self.roots[index + 1], "size \(index + 1)")
    }
  }

  /// The definition's own recursion gives the same root at every size.
  @Test func theDefinitionAgrees() throws {
    func root(_ leaves: ArraySlice<[UInt8]>) throws -> [UInt8] {
      if leaves.count == 1 { return try digest(.sha256, of: [0] + leaves[leaves.startIndex]) }
      var split = 1
      while split * 2 < leaves.count { split *= 2 }
      let middle = leaves.startIndex + split
      return try digest(.sha256, of: [1] + root(leaves[..<middle]) + root(leaves[middle...]))
    }
    var tree = MerkleTree()
    var leaves: [[UInt8]] = []
    for number in 0..<70 {
      leaves.append(Array("line \(number)".utf8))
      try tree.append(leaves[number])
      #expect(try tree.root() == root(leaves[...]), "size \(number + 1)")
    }
  }
}
