import Bytes
import Debian
import TestSupport
import Testing

/// Control files and headers cut at any byte, and with any byte at its limits.
@Suite struct DebianDamageTests {
  @Test func headers() throws {
    let header = try ArHeader(name: "data.tar.xz", size: 1_234_567, modified: 1_700_000_000)
      .serialized()
    expectTotal(on: header, widths: [1, 2], ArHeader.init(parsing:)) { try $0.serialized() }
  }

  @Test func controlFiles() {
    let text = "A: b\n c\n .\n ..\n  d\n\nB:\n e\nC-D: f\n"
    expectTotal(on: Array(text.utf8), ControlFile.init(parsing:)) { $0.serialized() }
    let one = "Package: a\nVersion: 1:2-3\nDescription: s\n b\n .\n"
    expectTotal(on: Array(one.utf8), ControlParagraph.init(parsing:)) { $0.serialized() }
  }

  @Test func lists() {
    let digest = String(repeating: "0a", count: 16)
    expectTotal(
      on: Array("\(digest)  usr/bin/a\n\(digest)  etc/b c\n".utf8), MD5Sums.init(parsing:)
    ) { $0.serialized() }
    expectTotal(
      on: Array("/etc/a\nremove-on-upgrade /etc/b c\n".utf8), Conffiles.init(parsing:)
    ) { $0.serialized() }
    expectTotal(
      on: Array("interest /a/b # c\n\nactivate-noawait ldconfig\n".utf8),
      DebianTriggers.init(parsing:)
    ) { $0.serialized() }
  }
}
