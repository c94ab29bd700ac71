import Foundation
import TestSupport
import Testing

/// The same inputs give the same bytes, whoever builds them, when and how.
@Suite struct ReproducibilityTests {
  /// A copy of hello's sources whose directories list their files in another order, with other
  /// modification times.
  private func otherCheckout(of hello: Hello) async throws -> ScratchDirectory {
    let copy = try ScratchDirectory()
    let listing = try await succeed(
      "find", [".", "-type", "f", "-not", "-path", "./out/*"], in: hello.workshop.path)
    for path in lines(listing).sorted().reversed() {
      let name = String(path.dropFirst(2))
      try FileManager.default.createDirectory(
        at: URL(filePath: copy[name]).deletingLastPathComponent(),
        withIntermediateDirectories: true)
      try await succeed("cp", [hello.workshop[name], copy[name]])
    }
    return copy
  }

  private func expectSameBytes(_ hello: Hello, _ other: String) async throws {
    let difference = try await run("diff", ["-r", hello.output, other])
    #expect(difference.status == 0, "\(difference.output)")
  }

  @Test("neither the thread count nor the moment matters", arguments: [1, 2, 3, 8])
  func threads(count: Int) async throws {
    let hello = try await Hello.built()
    let place = try ScratchDirectory()
    try await hello.build(into: place["out"], options: ["-j", "\(count)"])
    try await expectSameBytes(hello, place["out"])
  }

  @Test func theMachineDoesNotMatter() async throws {
    let hello = try await Hello.built()
    let copy = try await otherCheckout(of: hello)
    // Another umask, host, time zone and language, in another directory.
    let namespaces = geteuid() == 0 ? ["--uts"] : ["--map-root-user", "--uts"]
    let script = """
      hostname elsewhere && umask 077 && exec "$0" build -f specs/hello/pkg.yaml -t out/ -j 3
      """
    let result = try await run(
      "unshare", namespaces + ["--", "sh", "-c", script, Surroundings.program],
      environment: [
        "SOURCE_DATE_EPOCH": Surroundings.epoch, "PKG_SIGNING_KEY": hello.secretKey,
        "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "LANG": "ja_JP.UTF-8",
        "HOSTNAME": "elsewhere", "USER": "somebody", "HOME": "/nonexistent",
      ], in: copy.path)
    try #require(result.status == 0, "\(result.errors)")
    try await expectSameBytes(hello, copy["out"])
  }

  @Test func buildingAgainOverTheOldArtefactsChangesNothing() async throws {
    let hello = try await Hello.built()
    let place = try ScratchDirectory()
    try await hello.build(into: place["out"])
    try await hello.build(into: place["out"])
    try await expectSameBytes(hello, place["out"])
  }
}
