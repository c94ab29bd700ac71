import TestSupport
import Testing

/// Timestamps by an authority that openssl plays.
@Suite struct TimestampCommandTests {
  @Test func requestsAndAnswersAreEverybodys() async throws {
    let signing = try await SigningPlace()
    let place = signing.place
    let authority = try await TimestampAuthority.shared()
    let root = authority.root
    try place.write("what is signed\n", to: "file")
    try await signing.sign("file", kind: "binary")
    let asked = try await pkg(["timestamp", "request", place["file.sig"]])
    try #require(asked.status == 0, "\(asked.errors)")
    let query = try await succeed(
      "openssl", ["ts", "-query", "-in", place["file.sig.tsq"], "-text"])
    #expect(query.contains("Hash Algorithm: sha256") && query.contains("Certificate required: yes"))
    try await authority.answer(place["file.sig.tsq"], to: place["response"])
    let attached = try await pkg([
      "timestamp", "attach", "--timestamp-ca", root, place["file.sig"],
      place["response"],
    ])
    try #require(attached.status == 0, "\(attached.errors)")
    #expect(attached.output.contains("signed no later than"))
    // The signature is binary, so what is stamped is the file.
    try await succeed(
      "openssl",
      [
        "ts", "-verify", "-data", place["file.sig"], "-in", place["file.sig.tsr"], "-CAfile",
        root,
      ])
    let proven = try await pkg([
      "timestamp", "verify", "--timestamp-ca", root, place["file.sig"],
    ])
    #expect(proven.status == 0, "\(proven.errors)")
    let trust = ["--keyring", signing.certificate, "--timestamp-ca", root]
    try await signing.expect(0, "file", by: trust, saying: "signed no later than")
    // An answer about something else, by somebody else, and damaged.
    try place.write("other\n", to: "file")
    try await signing.sign("file", kind: "binary")
    try await signing.expect(1, "file", by: trust, saying: "verify.bad-timestamp")
    let wrong = try await pkg([
      "timestamp", "attach", "--timestamp-ca", root, place["file.sig"],
      place["response"],
    ])
    expectFailure(wrong, 1)
    let stranger = try await TimestampAuthority()
    let unknown = try await pkg([
      "timestamp", "verify", "--timestamp-ca", stranger.root, place["file.sig"],
    ])
    expectFailure(unknown, 1)
    // Armor does not matter: the packet is the same.
    try await signing.sign("file", kind: "armored")
    for name in ["file.sig", "file.asc"] {
      _ = try await pkg(["timestamp", "request", place[name]])
    }
    #expect(try place.read("file.sig.tsq") == place.read("file.asc.tsq"))
  }

  /// What was signed before its key expired or was withdrawn stays good when that is proven.
  @Test func aTimestampOutlivesTheKey() async throws {
    let home = try await GnuPGPlace()
    let place = home.place
    let authority = try await TimestampAuthority.shared()
    let key = try await home.key("brief", expiry: "2036-01-01")
    try place.write("what is signed\n", to: "file")
    try await home.gpg(["--armor", "--detach-sign", "-u", key, home["file"]])
    try await authority.stamp(place["file.asc"])
    let later = "2037-06-01T00:00:00Z"
    try await home.export(key, to: "key.asc")
    func status(_ options: [String]) async throws -> Int32 {
      try await pkg(["verify", "--keyring", home["key.asc"]] + options + [home["file"]]).status
    }
    #expect(try await status([]) == 0)
    #expect(try await status(["--at", later]) == 1)
    #expect(try await status(["--at", later, "--timestamp-ca", authority.root]) == 0)
    // A revocation that casts doubt on all the key did is stronger.
    let revocation = try place.text("home/openpgp-revocs.d/\(key).rev")
    try await home.gpg(
      ["--import"], input: revocation.replacing(":-----BEGIN", with: "-----BEGIN"))
    try await home.gpg(["--armor", "--export", "-o", place["key.asc"], key])
    #expect(try await status(["--at", later, "--timestamp-ca", authority.root]) == 1)
    try await home.stop()
  }
}
