import Foundation
import TestSupport
import Testing

/// `pkg key rotate`: one key hands over to another, and GnuPG sees the certification.
@Suite struct KeyRotationTests {
  private struct Case {
    let place: ScratchDirectory

    init(_ old: String = "rsa3072") async throws {
      place = try ScratchDirectory()
      try await generate("old", old, ["--expires-in", "3650"])
      try await generate("new", "ed25519")
    }

    func generate(_ name: String, _ algorithm: String, _ options: [String] = []) async throws {
      let made = try await pkg(
        [
          "key", "generate", "--algorithm", algorithm, "--user-id", "\(name) <\(name)@x.invalid>",
          "--out", place[name],
        ] + options)
      try #require(made.status == 0, "\(made.errors)")
    }

    func rotate(_ options: [String] = [], to name: String = "new") async throws -> RunResult {
      try await pkg(
        [
          "key", "rotate", "--key", place["old.sec.asc"], "--out", place["\(name).handed.asc"],
          place["\(name).pub.asc"],
        ] + options)
    }

    /// `pkg key check --predecessor`: the status and what it says.
    func check(_ file: String, predecessor: String = "old.pub.asc") async throws -> RunResult {
      try await pkg(["key", "check", "--predecessor", place[predecessor], place[file]])
    }

    func gpg(_ arguments: [String]) async throws -> String {
      if try !place.names().contains("home") {
        try FileManager.default.createDirectory(
          atPath: place["home"], withIntermediateDirectories: false,
          attributes: [.posixPermissions: 0o700])
      }
      return try await succeed(
        "gpg",
        ["--homedir", place["home"], "--batch", "--no-autostart", "--with-colons"]
          + arguments)
    }
  }

  @Test("a key hands over", arguments: ["rsa3072", "ed25519", "p256"])
  func handingOver(algorithm: String) async throws {
    let one = try await Case(algorithm)
    let before = try await one.check("new.pub.asc")
    #expect(before.status == 1 && before.output.contains("[key.no-succession]"), "\(before.output)")
    let rotated = try await one.rotate()
    try #require(rotated.status == 0, "\(rotated.errors)")
    let after = try await one.check("new.handed.asc")
    #expect(after.status == 0, "\(after.output)")
    // GnuPG finds the certification good, and reads the notation as text.
    _ = try await one.gpg(["--import", one.place["old.pub.asc"], one.place["new.handed.asc"]])
    let listing = try await one.gpg(["--check-signatures", "new@x.invalid"])
    let old = try #require(
      lines(try await one.gpg(["--list-keys", "old@x.invalid"])).first { $0.hasPrefix("fpr:") }
    )
    .split(separator: ":")[1]
    #expect(
      lines(listing).contains { $0.hasPrefix("sig:!:") && $0.contains(old.suffix(16)) },
      "\(listing)")
    let packets = try await one.gpg(["--list-packets", one.place["new.handed.asc"]])
    #expect(packets.contains("notation: successor@pkg.invalid="), "\(packets)")
    // rpm imports the certificate and verifies what the new key signs.
    let hello = try await Hello.built()
    let rpm = one.place["p.rpm"]
    try FileManager.default.copyItem(atPath: hello.path(Hello.Target.all[0].rpm), toPath: rpm)
    let signed = try await pkg(["sign", "--replace", "--key", one.place["new.sec.asc"], rpm])
    try #require(signed.status == 0, "\(signed.errors)")
    // But rpm 4.18 knows no ECDSA, and imports no certificate that such a key has signed.
    let isForeign = algorithm == "p256"
    #expect(rotated.errors.contains("[key.certified-by-ecdsa]") == isForeign, "\(rotated.errors)")
    let exported = try await pkg([
      "key", "export", "--minimal", "-o", one.place["minimal.asc"], one.place["new.handed.asc"],
    ])
    try #require(exported.status == 0, "\(exported.errors)")
    try await expectRPMSignature(
      rpm, certificate: one.place[isForeign ? "minimal.asc" : "new.handed.asc"])
    #expect(
      try await pkg(["verify", "--keyring", one.place["new.handed.asc"], rpm]).status == 0)
    // The old key's holder trusts nothing new by itself.
    #expect(try await pkg(["verify", "--keyring", one.place["old.pub.asc"], rpm]).status == 1)
  }

  @Test func aCertificationForAnotherReasonIsNoSuccession() async throws {
    let one = try await Case()
    _ = try await one.gpg(["--import", one.place["new.pub.asc"]])
    _ = try await succeed(
      "gpg",
      [
        "--homedir", one.place["home"], "--batch", "--pinentry-mode", "loopback", "--import",
        one.place["old.sec.asc"],
      ])
    let old = try #require(
      lines(try await one.gpg(["--list-keys", "old@x.invalid"])).first { $0.hasPrefix("fpr:") }
    )
    .split(separator: ":")[1]
    let new = try #require(
      lines(try await one.gpg(["--list-keys", "new@x.invalid"])).first { $0.hasPrefix("fpr:") }
    )
    .split(separator: ":")[1]
    try await succeed(
      "gpg",
      [
        "--homedir", one.place["home"], "--batch", "--yes", "--pinentry-mode", "loopback",
        "--passphrase", "", "-u", String(old), "--quick-sign-key", String(new),
      ])
    try await succeed(
      "gpg",
      [
        "--homedir", one.place["home"], "--batch", "--armor", "-o", one.place["signed.asc"],
        "--export", String(new),
      ])
    _ = try await run("gpgconf", ["--homedir", one.place["home"], "--kill", "all"])
    let result = try await one.check("signed.asc")
    #expect(result.status == 1 && result.output.contains("does not say"), "\(result.output)")
  }

  /// A statement of a key that has ended may be dated back: it is worth nothing.
  @Test("a predecessor that has ended", arguments: ["superseded", "compromised"])
  func endedPredecessor(reason: String) async throws {
    let one = try await Case()
    try #require(try await one.rotate().status == 0)
    let revoked = try await pkg([
      "key", "revoke", "--reason", reason, "--out", one.place["gone.asc"],
      one.place["old.sec.asc"],
    ])
    try #require(revoked.status == 0, "\(revoked.errors)")
    let result = try await one.check("new.handed.asc", predecessor: "gone.asc")
    #expect(result.status == 1 && result.output.contains("it is revoked"), "\(result.output)")
  }

  @Test func anotherKeysSuccessorIsNotOurs() async throws {
    let one = try await Case()
    try #require(try await one.rotate().status == 0)
    try await one.generate("third", "ed25519")
    let other = try await one.check("new.handed.asc", predecessor: "third.pub.asc")
    #expect(other.status == 1 && other.output.contains("does not say"), "\(other.output)")
    // The statement moved to another key's certificate is no statement about that.
    let moved = try await one.check("third.pub.asc")
    #expect(moved.status == 1)
    for (arguments, status) in [
      (["--out", one.place["old.again"], one.place["old.pub.asc"]], 64),
      (["--out", one.place["new.handed.asc"], one.place["new.pub.asc"]], 73),
      (["--out", one.place["x"], one.place["none"]], 66),
    ] as [([String], Int32)] {
      let refused = try await pkg(
        ["key", "rotate", "--key", one.place["old.sec.asc"]] + arguments)
      expectFailure(refused, status)
    }
    #expect(try !one.place.names().contains("x"))
  }
}
