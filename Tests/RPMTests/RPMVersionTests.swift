import TestSupport
import Testing

@testable import RPM

@Suite struct RPMVersionTests {
  static let samples = [
    "1", "01", "1.0", "1.0.0", "1..0", "2.0", "10", "9", "1.0~rc1", "1.0~rc2", "1.0~", "1.0~~",
    "1.0^", "1.0^git1", "1.0^git1~pre", "1.0~rc1^git", "1.0.a", "1.0a", "1.0A", "1.0b", "a", "A",
    "1a1", "1a", "1_0", "1.0+meta", "2.0.1", "2.0.1a", "5.5p1", "5.5p10", "xyz10", "xyz.4",
    "8", "20101122", "2_0", "FC5", "4", "99999999999999999999", "100000000000000000000",
    "1é", "1é1", "0", "00", ".", "~", "^", "1^~", "1~^",
  ]

  @Test func comparesAsRPMDoes() async throws {
    let list = Self.samples.map { "'\($0)'" }.joined(separator: ",")
    let script = """
      %{lua: local v = {\(list)}
      for i = 1, #v do for j = 1, #v do print(rpm.vercmp(v[i], v[j]) .. ' ') end end}
      """
    let printed = try await succeed("rpm", ["--eval", script])
    let expected = printed.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    try #require(expected.count == Self.samples.count * Self.samples.count)
    var index = 0
    for one in Self.samples {
      for other in Self.samples {
        #expect(RPMVersion.compare(one, other) == expected[index], "'\(one)' and '\(other)'")
        index += 1
      }
    }
  }

  /// What `rpm.vercmp` cannot be asked, for it takes its arguments apart first.
  @Test func comparesTheEmptyVersion() {
    #expect(RPMVersion.compare("", "1") == -1)
    #expect(RPMVersion.compare("", "~") == 1)
    #expect(RPMVersion.compare("", "^") == -1)
    #expect(RPMVersion.compare("1-0", "1.0") == 0)
  }

  @Test func splitsAtTheLastHyphen() {
    #expect(RPMVersion("2:1.0-3") == RPMVersion(epoch: 2, version: "1.0", release: "3"))
    #expect(RPMVersion("1.0") == RPMVersion(version: "1.0"))
    #expect(RPMVersion(":1.0") == RPMVersion(version: "1.0"))
    #expect(RPMVersion("1-2-3") == RPMVersion(version: "1-2", release: "3"))
    #expect(RPMVersion("x:1") == nil)
    #expect(RPMVersion("4294967296:1") == nil)
    #expect(RPMVersion("4294967295:1-2")?.description == "4294967295:1-2")
  }

  @Test func weighsEpochThenVersionThenRelease() throws {
    func order(_ a: String, _ b: String) throws -> Int {
      try #require(RPMVersion(a)).compare(to: #require(RPMVersion(b)))
    }
    #expect(try order("1:1-1", "2-2") == 1)
    #expect(try order("0:1-1", "1-1") == 0)
    #expect(try order("1-1", "1-2") == -1)
    #expect(try order("1", "1-2") == 0)
  }
}
