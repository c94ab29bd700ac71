import Bytes
import Debian
import TestSupport
import Testing

/// Random damage: every reader answers with a value that survives its own writing, or an error.
@Suite struct HostileInputTests {
  static let seed: UInt64 = 0xdeb

  @Test func `lists survive damage`() {
    let hex = String(repeating: "0a", count: 16)
    damage("\(hex)  usr/bin/a\n\(hex) *./etc/b c\n", rounds: 5000) { bytes in
      guard let sums = try? MD5Sums(parsing: bytes) else { return true }
      return (try? MD5Sums(parsing: sums.serialized())) == sums
    }
    damage("/etc/a\nremove-on-upgrade /etc/b c\n/etc/d\n", rounds: 5000) { bytes in
      guard let list = try? Conffiles(parsing: bytes) else { return true }
      return (try? Conffiles(parsing: list.serialized())) == list
    }
    damage("interest /a/b # c\n\nactivate-noawait ldconfig\n", rounds: 5000) { bytes in
      guard let list = try? DebianTriggers(parsing: bytes) else { return true }
      return (try? DebianTriggers(parsing: list.serialized())) == list
    }
    damage("A: b\n c\n .\n ..\n  d\n\nB:\n e\n", rounds: 5000) { bytes in
      guard let file = try? ControlFile(parsing: bytes) else { return true }
      return (try? ControlFile(parsing: file.serialized())) == file
    }
  }

  @Test func `words survive damage`() {
    damage("1:1.2.3~rc1-0+b1", rounds: 5000) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      guard let version = try? DebianVersion(text) else { return true }
      return (try? DebianVersion(version.description)) == version
        && version.compared(to: version) == .same
    }
    damage("a (>= 1:2-3) | b:any [!i386 !s390x], c", rounds: 5000) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      guard let list = try? DebianDependencyList(text) else { return true }
      return (try? DebianDependencyList(list.description)) == list
    }
  }

  @Test func `packages survive damage`() async throws {
    let layout = Layout(
      try await DebianPackageTests.archives.value, signatures: [("_gpgorigin", [1, 2, 3])])
    let bytes = try layout.bytes
    var generator = SeededGenerator(seed: Self.seed)
    for _ in 0..<5000 {
      let mutant = mutated(bytes, &generator)
      guard let package = try? DebianPackage.read(from: ArraySource(mutant)) else { continue }
      #expect(package.signedRanges.allSatisfy { $0.upperBound <= mutant.count })
      #expect((package.signatures.last?.member.end ?? package.unsignedCount) == mutant.count)
    }
  }

  private func damage(_ text: String, rounds: Int, isFine: ([UInt8]) -> Bool) {
    var generator = SeededGenerator(seed: Self.seed)
    for _ in 0..<rounds {
      let bytes = mutated(Array(text.utf8), &generator)
      #expect(isFine(bytes), "seed \(Self.seed): \(bytes)")
    }
  }

  /// The bytes with up to four of them changed, doubled, moved or gone.
  private func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    let marks = Array("\0\t\n\r !#()*+,-./019:<=>A[]_`a|~\u{7f}".utf8) + [0x80, 0xff]
    var bytes = bytes
    for _ in 0...Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
      let index = Int.random(in: bytes.indices, using: &generator)
      switch Int.random(in: 0...4, using: &generator) {
      case 0: bytes[index] = marks[Int.random(in: marks.indices, using: &generator)]
      case 1: bytes[index] = UInt8.random(in: 0...255, using: &generator)
      case 2: bytes.remove(at: index)
      case 3: bytes.insert(bytes[index], at: index)
      default: bytes.swapAt(index, Int.random(in: bytes.indices, using: &generator))
      }
    }
    return bytes
  }
}
