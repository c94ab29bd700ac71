import TestSupport
import Testing

/// `pkg verify` sees what debsig-verify does not.
@Suite struct DEBForgeryTests {
  @Test("forged DEB", arguments: DEBForgery.rows)
  func row(_ row: DEBForgery.Row) async throws {
    let forgeries = try await Forgeries.ready()
    let keys = try await ForgerKeys.ready()
    var package = ForgedDEB(forgeries.deb)
    try row.make(
      &package,
      DEBForgery.Material(
        keys: keys, other: ForgedDEB(forgeries.otherDEB),
        plain: ForgedDEB(forgeries.plainDEB)))
    let place = try ScratchDirectory()
    try place.write(package.bytes, to: "small.deb")
    try await expect(row.answer, of: place["small.deb"], keyring: keys.keyring)
    if let status = row.debsig {
      let judged = try await Self.policies.value.verify(place["small.deb"])
      #expect(judged.status == status, "\(judged.output)\(judged.errors)")
    }
  }

  /// debsig-verify's knowledge of every key but the unknown one.
  static let policies = Task {
    let keys = try await ForgerKeys.ready()
    return try await DebsigPolicies(
      [keys.good, keys.goodRSA, keys.expired, keys.revoked, keys.certifyOnly, keys.weak].map {
        ($0.fingerprint, $0.certificate)
      })
  }

  @Test func theForgerChangesNothingByItself() async throws {
    let package = ForgedDEB(try await Forgeries.ready().deb)
    let names = package.members.map(\.name)
    #expect(names == ["debian-binary", "control.tar.xz", "data.tar.xz"])
    #expect(package.bytes.count == (try await Forgeries.ready().deb.count))
  }
}
