import Foundation
import TestSupport
import Testing

/// `pkg key generate`, `show`, `export` and `revoke`, with GnuPG, Sequoia and rpm beside them.
@Suite struct KeyCommandTests {
  /// 2020-01-01, when the keys here are made.
  private static let clock = ["SOURCE_DATE_EPOCH": "1577836800"]

  private func generate(
    _ place: ScratchDirectory, _ algorithm: String = "ed25519", _ options: [String] = []
  ) async throws {
    let made = try await pkg(
      [
        "key", "generate", "--algorithm", algorithm, "--user-id", "Key <key@example.invalid>",
        "--out", place["k"],
      ] + options, environment: Self.clock)
    try #require(made.status == 0, "\(made.errors)")
  }

  private func gnuPG(_ home: ScratchDirectory, _ arguments: [String]) async throws -> String {
    try await succeed(
      "gpg", ["--homedir", home[""], "--batch", "--no-autostart", "--with-colons"] + arguments)
  }

  @Test func generatingWritesThreeFiles() async throws {
    let place = try ScratchDirectory()
    try await generate(place, "p384", ["--expires-in", "730"])
    #expect(try place.names() == ["k.pub.asc", "k.rev.asc", "k.sec.asc"])
    let modes = try await succeed(
      "stat", ["-c", "%a", place["k.sec.asc"], place["k.rev.asc"], place["k.pub.asc"]])
    #expect(modes == "600\n600\n644\n")
    let home = try ScratchDirectory()
    _ = try await gnuPG(home, ["--import", place["k.pub.asc"]])
    // Field 7 of the public key: when it expires.
    let listing = try await gnuPG(home, ["--list-keys"])
    let fields = lines(listing).first { $0.hasPrefix("pub:") }?
      .split(separator: ":", omittingEmptySubsequences: false)
    #expect(fields?[6] == "\(1_577_836_800 + 730 * 86_400)")
    _ = try await gnuPG(home, ["--import", place["k.rev.asc"]])
    #expect(try await gnuPG(home, ["--list-keys"]).contains("pub:r:"))
    let again = try await pkg([
      "key", "generate", "--algorithm", "ed25519", "--user-id", "K", "--out", place["k"],
    ])
    expectFailure(again, 73)
    for days in ["0", "49711", "-1"] {
      expectFailure(
        try await pkg([
          "key", "generate", "--user-id", "K", "--expires-in=\(days)", "--out", place["other"],
        ]), 64)
    }
    #expect(try place.names().count == 3)
  }

