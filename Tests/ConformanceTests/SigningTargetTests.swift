import Foundation
import TestSupport
import Testing

/// `pkg sign --target`, and `targets:` of a recipe: what a release will not take is not signed.
@Suite struct SigningTargetTests {
  /// A folder with one package of each format, and an Ed25519 key.
  private struct Workshop {
    let place: ScratchDirectory
    let rpm: String
    let deb: String

    init() async throws {
      let hello = try await Hello.built()
      place = try ScratchDirectory()
      let target = Hello.Target.all[0]
      for name in [target.rpm, target.deb] {
        try FileManager.default.copyItem(atPath: hello.path(name), toPath: place[name])
      }
      (rpm, deb) = (place[target.rpm], place[target.deb])
      let key = try await pkg([
        "key", "generate", "--algorithm", "ed25519", "--user-id", "E <e@example.com>", "--out",
        place["e"],
      ])
      try #require(key.status == 0, "\(key.errors)")
    }

    func sign(_ options: String..., files: [String]) async throws -> RunResult {
      try await pkg(["sign", "--replace", "--key", place["e.sec.asc"]] + options + files)
    }
  }

  @Test(
    "a key that a release does not take is refused, and the file left as it was",
    arguments: ["el7", "el8,el9", "leap15.6", "al2"])
  func refused(target: String) async throws {
    let workshop = try await Workshop()
    let before = try Data(contentsOf: URL(filePath: workshop.rpm))
    let result = try await workshop.sign("--target", target, files: [workshop.rpm])
    expectFailure(result, 77)
    #expect(result.errors.contains("[target.refused]") && result.errors.contains("row 'ed25519'"))
    #expect(result.errors.contains("hint: sign with an RSA key"))
    #expect(try Data(contentsOf: URL(filePath: workshop.rpm)) == before)
  }

  @Test func takenWhereItIsReadAndForcedWhereItIsNot() async throws {
    let workshop = try await Workshop()
    let taken = try await workshop.sign(
      "--target", "el9,deb12", "--target", "f43", files: [workshop.rpm, workshop.deb])
    #expect(taken.status == 0 && taken.errors.isEmpty, "\(taken.errors)")
    try await expectRPMSignature(workshop.rpm, certificate: workshop.place["e.pub.asc"])
    // The DEB is for no rpm: el8 has no say in it.
    let deb = try await workshop.sign("--target", "el8,deb12", files: [workshop.deb])
    #expect(deb.status == 0 && deb.errors.isEmpty, "\(deb.errors)")
    let forced = try await workshop.sign(
      "--target", "el8", "--force-target", files: [workshop.rpm])
    #expect(forced.status == 0)
    #expect(forced.errors.contains("warning: el8 will not take it"), "\(forced.errors)")
  }

  @Test func anUnknownReleaseIsAUsageError() async throws {
    let workshop = try await Workshop()
    let result = try await workshop.sign("--target", "el99", files: [workshop.rpm])
    expectFailure(result, 64)
    #expect(result.errors.contains("did you mean 'el9'?"), "\(result.errors)")
  }

  @Test func aBuildForAReleaseThatDoesNotTakeTheKeyIsRefused() async throws {
    let small = try await SmallBuild()
    let key = try await pkg(
      [
        "key", "generate", "--algorithm", "ed25519", "--user-id", "E <e@example.com>", "--out", "e",
      ], in: small.place.path)
    try #require(key.status == 0, "\(key.errors)")
    try small.edit("depends:", "targets: [el8, debian12]\nsign: {key: e.sec.asc}\ndepends:")
    let refused = try await small.build()
    expectFailure(refused, 77)
    #expect(
      refused.errors.contains("pkg.yaml:15:13: error: el8 will not take it"), "\(refused.errors)")
    try small.expectNothingWritten()
    let forced = try await small.build(["--force-target"])
    #expect(forced.status == 0, "\(forced.errors)")
    #expect(forced.errors.contains("warning: el8 will not take it"))
  }
}
