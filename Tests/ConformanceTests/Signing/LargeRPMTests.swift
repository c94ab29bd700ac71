import TestSupport
import Testing

/// Packages large enough for their copies to go past the page cache.
@Suite struct LargeRPMTests {
  /// A package of six megabytes.
  private static let package = Task {
    let place = try ScratchDirectory()
    try place.write(sampleBytes(6 << 20), to: "file")
    try place.write(
      """
      name: large
      version: 1.2.3
      release: "1"
      arch: amd64
      formats: [rpm]
      maintainer: Release Team <release@example.com>
      description: Nothing much
      license: MIT
      mtime: 2020-02-01T00:00:00Z
      sbom: {formats: []}
      rpm: {compression: none}
      contents:
        - {src: file, dst: /usr/share/large/file}

      """, to: "pkg.yaml")
    let built = try await pkg(["build", "-t", "out/"], in: place.path)
    try #require(built.status == 0, "\(built.errors)")
    let bytes = try place.read("out/large-1.2.3-1.x86_64.rpm")
    try #require(bytes.count > 6 << 20)
    return bytes
  }

  @Test(
    "is signed as a small one is", arguments: [[], ["--rpm-v3", "--rpm-v6"]], [false, true])
  func signed(options: [String], needsRoom: Bool) async throws {
    let it = try await PackagePlace()
    var before = ForgedRPM(try await Self.package.value)
    // Without reserved space header and payload move.
    if needsRoom { before.signatures[1008] = nil }
    try it.place.write(before.bytes, to: "small.rpm")
    let signed = try await it.sign(options, by: it.keys.goodRSA)
    #expect(signed.status == 0 && signed.errors.isEmpty, "\(signed.errors)")
    try await it.expectAccepted()
    let after = try it.rpm()
    let isSame = after.payload == before.payload && after.header == before.header
    #expect(isSame)
    #expect(try it.place.names() == ["small.deb", "small.rpm"])
  }

  @Test("and refused when it is damaged", arguments: [0, 1])
  func damaged(place: Int) async throws {
    let it = try await PackagePlace()
    var bytes = try await Self.package.value
    bytes[place == 0 ? 3 << 20 : bytes.count - 1] ^= 1
    try it.place.write(bytes, to: "small.rpm")
    let refused = try await it.sign([], by: it.keys.goodRSA)
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[sign.unsound]"), "\(refused.errors)")
    let isSame = try it.place.read("small.rpm") == bytes
    #expect(isSame)
    #expect(try it.place.names() == ["small.deb", "small.rpm"])
  }
}
