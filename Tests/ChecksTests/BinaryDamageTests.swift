import Bytes
import Foundation
import TestSupport
import Testing

@testable import Checks

/// Programs cut and spoiled at random: each is read, judged and reported, or refused in words.
@Suite struct BinaryDamageTests {
  @Test(arguments: [
    TestBinary.c(), .c(arch: .s390x), .c(arch: .i386, kind: .shared), .c(arch: .mips),
    .c(arch: .arm(7)),
  ])
  func survives(_ binary: TestBinary) async throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: try await binary.path())))
    var generator = SeededGenerator(seed: 0xda3a)
    var refused = 0
    for round in 0..<150 {
      var changed = bytes
      if round % 5 == 0 {
        changed.removeLast(Int.random(in: 1..<bytes.count, using: &generator))
      }
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        // Mostly the headers and tables at either end.
        let limit = Bool.random(using: &generator) ? 4096 : changed.count
        let offset = Int.random(in: 0..<min(limit, changed.count), using: &generator)
        changed[offset] = [0, 1, 0x7f, 0x80, 0xff][Int.random(in: 0..<5, using: &generator)]
      }
      do throws(MalformedInput) {
        let facts = try BinaryFacts(parsing: changed.span.bytes)
        let report = BinaryReport(facts, findings: checkBinary(facts, subject: "x"))
        #expect(!report.text.isEmpty)
      } catch {
        refused += 1
        #expect(error.offset >= 0 && error.offset <= bytes.count && error.field != nil)
      }
    }
    #expect(refused > 0)
  }

  @Test func aGoProgramWithoutItsEnd() async throws {
    // Go 1.19 puts the names of the sections first, so that they are still there.
    let path = try await TestBinary.go(.v1_19).path()
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let half = Array(bytes[..<(bytes.count / 2)])
    let facts = try BinaryFacts(parsing: half.span.bytes)
    #expect(facts.file.isTruncated && facts.imports == [] && facts.sourcePaths == nil)
    #expect(checkBinary(facts, subject: "x").contains { $0.code == "binary.truncated" })
  }
}
