import Foundation
import TestSupport
import Testing

/// What a timestamp makes of signatures whose key has ended since: of packages, files and texts.
@Suite struct StampedArtefactTests {
  /// After the brief keys here have expired, while the authority's certificate is good.
  static let later = "2037-06-01T00:00:00Z"

  /// A folder with signed and stamped artefacts of each form, by keys that expire in 2036.
  final class Shelf: Sendable {
    let place: ScratchDirectory
    let authority: TimestampAuthority
    let rpm: String
    let deb: String

    private static let made = Task { try await Shelf() }
    static func shared() async throws -> Shelf { try await made.value }

    private init() async throws {
      place = try ScratchDirectory()
      authority = try await TimestampAuthority.shared()
      for (name, algorithm, days) in [
        ("brief", "ed25519", 3650), ("rsa", "rsa3072", 3650), ("other", "ed25519", 36500),
      ] {
        let made = try await pkg([
          "key", "generate", "--algorithm", algorithm, "--user-id", "\(name) <\(name)@x.invalid>",
          "--expires-in", "\(days)", "--out", place[name],
        ])
        try #require(made.status == 0, "\(made.errors)")
      }
      let hello = try await Hello.built()
      let target = Hello.Target.all[0]
      (rpm, deb) = (place["p.rpm"], place["p.deb"])
      for (name, file) in [(target.rpm, rpm), (target.deb, deb)] {
        try FileManager.default.copyItem(atPath: hello.path(name), toPath: file)
      }
      for name in ["file", "text"] { try place.write("what is signed\n", to: name) }
      try await sign([rpm, deb, place["file"]], ["--replace"])
      try await sign([place["text"]], ["--kind", "cleartext"])
      for name in ["p.rpm", "p.deb", "file.asc", "text.asc"] {
        try await authority.stamp(place[name])
      }
    }

    func sign(_ files: [String], _ options: [String], by key: String = "brief") async throws {
      let signed = try await pkg(["sign", "--key", place["\(key).sec.asc"]] + options + files)
      try #require(signed.status == 0, "\(signed.errors)")
    }

    /// `pkg verify` with the authority trusted or not.
    func verify(
      _ file: String, _ certificate: String = "brief.pub.asc", at time: String? = later,
      isStampTrusted: Bool, _ options: [String] = []
    ) async throws -> RunResult {
      try await pkg(
        ["verify", "--keyring", place[certificate]] + (time.map { ["--at", $0] } ?? [])
          + (isStampTrusted ? ["--timestamp-ca", authority.root] : []) + options + [file])
    }

    /// Revokes the brief key in 2035 and returns the certificate's name.
    func revoked(_ reason: String) async throws -> String {
      let name = "\(reason)-\(UUID()).pub.asc"
      let done = try await pkg(
        [
          "key", "revoke", "--reason", reason, "--out", place[name], place["brief.sec.asc"],
        ], environment: ["SOURCE_DATE_EPOCH": "2051222400"])
      try #require(done.status == 0, "\(done.errors)")
      return name
    }
  }

  @Test("an expired key", arguments: ["p.rpm", "p.deb", "file", "file.asc", "text.asc", "text"])
  func expired(name: String) async throws {
    let shelf = try await Shelf.shared()
    let file = shelf.place[name]
    #expect(try await shelf.verify(file, at: nil, isStampTrusted: false).status == 0)
    let without = try await shelf.verify(file, isStampTrusted: false)
    #expect(without.status == 1 && without.errors.contains("it expired at"), "\(without.errors)")
    let with = try await shelf.verify(file, isStampTrusted: true)
    #expect(with.status == 0, "\(with.output)\(with.errors)")
    #expect(with.output.contains("signed no later than"), "\(with.output)")
  }

  @Test(
    "a key revoked later",
    arguments: [
      ("superseded", Int32(0)), ("retired", 0), ("compromised", 1), ("unspecified", 1),
    ])
  func revoked(reason: String, status: Int32) async throws {
    let shelf = try await Shelf.shared()
    let certificate = try await shelf.revoked(reason)
    // After the revocation, before the key would have expired.
    let time = "2035-06-01T00:00:00Z"
    for name in ["p.rpm", "p.deb", "file", "text.asc"] {
      let file = shelf.place[name]
      let without = try await shelf.verify(file, certificate, at: time, isStampTrusted: false)
      #expect(without.status == 1 && without.errors.contains("revoked"), "\(without.errors)")
      let with = try await shelf.verify(file, certificate, at: time, isStampTrusted: true)
      #expect(with.status == status, "\(name) \(reason): \(with.output)\(with.errors)")
    }
  }

