import Bytes
import OpenPGP
import TestSupport
import Testing

@testable import Audit

/// Detached signatures and lists of sums.
struct AuditFileTests {
  private func audit(
    _ bytes: [UInt8], _ signature: [UInt8], keyring: [Certificate]? = nil
  ) throws -> PackageAudit {
    try auditFile(
      ArraySource(bytes), name: "x", signature: signature, keyring: keyring ?? Keys.keyring(),
      at: UInt32(Sample.date))
  }

  @Test func detachedSignatures() throws {
    let bytes = sampleBytes(3_000_000)
    let packet = try Keys.signer().signature(over: bytes)
    #expect(try audit(bytes, packet).isProven)
    #expect(try audit(bytes, Armor(.signature, packet).serialized()).isProven)
    #expect(try audit([], try Keys.signer().signature(over: [])).isProven)
    #expect(try !audit(bytes + [0], packet).isProven)
    #expect(try !audit(Array(bytes.dropLast()), packet).isProven)
    #expect(try !audit(bytes, packet, keyring: Keys.keyring(Keys.theirs)).isProven)
    #expect(try !audit(bytes, packet, keyring: []).isProven)
  }

  @Test func damagedSignatures() throws {
    let bytes = sampleBytes(100)
    let packet = try Keys.signer().signature(over: bytes)
    for length in 0..<packet.count {
      let audit = try audit(bytes, Array(packet.prefix(length)))
      #expect(!audit.isProven && audit.findings.hasErrors, "cut at \(length)")
    }
    // The part nobody signs names the issuer a second time; that may not lie either.
    let insignificant = insignificantOffsets(in: packet)
    for offset in packet.indices where !insignificant.contains(offset) {
      var damaged = packet
      damaged[offset] ^= 0x10
      #expect(try !audit(bytes, damaged).isProven, "flipped at \(offset)")
    }
    #expect(try audit(bytes, packet + packet).isProven == false)
    #expect(try audit(bytes, []).codes == ["verify.malformed-signature"])
  }

  /// What sha256sum itself writes and checks.
  @Test func sumsAsTheProgramWritesThem() async throws {
    let room = try ScratchDirectory()
    let names = ["a", "b c", "ü", "-x"]
    for name in names { try room.write(name, to: name) }
    for option in ["--text", "--binary"] {
      let text = try await succeed("sha256sum", [option, "--"] + names, in: room.path)
      let lines = try #require(checksumLines(Array(text.utf8)))
      #expect(lines.map(\.name) == names)
      for line in lines {
        #expect(hexadecimal(try sha256(of: ArraySource(Array(line.name.utf8)))) == line.digest)
      }
      let upper = text.split(separator: "\n").map { $0.prefix(64).uppercased() + $0.dropFirst(64) }
      #expect(checksumLines(Array(upper.joined(separator: "\n").utf8)) == lines)
    }
    #expect(checksumLines([]) == [])
  }

  /// Carriage returns belong to the name, as sha256sum takes them; they join no lines.
  @Test func linesEndInNewlines() throws {
    let digest = String(repeating: "0", count: 64)
    let lines = checksumLines(Array("\(digest)  a\r\n\(digest)  b\n".utf8))
    #expect(lines?.map(\.name) == ["a\r", "b"])
    // Nor does a name that begins with a combining character hide its blanks.
    #expect(checksumLines(Array("\(digest)  \u{301}a\n".utf8))?.map(\.name) == ["\u{301}a"])
  }

  @Test(arguments: [
    "hello\n", "0123  a\n", String(repeating: "0", count: 64) + " a\n",
    String(repeating: "g", count: 64) + "  a\n", String(repeating: "0", count: 65) + "  a\n",
    String(repeating: "0", count: 64), String(repeating: "０", count: 64) + "  a\n",
    "\\" + String(repeating: "0", count: 64) + "  a\n",
  ])
  func whatIsNoListOfSums(text: String) { #expect(checksumLines(Array(text.utf8)) == nil) }

  @Test func sumsThatAreNoText() {
    #expect(checksumLines(Array(repeating: 0xff, count: 70)) == nil)
  }
}
