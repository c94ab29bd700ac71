import Diagnostics
import Testing

@testable import Recipe

struct ChangelogTests {
  private static let text = """
    - semver: v1.2.3-rc1
      date: 2020-01-02T03:04:05Z
      packager: A <a@example.com>
      deb: {urgency: high, distributions: [stable, testing]}
      notes: {header: x}
      changes:
        - commit: abc
          note: |-
            First costs $5
            and a second line
          author: {name: B, email: b@example.com}
        - {note: Second, conventional_commit: {footers: [a]}}
    - {semver: 1.2.2, date: 2019-01-02, packager: A <a@example.com>}

    """

  private func parse(_ yaml: String) -> (log: Changelog?, problems: [String]) {
    do throws(Diagnostics) {
      return (try Changelog.parse(yaml: Array(yaml.utf8), file: "c.yaml"), [])
    } catch {
      return (nil, error.all.texts)
    }
  }

  @Test func entriesAreRead() throws {
    let (read, problems) = parse(Self.text)
    #expect(problems == [])
    let log = try #require(read)
    try #require(log.entries.count == 2)
    let first = log.entries[0]
    #expect(first.version.upstreamVersion == "1.2.3~rc1")
    // date -u -d 2020-01-02T03:04:05Z +%s
    #expect(first.date.value == 1_577_934_245)
    #expect(first.packager.value == "A <a@example.com>")
    #expect(first.changes.map(\.value) == ["First costs $5\nand a second line", "Second"])
    #expect(first.urgency == "high")
    #expect(first.distributions == ["stable", "testing"])
    #expect(log.entries[1].urgency == "low")
    #expect(log.entries[1].changes == [])
  }

  @Test func nothingIsAChangelogToo() {
    #expect(parse("[]\n").log == Changelog(entries: []))
  }

  @Test func problemsHaveTheirPlaces() {
    #expect(
      parse("a: b\n").problems == [
        "c.yaml:1:1: error: the changelog is a list, not a mapping [recipe.wrong-type]"
      ])
    #expect(
      parse("- {semver: 1/2, date: x, packager: A <a@example.com>, bogus: 1}\n").problems.map {
        $0.split(separator: "\n")[0]
      } == [
        "c.yaml:1:23: error: 'x' is no moment between 1970 and 2106 [recipe.invalid-time]",
        "c.yaml:1:55: error: the entry knows no key 'bogus' [recipe.unknown-key]",
      ])
    #expect(
      parse("- {semver: 1/2, date: 2020-01-01}\n- ~\n").problems == [
        "c.yaml:1:3: error: the entry has no 'packager' [recipe.missing-key]",
        "c.yaml:2:3: error: the changelog has an empty entry [recipe.empty-value]\nc.yaml:2:3: hint: remove it",
      ])
    #expect(
      parse("- {semver: 1/2, date: 2020-01-01, packager: A}\n").problems == [
        "c.yaml:1:12: error: the version '1/2' cannot hold '/' [recipe.invalid-version]"
      ])
  }

  @Test func truncationNeverTraps() {
    let bytes = Array(Self.text.utf8)
    for end in 0...bytes.count {
      _ = try? Changelog.parse(yaml: Array(bytes[..<end]), file: "c.yaml")
    }
  }
}