  @Test func aRevocationMadeEarlierEndsTheKey() async throws {
    let place = try ScratchDirectory()
    try await generate(place)
    try place.write("data\n", to: "file")
    let signed = try await pkg(
      ["sign", "--key", place["k.sec.asc"], place["file"]], environment: Self.clock)
    try #require(signed.status == 0, "\(signed.errors)")
    let good = try await pkg(["verify", "--keyring", place["k.pub.asc"], place["file"]])
    #expect(good.status == 0, "\(good.errors)")
    let revoked = try await pkg([
      "key", "revoke", "--with", place["k.rev.asc"], place["k.pub.asc"], "--out",
      place["gone.asc"],
    ])
    try #require(revoked.status == 0, "\(revoked.errors)")
    let bad = try await pkg(["verify", "--keyring", place["gone.asc"], place["file"]])
    expectFailure(bad, 1)
    #expect((bad.output + bad.errors).contains("revoked"))
    let checked = try await pkg(["key", "check", place["gone.asc"]])
    #expect(checked.status == 1 && checked.output.contains("[key.revoked]"))
    let home = try ScratchDirectory()
    #expect(
      try await gnuPG(home, ["--show-keys", place["gone.asc"]]).contains("pub:r:"))
    // It is nobody else's, and a revocation only.
    try await generate(place, "p256", ["--out", place["other"]])
    for (file, revocation, status) in [
      ("other.pub.asc", "k.rev.asc", 77), ("k.pub.asc", "k.pub.asc", 65),
      ("k.pub.asc", "file", 65), ("file", "k.rev.asc", 65),
    ] as [(String, String, Int32)] {
      let refused = try await pkg([
        "key", "revoke", "--with", place[revocation], place[file], "--out", place["not.asc"],
      ])
      expectFailure(refused, status)
    }
    #expect(try !place.names().contains("not.asc"))
  }

  /// A key that is no OpenPGP file is ended with its certificate, or by what was made with that.
  @Test func aKeyThatLiesElsewhereIsRevoked() async throws {
    let place = try ScratchDirectory()
    try await succeed("openssl", ["genpkey", "-algorithm", "ed25519", "-out", place["key.pem"]])
    try await succeed("chmod", ["600", place["key.pem"]])
    let made = try await pkg(
      [
        "key", "certify", "--key", place["key.pem"], "--user-id", "Token", "--out",
        place["k.pub.asc"], "--revocation", place["k.rev.asc"],
      ], environment: Self.clock)
    try #require(made.status == 0, "\(made.errors)")
    #expect(try await succeed("stat", ["-c", "%a", place["k.rev.asc"]]) == "600\n")
    for (name, options) in [
      ("one", ["--with", place["k.rev.asc"], place["k.pub.asc"]]),
      ("two", ["--certificate", place["k.pub.asc"], "--reason", "retired", place["key.pem"]]),
    ] {
      let revoked = try await pkg(["key", "revoke", "--out", place[name]] + options)
      try #require(revoked.status == 0, "\(revoked.errors)")
      let home = try ScratchDirectory()
      #expect(try await gnuPG(home, ["--show-keys", place[name]]).contains("pub:r:"))
    }
    try await generate(place, "p256", ["--out", place["other"]])
    for (options, status, code) in [
      ([place["key.pem"]], 64, "key.certificate-needed"),
      (
        ["--certificate", place["other.pub.asc"], place["key.pem"]], 77, "key.certificate-mismatch"
      ),
      (
        ["--certificate", place["k.pub.asc"], place["other.sec.asc"]], 64, "key.certificate-unused"
      ),
    ] as [([String], Int32, String)] {
      let refused = try await pkg(["key", "revoke", "--out", place["not.asc"]] + options)
      expectFailure(refused, status)
      #expect(refused.errors.contains("[\(code)]"), "\(refused.errors)")
    }
    #expect(try !place.names().contains("not.asc"))
  }

  @Test func aKeyThatVerifiersRefuseGetsNoCertificate() async throws {
    let place = try ScratchDirectory()
    for (name, options) in [
      ("short", ["RSA", "-pkeyopt", "rsa_keygen_bits:1024"]), ("good", ["ed25519"]),
    ] {
      try await succeed("openssl", ["genpkey", "-out", place[name], "-algorithm"] + options)
      try await succeed("chmod", ["600", place[name]])
    }
    for (name, time, code) in [
      ("short", "1577836800", "key.weak"), ("good", "4000000000", "sign.future-date"),
    ] {
      let refused = try await pkg(
        [
          "key", "certify", "--key", place[name], "--user-id", "x", "--out", place["k.asc"],
          "--revocation", place["r.asc"],
        ], environment: ["SOURCE_DATE_EPOCH": time])
      expectFailure(refused, 77)
      #expect(refused.errors.contains("[\(code)]"), "\(refused.errors)")
    }
    let refused = try await pkg(
      ["key", "generate", "--algorithm", "ed25519", "--user-id", "x", "--out", place["k"]],
      environment: ["SOURCE_DATE_EPOCH": "4000000000"])
    expectFailure(refused, 77)
    #expect(try place.names() == ["good", "short"])
  }

  @Test func aKeyFileOthersCanReadRevokesWhenToldOnly() async throws {
    let place = try ScratchDirectory()
    try await generate(place)
    try await succeed("chmod", ["604", place["k.sec.asc"]])
    let command = ["key", "revoke", place["k.sec.asc"], "--out", place["revoked.asc"]]
    let refused = try await pkg(command)
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[key.file-open]"), "\(refused.errors)")
    #expect(try !place.names().contains("revoked.asc"))
    let allowed = try await pkg(command + ["--insecure-key-permissions"])
    #expect(allowed.status == 0)
    #expect(allowed.errors.contains("warning: ") && allowed.errors.contains("[key.file-open]"))
    let judged = try await pkg(["key", "check", place["k.sec.asc"]])
    #expect(judged.status == 1)
    #expect(judged.output.contains("[key.file-open]"), "\(judged.output)")
  }

  /// A variable that was never set must not make a key that says it is protected.
  @Test func anEmptyPassphraseMakesNoKey() async throws {
    let place = try ScratchDirectory()
    try place.write("\n", to: "passphrase", mode: 0o600)
    let refused = try await pkg([
      "key", "generate", "--algorithm", "ed25519", "--user-id", "R <r@example.com>", "--out",
      place["key"], "--passphrase-file", place["passphrase"],
    ])
    expectFailure(refused, 64)
    #expect(refused.errors.contains("[key.passphrase-empty]"), "\(refused.errors)")
    #expect(try place.names() == ["passphrase"])
  }

  @Test(arguments: ["superseded", "retired", "compromised"])
  func revokingSaysWhy(reason: String) async throws {
    let place = try ScratchDirectory()
    try place.write("p4ss wörd\n", to: "word", mode: 0o600)
    try await generate(place, "ed25519", ["--passphrase-file", place["word"]])
    let arguments = [
      "key", "revoke", "--reason", reason, "--message", "see example.invalid", "--out",
      place["gone.asc"], place["k.sec.asc"],
    ]
    expectFailure(try await pkg(arguments), 77)
    expectFailure(try await pkg(arguments + ["--reason", "boredom"]), 64)
    let revoked = try await pkg(arguments + ["--passphrase-file", place["word"]])
    try #require(revoked.status == 0, "\(revoked.errors)")
    let inspected = try await run("sq", ["inspect", place["gone.asc"]])
    #expect(inspected.output.contains("Revoked"), "\(inspected.output)")
    #expect(inspected.output.contains("see example.invalid"), "\(inspected.output)")
    let only = try await pkg(
      arguments.map { $0 == place["gone.asc"] ? place["only.asc"] : $0 } + [
        "--revocation-only", "--passphrase-file", place["word"],
      ])
    try #require(only.status == 0, "\(only.errors)")
    let home = try ScratchDirectory()
    _ = try await gnuPG(home, ["--import", place["k.pub.asc"]])
    _ = try await gnuPG(home, ["--import", place["only.asc"]])
    #expect(try await gnuPG(home, ["--list-keys"]).contains("pub:r:"))
  }

  @Test func exportsArePublic() async throws {
    let place = try ScratchDirectory()
    try await generate(place)
    let printed = try await pkg(["key", "export", place["k.sec.asc"]])
    #expect(printed.status == 0, "\(printed.errors)")
    #expect(try printed.output == place.text("k.pub.asc"))
    let written = try await pkg([
      "key", "export", place["k.sec.asc"], "--binary", "--out", place["k.gpg"],
    ])
    #expect(written.status == 0 && written.output.isEmpty, "\(written.errors)")
    let back = try await pkg(["key", "export", place["k.gpg"]])
    #expect(back.output == printed.output)
    expectFailure(try await pkg(["key", "export", place["k.gpg"], "--out", place["k.gpg"]]), 73)
    #expect(try await pkg(["key", "export", place["k.gpg"], "--binary"]).status == 64)
    // Two keys become one file, which rpm imports whole.
    try await generate(place, "rsa3072", ["--out", place["r"]])
    let both = try await pkg([
      "key", "export", place["k.pub.asc"], place["r.sec.asc"], "--out", place["both.asc"],
    ])
    #expect(both.status == 0, "\(both.errors)")
    let shown = try await pkg(["key", "show", "--format", "json", place["both.asc"]])
    #expect(shown.output.components(separatedBy: "\"userIDs\"").count == 3)
  }

  /// GnuPG's own certification of another key is left out of a minimal export.
  @Test func minimalExportsHoldOwnSignaturesOnly() async throws {
    let place = try ScratchDirectory()
    try await startAgent(home: place["gnupg"])
    func gpg(_ arguments: [String]) async throws -> String {
      try await succeed(
        "gpg",
        [
          "--homedir", place["gnupg"], "--batch", "--yes", "--pinentry-mode", "loopback",
          "--passphrase", "",
        ] + arguments)
    }
    try await generate(place)
    _ = try await gpg(["--quick-gen-key", "other@example.invalid", "ed25519", "sign,cert", "never"])
    _ = try await gpg(["--import", place["k.pub.asc"]])
    let shown = try await pkg(["key", "show", place["k.pub.asc"]])
    let fingerprint = try #require(
      lines(shown.output).first?.split(separator: " ").last.map(String.init))
    _ = try await gpg(["--quick-sign-key", fingerprint])
    _ = try await gpg(["--output", place["signed.gpg"], "--export", fingerprint])
    _ = try await succeed("gpgconf", ["--homedir", place["gnupg"], "--kill", "all"])
    let whole = try await pkg(["key", "export", place["signed.gpg"]])
    #expect(try whole.output != place.text("k.pub.asc"))
    let minimal = try await pkg(["key", "export", "--minimal", place["signed.gpg"]])
    #expect(try minimal.output == place.text("k.pub.asc"))
  }

  @Test func whatIsShownIsWhatGnuPGSees() async throws {
    let place = try ScratchDirectory()
    try await generate(place, "p521", ["--expires-in", "36500"])
    let shown = try await pkg(["key", "show", place["k.sec.asc"]])
    #expect(shown.status == 0, "\(shown.errors)")
    let home = try ScratchDirectory()
    let listing = try await gnuPG(home, ["--show-keys", place["k.pub.asc"]])
    let fingerprint = lines(listing).first { $0.hasPrefix("fpr:") }?.split(separator: ":").last
    #expect(
      try shown.output == """
        fingerprint \(#require(fingerprint))
          key id    \(#require(fingerprint).suffix(16))
          algorithm ECDSA P-521
          created   2020-01-01T00:00:00Z
          expires   2119-12-08T00:00:00Z
          secret    in the clear
          verdict   may sign
          user id   Key <key@example.invalid>

        """)
  }
}
