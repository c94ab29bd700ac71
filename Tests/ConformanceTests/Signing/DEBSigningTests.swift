import TestSupport
import Testing

/// `pkg sign` of DEBs, in every role.
@Suite struct DEBSigningTests {
  private static let roles = ["origin", "maint", "archive"]

  @Test("debsig-verify finds every role its policy asks for", arguments: roles)
  func role(_ role: String) async throws {
    let it = try await PackagePlace()
    for key in [it.keys.good, it.keys.goodRSA] {
      try it.place.write(try await Forgeries.ready().deb, to: "small.deb")
      let policies = try await DebsigPolicies(
        [(key.fingerprint, key.certificate)], roles: Set(["origin", role]).sorted())
      for signed in role == "origin" ? ["origin"] : ["origin", role] {
        #expect(try await policies.verify(it.place["small.deb"]).status != 0)
        try await expect(
          .no(signed == "origin" ? "verify.unsigned" : "verify.wrong-role"),
          of: it.place["small.deb"], options: ["--role", role], keyring: it.keys.keyring)
        let made = try await it.sign(["--role", signed], by: key, "small.deb")
        #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
      }
      let verdict = try await policies.verify(it.place["small.deb"])
      #expect(verdict.status == 0, "\(verdict.output)")
      try await expect(
        .yes(nil), of: it.place["small.deb"], options: ["--role", role], keyring: it.keys.keyring)
    }
    #expect(try await succeed("dpkg-deb", ["-f", it.place["small.deb"], "Package"]) == "small\n")
  }

  @Test func rolesAreAddedAndReplacedWhereTheyAre() async throws {
    let it = try await PackagePlace()
    func members() throws -> [ForgedDEB.Member] {
      Array(ForgedDEB(try it.place.read("small.deb")).members.dropFirst(3))
    }
    for (role, key) in [
      ("maint", it.keys.good), ("origin", it.keys.good), ("archive", it.keys.goodRSA),
    ] {
      #expect(try await it.sign(["--role", role], by: key, "small.deb").status == 0)
    }
    let before = try members()
    #expect(before.map(\.name) == ["_gpgmaint", "_gpgorigin", "_gpgarchive"])
    let again = try await it.sign(
      ["--role", "origin"], "small.deb", environment: ["SOURCE_DATE_EPOCH": "1700000000"])
    #expect(again.status == 0 && again.errors.contains("[sign.unchanged]"))
    #expect(try members().map(\.contents) == before.map(\.contents))

    let refused = try await it.sign(["--role", "origin"], by: it.keys.goodRSA, "small.deb")
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[sign.already-signed]"))
    let replaced = try await it.sign(
      ["--role", "origin", "--replace"], by: it.keys.goodRSA, "small.deb")
    #expect(replaced.status == 0, "\(replaced.errors)")
    let after = try members()
    #expect(after.map(\.name) == before.map(\.name))
    #expect(after[0].contents == before[0].contents && after[2].contents == before[2].contents)
    #expect(after[1].contents != before[1].contents)
    try await expect(
      .yes(nil), of: it.place["small.deb"],
      options: ["--role", "origin", "--role", "maint", "--role", "archive"],
      keyring: it.keys.keyring)
  }

  @Test("what does not verify is not signed", arguments: ["data", "order", "extra"])
  func unsound(what: String) async throws {
    let it = try await PackagePlace()
    var package = ForgedDEB(try it.place.read("small.deb"))
    switch what {
    case "data": package["data.tar"][package["data.tar"].count / 2] ^= 1
    case "order": package.members.swapAt(1, 2)
    default: package["_extra"] = [1]
    }
    try it.place.write(package.bytes, to: "small.deb")
    expectFailure(try await it.sign([], "small.deb"), 77)
    #expect(try it.place.read("small.deb") == package.bytes)
  }
}
