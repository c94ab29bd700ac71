import Bytes
import Debian
import TestSupport
import Testing

@Suite struct DebianVersionTests {
  static let sample = [
    "0", "0~", "0~~", "00", "0.0", "0-0", "0-1", "0-1~", "1", "1.0", "1.00", "1.0.", "1.0.0",
    "1.0a", "1.0A", "1.0+", "1.0+a", "1.0-1", "1.0-1+b1", "1.0-1.1", "1.0~rc1", "1.0~rc1-1",
    "1.0~rc10", "1.0~rc2", "1.0~~", "1.0~~a", "1.0~a", "1.0.1", "1.9", "1.10", "1a", "1ab", "1-a",
    "1.2.3-rc-1", "0:1.0", "1:0", "1:0.9", "1:1:1", "2:0", "01:0", "2147483647:0",
    "1.2.4~0.20260102030405.abcdef", "1.2.4", "99999999999999999999999999", "9.99999999999999999",
    "1.099999999999999999", "20260102", "1.Z", "1.a", "1.+", "1.-0", "1.~",
  ]

  @Test func `the order is dpkg's`() async throws {
    var lines = ""
    for (index, a) in Self.sample.enumerated() {
      for b in Self.sample[index...] {
        let order = try DebianVersion(a).compared(to: DebianVersion(b))
        let reverse = try DebianVersion(b).compared(to: DebianVersion(a))
        #expect(order.rawValue == -reverse.rawValue)
        lines += "\(a) \(Self.word(order)) \(b)\n"
      }
    }
    let script = """
      while read -r a op b; do
        dpkg --compare-versions "$a" "$op" "$b" || echo "not $a $op $b"
      done
      """
    #expect(try await succeed("sh", ["-c", script], input: lines) == "")
  }

  @Test func `the order of random versions is dpkg's`() async throws {
    let seed: UInt64 = 20_260_102
    var generator = SeededGenerator(seed: seed)
    let marks = Array("00123459aAzZ~~.+-")
    func version() -> String {
      let epoch = Int.random(in: 0...9, using: &generator) == 0 ? "1:" : ""
      let length = Int.random(in: 0...6, using: &generator)
      let tail = String((0..<length).map { _ in marks.randomElement(using: &generator) ?? "0" })
      return "\(epoch)\(Int.random(in: 0...2, using: &generator))\(tail)"
    }
    var lines = ""
    for _ in 0..<5000 {
      let (x, y) = (version(), version())
      guard let a = try? DebianVersion(x), let b = try? DebianVersion(y) else { continue }
      lines += "\(x) \(y) \(a.compared(to: b).rawValue)\n"
    }
    #expect(lines.utf8.count > 20_000)
    // The same order once more in Perl, which does all of them in one process.
    let script = "/^(\\S+) (\\S+) (\\S+)$/ and version_compare($1, $2) != $3 and print"
    let wrong = try await succeed(
      "perl", ["-MDpkg::Version", "-ne", script], input: lines)
    #expect(wrong == "", "seed \(seed)")
  }

  @Test func `dpkg accepts and refuses the same versions`() async throws {
    let odd = [
      "", ":1", "1:", "a:1", "0x1:1", "2147483648:1", "99999999999999999999:1", "1-", "1--",
      "1--1", "1-a_b", "a1", "1:1:1", "1:1-1:1", "1_2", "1^2", "1~", "~1", "1:-1", "1-+", "00001:1",
      "1.0-1-1", "1-~", "1-\u{e9}", "1 2", "1:1~-1", "1,2", "1/2", "1:a", ".1", "+1", "1()",
    ]
    for version in Self.sample + odd {
      let result = try await run("dpkg", ["--validate-version", version])
      let ours = try? DebianVersion(version)
      #expect((ours != nil) == (result.status == 0), "'\(version)': \(result.errors)")
    }
  }

  @Test(arguments: [
    ("", "upstream version", 0), ("1:", "upstream version", 2), (":1", "epoch", 0),
    ("1x:1", "epoch", 1), ("2147483648:1", "epoch", 9), ("1:a", "upstream version", 2),
    ("1.2^3", "upstream version", 3), ("1-", "revision", 2), ("1-2_3", "revision", 3),
    ("-1", "upstream version", 0), (" 1", "upstream version", 0), ("1 ", "upstream version", 1),
    ("+1:1", "epoch", 0),
  ])
  func `errors name the part and the byte`(_ text: String, _ field: String, _ offset: Int) throws {
    let error = try #require(throws: MalformedInput.self) { try DebianVersion(text) }
    #expect(error.field == field)
    #expect(error.offset == offset)
  }

  @Test(arguments: [
    ("1.0", "1.0", "1.0"), ("1:1.0-1", "1:1.0-1", "1.0-1"), ("0:1.0", "1.0", "1.0"),
    ("0:1:2-3", "0:1:2-3", "1:2-3"), ("007:1-2-3", "7:1-2-3", "1-2-3"),
  ])
  func `versions are written as dpkg writes them`(
    _ text: String, _ written: String, _ short: String
  ) throws {
    let version = try DebianVersion(text)
    #expect(version.description == written)
    #expect(version.withoutEpoch == short)
    #expect(try DebianVersion(written) == version)
  }

  private static func word(_ order: DebianVersion.Order) -> String {
    switch order {
    case .earlier: "lt"
    case .same: "eq"
    case .later: "gt"
    }
  }
}
