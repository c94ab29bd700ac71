import TestSupport
import Testing

/// The distributions' tools read the changelog that a recipe names.
@Suite struct ChangelogTests {
  private static let recipe = """
    name: logged
    version: 1.1.0
    release: "2"
    arch: all
    maintainer: Jane Doe <jane@example.com>
    description: Nothing but changes
    license: Apache-2.0
    changelog: changelog.yaml
    sbom: {formats: []}
    """

  private static let changelog = """
    - semver: 1.0.0
      date: 2023-01-02T03:04:05Z
      packager: Jane Doe <jane@example.com>
      changes: [{note: first release}]
    - semver: 1.1.0
      date: 2024-02-29T23:59:59Z
      packager: Jane Doe <jane@example.com>
      deb: {urgency: high, distributions: [stable]}
      changes: [{note: fix this}, {note: drop that}]
    """

  @Test func bothFormatsCarryIt() async throws {
    let place = try ScratchDirectory()
    try place.write(Self.recipe, to: "pkg.yaml")
    try place.write(Self.changelog, to: "changelog.yaml")
    let built = try await pkg(["build", "-t", "out"], in: place[""])
    #expect(built.status == 0, "\(built.errors)")

    let listed = try await succeed(
      "rpm", ["-qp", "--changelog", place["out/logged-1.1.0-2.noarch.rpm"]])
    #expect(
      lines(listed) == [
        "* Thu Feb 29 2024 Jane Doe <jane@example.com> - 1.1.0-1", "- fix this", "- drop that",
        "* Mon Jan 02 2023 Jane Doe <jane@example.com> - 1.0.0-1", "- first release",
      ])

    try await succeed("dpkg-deb", ["-x", place["out/logged_1.1.0-2_all.deb"], place["root"]])
    let text = try await succeed(
      "gzip", ["-dc", place["root/usr/share/doc/logged/changelog.Debian.gz"]])
    try place.write(text, to: "changelog")
    let fields = [
      "Version": "1.1.0", "Distribution": "stable", "Urgency": "high",
      "Maintainer": "Jane Doe <jane@example.com>", "Timestamp": "1709251199",
    ]
    for (field, value) in fields {
      let found = try await succeed(
        "dpkg-parsechangelog", ["-l", place["changelog"], "-S", field])
      #expect(found == value + "\n", "\(field)")
    }
    let versions = try await succeed(
      "dpkg-parsechangelog", ["-l", place["changelog"], "--all", "-S", "Version"])
    #expect(versions == "1.1.0\n")
    let older = try await succeed(
      "dpkg-parsechangelog", ["-l", place["changelog"], "-o", "1", "-c", "1", "-S", "Date"])
    #expect(older == "Mon, 02 Jan 2023 03:04:05 +0000\n")
  }
}
