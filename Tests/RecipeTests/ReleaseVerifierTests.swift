import Diagnostics
import Platform
import Testing

@testable import Recipe

/// Which program verifies what on the releases of the table.
struct ReleaseVerifierTests {
  @Test(
    "releases have the verifier of their package manager's version",
    arguments: [
      ("el7", VerifierProgram.Artefact.rpm, "rpm-4.11"), ("sles12sp5", .rpm, "rpm-4.11"),
      ("al2", .rpm, "rpm-4.11"), ("el8", .rpm, "rpm-4.14"), ("leap15.6", .rpm, "rpm-4.14"),
      ("el9", .rpm, "rpm-4.16-el9"), ("al2023", .rpm, "rpm-4.16"), ("el10", .rpm, "rpm-4.19"),
      ("fedora40", .rpm, "rpm-4.19"), ("f42", .rpm, "rpm-4.20"), ("f43", .rpm, "rpm-6.0"),
      ("f44", .rpm, "rpm-6.0"), ("deb12", .deb, "debsig-0.28"), ("deb12", .repository, "apt-2.6"),
      ("ubuntu24.04", .repository, "apt-2.6"), ("deb13", .repository, "apt-3"),
      ("ubuntu26.04", .repository, "apt-3"), ("el8", .file, "gpg-2.2"),
    ])
  func verifier(release: String, artefact: VerifierProgram.Artefact, expected: String) throws {
    let release = try ReleaseTable.builtIn.release(named: release)
    #expect(release.verifier(of: artefact)?.name == expected)
  }

  @Test(
    "a package manager does not verify another's packages",
    arguments: [
      ("el9", VerifierProgram.Artefact.deb), ("deb12", .rpm), ("el9", .repository),
      ("alpine3.20", .rpm), ("alpine3.20", .deb),
    ])
  func none(release: String, artefact: VerifierProgram.Artefact) throws {
    #expect(try ReleaseTable.builtIn.release(named: release).verifier(of: artefact) == nil)
  }

  @Test func aReleaseOfOnesOwnHasTheLastVerifierBeforeItsVersion() throws {
    let yaml =
      "releases: {mine: {like: el9, packages: rpm 4.17.1}, old: {like: el7, packages: rpm 4.4}}"
    let table = try ReleaseTable.builtIn.extended(yaml: Array(yaml.utf8), file: "t.yaml")
    #expect(table["mine"]?.verifier(of: .rpm)?.name == "rpm-4.16")
    #expect(table["old"]?.verifier(of: .rpm) == nil)
  }
}
