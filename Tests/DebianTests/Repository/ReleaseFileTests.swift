import Bytes
import Testing

@testable import Debian

struct ReleaseFileTests {
  private static let digest = String(repeating: "ab", count: 32)

  private func release(_ text: String) throws -> ReleaseFile {
    try ReleaseFile(parsing: Array(text.utf8))
  }

  @Test func fields() throws {
    let release = try release(
      "Date: Fri, 02 Jan 2026 03:04:05 UTC\nValid-Until: Sat, 3 Jan 2026 03:04:05 +0000\n"
        + "SHA256:\n \(Self.digest) 12 main/Packages\n \(Self.digest) 12 main/Packages\n"
        + " \(Self.digest.uppercased())      0 a\n")
    #expect(release.date == 1_767_323_045)
    #expect(release.validUntil == 1_767_409_445)
    #expect(
      release.listed[.sha256] == [
        ReleaseFile.Entry(digest: Self.digest, size: 12, path: "main/Packages"),
        ReleaseFile.Entry(digest: Self.digest, size: 0, path: "a"),
      ])
    #expect(release.listed[.sha512] == nil)
  }

  @Test(arguments: [
    "Date: yesterday\n", "Date: Fri, 02 Jan 2026 03:04:05 CET\n",
    "Date: Thu, 02 Jan 2026 03:04:05 UTC\n", "Date: Fri, 32 Jan 2026 03:04:05 UTC\n",
    "SHA256:\n \(digest) 12\n", "SHA256:\n \(digest) x a\n", "SHA256:\n \(digest) -1 a\n",
    "SHA256:\n \(digest) 1 ../a\n", "SHA256:\n \(digest) 1 /a\n",
    "SHA256:\n \(digest) 1 a/../../b\n",
    "SHA256:\n \(digest) 1 a//b\n", "SHA256:\n \(digest.dropLast()) 1 a\n",
    "SHA256:\n \(digest) 1 a\n \(digest) 2 a\n", "A: b\n\nB: c\n", "",
  ]) func whatIsNoneIsRefused(text: String) {
    #expect(throws: MalformedInput.self) { try release(text) }
  }
}
