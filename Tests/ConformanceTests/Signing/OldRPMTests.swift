import Foundation
import TestSupport
import Testing

/// rpm 4.11 of RHEL 7 passes over the digest of the payload in the header: what is meant for it is
/// signed over both.
@Suite struct OldRPMTests {
  @Test("a target of RHEL 7 has header and payload signed", arguments: ["el7", "el8"])
  func signing(target: String) async throws {
    let it = try await PackagePlace()
    let signed = try await it.sign(["--target", target], by: it.keys.goodRSA)
    #expect(signed.status == 0, "\(signed.errors)")
    #expect((try it.rpm().signatures[1002] != nil) == (target == "el7"))
    try await it.expectAccepted()
  }

  @Test("so does a build for it", arguments: ["el7", "el8"])
  func building(target: String) async throws {
    let it = try await PackagePlace()
    try it.place.write("hello\n", to: "file")
    try it.place.write(
      """
      name: old
      version: 1.2.3
      release: "1"
      arch: amd64
      formats: [rpm]
      targets: [\(target)]
      maintainer: Release Team <release@example.com>
      description: Nothing much
      license: MIT
      mtime: 2020-02-01T00:00:00Z
      sbom: {formats: []}
      sign: {key: "\(it.keys.goodRSA.secretFile)"}
      contents:
        - {src: file, dst: /usr/share/old/file}

      """, to: "pkg.yaml")
    let built = try await pkg(["build", "-t", "out/"], in: it.place.path)
    #expect(built.status == 0, "\(built.errors)")
    let name = "out/old-1.2.3-1.x86_64.rpm"
    #expect((try it.rpm(name).signatures[1002] != nil) == (target == "el7"))
    try await it.expectAccepted(name)
  }
}
