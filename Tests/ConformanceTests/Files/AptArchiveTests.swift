import TestSupport
import Testing

/// Archives as apt judges them, and what we say where it is wrong (rows 46 to 53).
@Suite struct AptArchiveTests {
  @Test func aptAcceptsBothForms() async throws {
    let archive = try await AptArchive()
    try await archive.signing.sign("repo/Release", kind: "release")
    try await archive.expect(apt: true, pkg: 0)
    let first = try archive.signing.place.read("repo/InRelease")
    try await archive.signing.sign("repo/Release", kind: "auto")
    #expect(try archive.signing.place.read("repo/InRelease") == first)
    try await succeed("rm", [archive.signing["repo/InRelease"]])
    try await archive.expect(apt: true, pkg: 0, "Release")
    try await archive.expect(apt: nil, pkg: 0, "Release.gpg")
    // A file that is not as listed.
    try archive.signing.place.write("changed\n", to: "repo/Packages")
    try await archive.expect(apt: false, pkg: 1, "Release", saying: "verify.file-differs")
    let refused = try await pkg([
      "sign", "--key", archive.signing.key, archive.signing["repo/Release"],
    ])
    expectFailure(refused, 77)
    #expect(refused.errors.contains("sign.unsound"))
  }

  /// apt-ftparchive lists the `Release` of the time before, which cannot be the one it makes.
  @Test func aListSaysNothingOfItself() async throws {
    let archive = try await AptArchive()
    let release = try await succeed(
      "apt-ftparchive", ["release", "."], in: archive.signing["repo"])
    #expect(release.contains(" Release\n"))
    try archive.signing.place.write(release, to: "repo/Release")
    try await archive.signing.sign("repo/Release", kind: "release")
    for file in ["InRelease", "Release", "Release.gpg"] {
      try await archive.expect(apt: true, pkg: 0, file)
    }
  }

  /// Row 46: every way to change what is not to be changed.
  @Test func row46ChangedText() async throws {
    let archive = try await AptArchive()
    let place = archive.signing.place
    try await archive.signing.sign("repo/Release", kind: "release")
    try await succeed("rm", [archive.signing["repo/Release"], archive.signing["repo/Release.gpg"]])
    let good = try place.text("repo/InRelease")
    let checksum = try #require(lines(good).first { $0.hasPrefix("=") })
    let variants = [
      ("a letter of the text", good.replacing("Date:", with: "Dote:", maxReplacements: 1)),
      ("text before", "Suite: other\n\(good)"), ("text after", "\(good)Suite: other\n"),
      ("the message twice", good + good), ("cut", String(good.dropLast(40))),
      ("a wrong checksum", good.replacing("\n\(checksum)\n", with: "\n=AAAA\n")),
    ]
    for (what, text) in variants {
      try place.write(text, to: "repo/InRelease")
      try await archive.expect(apt: false, pkg: 1, about: what)
    }
  }

  /// Row 47.
  @Test func row47AnotherKey() async throws {
    let archive = try await AptArchive()
    try await archive.signing.sign("repo/Release", kind: "release")
    try await archive.expect(
      apt: false, pkg: 1, trusting: archive.signing.edCertificate,
      saying: "signature.unknown-key")
  }

  /// Row 48: keys and signatures that no longer count.
  @Test func row48KeysThatMayNotSign() async throws {
    let archive = try await AptArchive()
    let home = try await GnuPGPlace()
    let past = "20230101T000000"
    let expired = try await home.key("expired", expiry: "1y", at: past)
    let revoked = try await home.key("revoked", at: past)
    let certifying = try await home.key("certifying", at: past)
    let plain = try await home.key("plain", at: past)
    func sign(_ key: String, _ options: [String] = [], at time: String? = nil) async throws {
      try await home.gpg(
        options + [
          "--clearsign", "-u", key, "-o", archive.signing["repo/InRelease"],
          archive.signing["repo/Release"],
        ], at: time)
    }
    func expectRefusal(_ key: String, _ words: String) async throws {
      try await home.export(key, to: "key.asc")
      try await archive.expect(
        apt: false, pkg: 1, trusting: home["key.asc"], saying: words)
    }
    try await sign(expired, at: "20230601T000000")
    try await expectRefusal(expired, "it expired")
    try await sign(revoked)
    let revocation = try home.place.text("home/openpgp-revocs.d/\(revoked).rev")
    try await home.gpg(
      ["--import"], input: revocation.replacing(":-----BEGIN", with: "-----BEGIN"))
    try await expectRefusal(revoked, "it is revoked")
    try await sign(plain, ["--digest-algo", "SHA1"])
    try await expectRefusal(plain, "SHA-1")
    try await sign(plain, ["--default-sig-expire", "1d"], at: "20230601T000000")
    try await expectRefusal(plain, "the signature expired")
    try await sign(certifying)
    // S takes the right to sign away, Q ends.
    try await home.gpg(
      ["--command-fd", "0", "--status-fd", "2", "--edit-key", certifying],
      input: "change-usage\nS\nQ\nsave\n")
    try await expectRefusal(certifying, "do not allow signing")
    try await home.stop()
  }