  /// Signed after the key ended, whatever the signature says of itself: a stamp made now is too late.
  @Test func aStampAfterTheEndIsTooLate() async throws {
    let shelf = try await Shelf.shared()
    let place = try ScratchDirectory()
    let made = try await pkg(
      [
        "key", "generate", "--algorithm", "ed25519", "--user-id", "Past <p@x.invalid>",
        "--expires-in", "1", "--out", place["past"],
      ], environment: ["SOURCE_DATE_EPOCH": "1577836800"])
    try #require(made.status == 0, "\(made.errors)")
    // An expired key signs nothing here; GnuPG can be told another time.
    let home = try await GnuPGPlace()
    try await home.gpg(["--import", place["past.sec.asc"]], at: "20200101T120000")
    try home.place.write("data\n", to: "file")
    try await home.gpg(["--armor", "--detach-sign", home["file"]], at: "20200101T120000")
    try await home.stop()
    try await shelf.authority.stamp(home["file.asc"])
    let result = try await pkg([
      "verify", "--keyring", place["past.pub.asc"], "--timestamp-ca", shelf.authority.root,
      home["file"],
    ])
    #expect(result.status == 1 && result.errors.contains("expired"), "\(result.errors)")
  }

  /// A signature that ended itself is not helped by a stamp: its maker wanted no more of it.
  @Test func aSignaturePastItsOwnEndStaysSo() async throws {
    let shelf = try await Shelf.shared()
    let home = try await GnuPGPlace()
    let key = try await home.key("signer", expiry: "2036-01-01")
    try home.place.write("data\n", to: "file")
    try await home.gpg([
      "--armor", "--default-sig-expire", "1y", "--detach-sign", "-u", key, home["file"],
    ])
    try await home.export(key, to: "key.asc")
    try await home.stop()
    try await shelf.authority.stamp(home["file.asc"])
    let options = ["--keyring", home["key.asc"], "--timestamp-ca", shelf.authority.root]
    #expect(try await pkg(["verify"] + options + [home["file"]]).status == 0)
    let result = try await pkg(["verify"] + options + ["--at", Self.later, home["file"]])
    #expect(result.status == 1 && result.errors.contains("signature expired"), "\(result.errors)")
  }

  /// What is stamped is the first signature; one added later, by whoever has the expired key, gains
  /// nothing from it.
  @Test func aStampIsOfOneSignatureOnly() async throws {
    let shelf = try await Shelf.shared()
    let place = try ScratchDirectory()
    let hello = try await Hello.built()
    let deb = place["p.deb"]
    try FileManager.default.copyItem(atPath: hello.path(Hello.Target.all[0].deb), toPath: deb)
    try await shelf.sign([deb], ["--replace"], by: "other")
    try await shelf.authority.stamp(deb)
    try await shelf.sign([deb], ["--role", "maint"], by: "brief")
    let role = ["--role", "maint"]
    #expect(
      try await shelf.verify(deb, at: nil, isStampTrusted: true, role).status == 0)
    let later = try await shelf.verify(deb, isStampTrusted: true, role)
    #expect(later.status == 1, "\(later.output)\(later.errors)")
    #expect(later.errors.contains("it expired at"), "\(later.errors)")
    // Nor when the stamped one is good as well.
    try place.write(
      try shelf.place.text("brief.pub.asc") + shelf.place.text("other.pub.asc"), to: "both.asc")
    let both = try await pkg([
      "verify", "--keyring", place["both.asc"], "--timestamp-ca", shelf.authority.root, "--at",
      Self.later, "--role", "maint", deb,
    ])
    #expect(both.status == 1, "\(both.output)\(both.errors)")
  }

  /// For EL7 one key makes two signatures, over the header and over all; the first is stamped.
  @Test func asMuchForAPackageWithTwoSignaturesOfOneKey() async throws {
    let shelf = try await Shelf.shared()
    let place = try ScratchDirectory()
    let hello = try await Hello.built()
    let rpm = place["p.rpm"]
    try FileManager.default.copyItem(atPath: hello.path(Hello.Target.all[0].rpm), toPath: rpm)
    try await shelf.sign([rpm], ["--replace", "--rpm-v3"], by: "rsa")
    try await shelf.authority.stamp(rpm)
    #expect(
      try await shelf.verify(rpm, "rsa.pub.asc", isStampTrusted: false).status == 1)
    let result = try await shelf.verify(rpm, "rsa.pub.asc", isStampTrusted: true)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(result.output.contains("not what the timestamp is of"), "\(result.output)")
  }

  /// An expired key and the policy's own end of trust are undone by a stamp alike.
  @Test func aPolicyBelievesTheStamp() async throws {
    let shelf = try await Shelf.shared()
    let shown = try await pkg(["key", "show", shelf.place["brief.pub.asc"]])
    let fingerprint = try #require(
      shown.output.firstMatch(of: /fingerprint ([0-9A-F]{40})/).map { String($0.1) })
    for (line, time) in [("", Self.later), ("not-after: 2034-01-01", "2035-01-01T00:00:00Z")] {
      let policy = try shelf.place.write(
        """
        keys:
          brief:
            fingerprint: \(fingerprint)
            certificate: brief.pub.asc
            \(line)
        rules: [{keys: brief}]

        """, to: "policy-\(UUID()).yaml")
      for name in ["p.rpm", "file"] {
        let options = ["verify", "--policy", policy, "--at", time]
        let without = try await pkg(options + [shelf.place[name]])
        #expect(without.status == 1, "\(name) '\(line)' \(without.errors)")
        let with = try await pkg(
          options + ["--timestamp-ca", shelf.authority.root, shelf.place[name]])
        #expect(with.status == 0, "\(name) '\(line)': \(with.output)\(with.errors)")
      }
    }
  }
}
