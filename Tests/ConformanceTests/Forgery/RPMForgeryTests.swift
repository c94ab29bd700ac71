import TestSupport
import Testing

/// `pkg verify` sees what some version of rpm does not.
@Suite struct RPMForgeryTests {
  @Test("forged RPM", arguments: RPMForgery.rows)
  func row(_ row: RPMForgery.Row) async throws {
    let forgeries = try await Forgeries.ready()
    let keys = try await ForgerKeys.ready()
    var package = ForgedRPM(forgeries.rpm)
    try row.make(&package, RPMForgery.Material(keys: keys, other: ForgedRPM(forgeries.otherRPM)))
    let place = try ScratchDirectory()
    try place.write(package.bytes, to: "small.rpm")
    try await expect(row.answer, of: place["small.rpm"], keyring: keys.keyring)
    if let accepts = row.rpm {
      let judged = try await run(
        "rpmkeys", ["--dbpath", keys.database, "-Kv", place["small.rpm"]])
      #expect((judged.status == 0) == accepts, "rpmkeys: \(judged.output)\(judged.errors)")
    }
  }

  /// Told to insist on signatures, rpm sees that there is none (row 4).
  @Test func rpmToldToInsistRefusesWhatIsStripped() async throws {
    let forgeries = try await Forgeries.ready()
    let keys = try await ForgerKeys.ready()
    var package = ForgedRPM(forgeries.rpm)
    let row = try #require(RPMForgery.rows.first { $0.name.hasPrefix("4 ") })
    try row.make(&package, RPMForgery.Material(keys: keys, other: ForgedRPM(forgeries.otherRPM)))
    let place = try ScratchDirectory()
    try place.write(package.bytes, to: "small.rpm")
    let judged = try await run(
      "rpmkeys",
      [
        "--dbpath", keys.database, "--define", "_pkgverify_level all", "-Kv", place["small.rpm"],
      ])
    #expect(judged.status == 1, "\(judged.output)\(judged.errors)")
  }

  /// An unknown key is named in full: eight digits can be anybody's.
  @Test func namesAnUnknownKeyByItsFingerprint() async throws {
    let keys = try await ForgerKeys.ready()
    var package = ForgedRPM(try await Forgeries.ready().rpm)
    try package.sign(by: keys.unknown)
    let place = try ScratchDirectory()
    try place.write(package.bytes, to: "small.rpm")
    let result = try await pkg(["verify", "--keyring", keys.keyring, place["small.rpm"]])
    #expect(result.output.contains(keys.unknown.fingerprint))
    #expect(result.errors.contains(keys.unknown.fingerprint))
  }

  /// What is taken apart and put together unchanged is the same.
  @Test func theForgerChangesNothingByItself() async throws {
    let forgeries = try await Forgeries.ready()
    var package = ForgedRPM(forgeries.rpm)
    #expect(package.bytes == forgeries.rpm)
    try package.mend()
    #expect(package.bytes == forgeries.rpm)
    #expect(ForgedDEB(forgeries.deb).members.map(\.name).first == "debian-binary")
  }
}