  /// Row 49: what apt lets pass.
  @Test func row49WhatAptLetsPass() async throws {
    let archive = try await AptArchive()
    let place = archive.signing.place
    try await archive.signing.sign("repo/Release", kind: "release")
    try await succeed("rm", [archive.signing["repo/Release"], archive.signing["repo/Release.gpg"]])
    let good = try place.text("repo/InRelease")
    try place.write(good.replacing("Hash: SHA256\n", with: ""), to: "repo/InRelease")
    try await archive.expect(apt: true, pkg: 1, saying: "Hash", about: "no hash")
    // These two say the same in other bytes.
    try place.write(good.replacing("\n", with: "\r\n"), to: "repo/InRelease")
    try await archive.expect(apt: true, pkg: 0, about: "carriage returns")
    let unsummed = good.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("=") }.joined(separator: "\n")
    try place.write(unsummed, to: "repo/InRelease")
    try await archive.expect(apt: true, pkg: 0, about: "no checksum")
  }

  @Test func row49ShortKeysAndSignaturesFromTheFuture() async throws {
    let archive = try await AptArchive()
    let home = try await GnuPGPlace()
    let short = try await home.key("short", algorithm: "rsa1024", at: "20230101T000000")
    let plain = try await home.key("plain", at: "20230101T000000")
    for (key, time, words) in [
      (short, nil, "1024 bits"), (plain, "20370101T000000", "in the future"),
    ]
      as [(String, String?, String)]
    {
      try await home.gpg(
        [
          "--clearsign", "-u", key, "-o", archive.signing["repo/InRelease"],
          archive.signing["repo/Release"],
        ], at: time)
      try await home.export(key, to: "key.asc")
      try await archive.expect(apt: true, pkg: 1, trusting: home["key.asc"], saying: words)
    }
    try await home.stop()
  }

  /// Row 50.
  @Test func row50ValidUntilThePast() async throws {
    let archive = try await AptArchive()
    try await archive.signing.sign("repo/Release", kind: "release")
    let home = try await GnuPGPlace()
    let plain = try await home.key("plain", at: "20230101T000000")
    try await home.export(plain, to: "key.asc")
    for (field, words) in [
      ("Valid-Until: Sun, 01 Jan 2023 00:00:00 UTC", "verify.release-expired"),
      ("Date: Thu, 01 Jan 2037 00:00:00 UTC", "verify.release-from-the-future"),
    ] {
      let name = field.prefix { $0 != ":" }
      let rest = lines(try archive.signing.place.text("repo/Release"))
        .filter { !$0.hasPrefix("\(name):") }
      try archive.signing.place.write(
        ([field] + rest).map { "\($0)\n" }.joined(), to: "repo/Release")
      try await home.gpg([
        "--clearsign", "-u", plain, "-o", archive.signing["repo/InRelease"],
        archive.signing["repo/Release"],
      ])
      try await archive.expect(apt: false, pkg: 1, trusting: home["key.asc"], saying: words)
      // Nor do we sign it.
      let refused = try await pkg([
        "sign", "--key", archive.signing.key, archive.signing["repo/Release"],
      ])
      expectFailure(refused, 77)
    }
    try await home.stop()
  }

  /// Row 51: a stranger's signature beside a good one, as while one key follows another.
  @Test func row51AStrangersSignatureToo() async throws {
    let archive = try await AptArchive()
    let home = try await GnuPGPlace()
    let known = try await home.key("known")
    let stranger = try await home.key("stranger")
    try await home.export(known, to: "key.asc")
    for keys in [[known, stranger], [stranger, known]] {
      try await home.gpg(
        ["--clearsign"] + keys.flatMap { ["-u", $0] } + [
          "-o", archive.signing["repo/InRelease"], archive.signing["repo/Release"],
        ])
      try await archive.expect(
        apt: true, pkg: 0, trusting: home["key.asc"], saying: "passed over")
    }
    try await home.stop()
  }

  /// Row 52: a good one, and a bad one in the name of a key that is trusted too.
  @Test func row52ABadSignatureToo() async throws {
    let archive = try await AptArchive()
    let home = try await GnuPGPlace()
    let first = try await home.key("first")
    let second = try await home.key("second")
    try await home.export(first, second, to: "key.asc")
    let release = try archive.signing.place.text("repo/Release")
    var packets: [UInt8] = []
    for (key, text) in [(first, release), (second, "Origin: other\n\(release)")] {
      // A message's last line end is not signed.
      try home.place.write(String(text.dropLast()), to: "text")
      try await home.gpg([
        "--textmode", "--detach-sign", "-u", key, "-o", home["sig"], home["text"],
      ])
      packets += try home.place.read("sig")
    }
    try home.place.write(packets, to: "both")
    let armor = try await succeed("base64", ["-w", "64", home["both"]])
    try archive.signing.place.write(
      "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\nHash: SHA256\n\n\(release)"
        + "-----BEGIN PGP SIGNATURE-----\n\n\(armor)-----END PGP SIGNATURE-----\n",
      to: "repo/InRelease")
    try await archive.expect(apt: false, pkg: 1, trusting: home["key.asc"], saying: "signature.bad")
    try await home.stop()
  }

  /// Row 53.
  @Test func row53OnlyWeakDigests() async throws {
    let archive = try await AptArchive()
    try await archive.makeRelease(
      ["MD5", "SHA256", "SHA512"].flatMap { ["-o", "APT::FTPArchive::Release::\($0)=false"] })
    let home = try await GnuPGPlace()
    let plain = try await home.key("plain")
    try await home.export(plain, to: "key.asc")
    try await home.gpg([
      "--clearsign", "-u", plain, "-o", archive.signing["repo/InRelease"],
      archive.signing["repo/Release"],
    ])
    try await archive.expect(
      apt: false, pkg: 1, trusting: home["key.asc"], saying: "verify.weak-digests")
    expectFailure(
      try await pkg(["sign", "--key", archive.signing.key, archive.signing["repo/Release"]]), 77)
    try await home.stop()
  }
}
