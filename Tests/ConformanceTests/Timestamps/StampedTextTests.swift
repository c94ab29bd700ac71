import TestSupport
import Testing

/// A timestamp proves the age of the signature it is of, and nothing of what the text says.
@Suite struct StampedTextTests {
  /// After the end of every key here.
  private static let later = ["--at", "2037-06-01T00:00:00Z"]

  /// Two keys that end in 2036, in a directory to sign in.
  private struct Place {
    let home: GnuPGPlace
    let authority: TimestampAuthority
    var place: ScratchDirectory { home.place }

    init() async throws {
      home = try await GnuPGPlace()
      authority = try await TimestampAuthority.shared()
      for (name, algorithm) in [("a", "ed25519"), ("b", "rsa3072")] {
        let key = try await home.key(
          name, algorithm: algorithm, expiry: "2036-01-01", at: "20230101T000000")
        try await home.gpg(["--armor", "-o", place["\(name).sec.asc"], "--export-secret-keys", key])
      }
      try await succeed("chmod", ["600", place["a.sec.asc"], place["b.sec.asc"]])
      try await home.export("a@example.com", "b@example.com", to: "keys.asc")
      try await home.stop()
    }

    func sign(_ file: String, by key: String = "a", _ options: [String] = []) async throws {
      let signed = try await pkg(
        ["sign", "--key", place["\(key).sec.asc"]] + options + [place[file]])
      try #require(signed.status == 0, "\(signed.errors)")
    }

    func stamp(_ file: String) async throws { try await authority.stamp(place[file]) }

    /// Expects one answer of `pkg verify`, the authority being trusted.
    func expect(
      _ status: Int32, _ file: String, _ options: [String] = [], saying words: String,
      sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
      let result = try await pkg(
        ["verify", "--keyring", place["keys.asc"], "--timestamp-ca", authority.root] + options
          + [place[file]])
      let all = result.output + result.errors
      #expect(result.status == status, "\(all)", sourceLocation: sourceLocation)
      #expect(all.contains(words), "\(all)", sourceLocation: sourceLocation)
    }
  }

  /// The second signature is by a key that ended, and dated before that by whoever has it now.
  @Test func theTagsOfAnRPMAreStampedApart() async throws {
    let it = try await Place()
    for name in ["small.rpm", "other.rpm"] {
      try it.place.write(try await Forgeries.ready().rpm, to: name)
    }
    try await it.sign("small.rpm")
    try await it.stamp("small.rpm")
    try await it.expect(0, "small.rpm", Self.later, saying: "signed no later than")
    try await it.sign("other.rpm", by: "b")
    var package = ForgedRPM(try it.place.read("small.rpm"))
    package.signatures[268] = ForgedRPM(try it.place.read("other.rpm")).signatures[268]
    try it.place.write(package.bytes, to: "small.rpm")
    try await it.expect(0, "small.rpm", saying: "signed no later than")
    try await it.expect(1, "small.rpm", Self.later, saying: "[signature.key-refused]")
  }

  @Test func theStampOfAMessageIsOfThatMessage() async throws {
    let it = try await Place()
    for name in ["text", "other"] {
      try it.place.write("words of \(name)\n", to: name)
      try await it.sign(name, by: "a", ["--kind", "cleartext"])
      try await it.stamp("\(name).asc")
      try await it.expect(0, "\(name).asc", Self.later, saying: "signed no later than")
    }
    try await succeed("cp", [it.place["other.asc.tsr"], it.place["text.asc.tsr"]])
    for file in ["text", "text.asc"] {
      try await it.expect(1, file, saying: "[verify.bad-timestamp]")
    }
  }

  /// The signature is judged as of the proven time, and the archive as of now.
  @Test func aStampedArchiveStillExpires() async throws {
    let it = try await Place()
    let release = "Date: Thu, 01 Jan 2026 00:00:00 UTC\nSHA256:\n"
    for (text, words, status) in [
      (release, "signed no later than", Int32(0)),
      (
        "Valid-Until: Sun, 01 Jan 2034 00:00:00 UTC\n\(release)", "[verify.release-expired]", 1
      ),
    ] {
      try it.place.write(text, to: "Release")
      try await it.sign("Release")
      try await it.stamp("InRelease")
      try await it.stamp("Release.gpg")
      for file in ["InRelease", "Release", "Release.gpg"] {
        try await it.expect(0, file, saying: "signed no later than")
        try await it.expect(status, file, Self.later, saying: words)
      }
    }
  }
}
