import Foundation
import TestSupport
import Testing

/// Passphrases that are typed: the terminal is asked wherever no other source has one.
@Suite struct TerminalTests {
  /// Runs a command at a terminal of its own, types an answer at each question, and prints
  /// everything that was shown.
  private static let terminal = """
    import os, pty, sys
    answers, command = sys.argv[1].split("|"), sys.argv[2:]
    child, terminal = pty.fork()
    if child == 0:
        os.execv(command[0], command)
    shown = b""
    for index, answer in enumerate(answers):
        while shown.count(b"': ") + shown.count(b"): ") + shown.count(b"again: ") <= index:
            shown += os.read(terminal, 4096)
        os.write(terminal, answer.encode().decode("unicode_escape").encode())
    try:
        while part := os.read(terminal, 4096):
            shown += part
    except OSError:
        pass
    sys.stdout.buffer.write(shown)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

    """

  /// `answers`, with `|` between them, are typed with Python's escapes.
  private func pkg(
    typing answers: String, _ arguments: [String], in place: ScratchDirectory
  ) async throws -> RunResult {
    try place.write(Self.terminal, to: "terminal.py")
    return try await run(
      "python3", [place["terminal.py"], answers, Surroundings.program] + arguments,
      environment: ["SOURCE_DATE_EPOCH": Surroundings.epoch])
  }

  private func protectedKey() async throws -> ScratchDirectory {
    let place = try ScratchDirectory()
    try place.write("data\n", to: "file")
    try place.write("correct horse\n", to: "passphrase", mode: 0o600)
    let made = try await ConformanceTests.pkg([
      "key", "generate", "--algorithm", "ed25519", "--user-id", "R <r@example.com>", "--out",
      place["key"], "--passphrase-file", place["passphrase"],
    ])
    try #require(made.status == 0, "\(made.errors)")
    return place
  }

  @Test(arguments: [
    ("correct horse\\n", 0), ("wronk\\x7f\\x7f\\x15correct horsf\\x7fe\\r", 0), ("wrong\\n", 77),
    ("\\x03", 77), ("\\x04", 77),
  ])
  func signingAsksWithoutEcho(answer: String, status: Int32) async throws {
    let place = try await protectedKey()
    let result = try await pkg(
      typing: answer, ["sign", "--key", place["key.sec.asc"], place["file"]], in: place)
    #expect(result.status == status, "\(result.output)")
    #expect(result.output.hasPrefix("Passphrase of key file '\(place["key.sec.asc"])': "))
    #expect(!result.output.contains("horse") && !result.output.contains("wronk"))
    if status == 0 {
      try await expectDetachedSignature(
        place["file.asc"], of: place["file"], certificate: place["key.pub.asc"])
    }
  }

  @Test(arguments: [("correct horse\\n", 0), ("wrong\\n", 77), ("\\x03", 77)])
  func revokingAsks(answer: String, status: Int32) async throws {
    let place = try await protectedKey()
    let result = try await pkg(
      typing: answer, ["key", "revoke", place["key.sec.asc"], "--out", place["revoked.asc"]],
      in: place)
    #expect(result.status == status, "\(result.output)")
    #expect(result.output.hasPrefix("Passphrase of key file "), "\(result.output)")
    #expect(try place.names().contains("revoked.asc") == (status == 0))
  }

  @Test(arguments: [("p4ss word\\n", 0), ("wrong\\n", 77)])
  func signingWithMinisignsKeyAsks(answer: String, status: Int32) async throws {
    let place = try ScratchDirectory()
    try place.write("data\n", to: "file")
    try await succeed(
      "minisign", ["-G", "-f", "-p", place["key.pub"], "-s", place["key.sec"]],
      input: "p4ss word\np4ss word\n")
    try await succeed("chmod", ["600", place["key.sec"]])
    let result = try await pkg(
      typing: answer,
      ["sign", "--kind", "minisign", "--key", place["key.sec"], place["file"]], in: place)
    #expect(result.status == status, "\(result.output)")
    #expect(result.output.hasPrefix("Passphrase of key file "), "\(result.output)")
    if status == 0 {
      try await succeed("minisign", ["-V", "-p", place["key.pub"], "-m", place["file"]])
    } else {
      #expect(try !place.names().contains("file.minisig"))
    }
  }

  /// What is typed, the status, and what is then said of the private part.
  @Test(arguments: [
    ("correct horse\\n|correct horse\\n", 0, "under a passphrase"), ("\\n", 0, "in the clear"),
    ("correct horse\\n|correct house\\n", 64, "key.passphrase-mismatch"),
    ("\\x03", 64, "key.passphrase-needed"), ("correct\\n|\\x03", 64, "key.passphrase-needed"),
  ])
  func aNewKeysPassphraseIsTypedTwice(
    answers: String, status: Int32, words: String
  ) async throws {
    let place = try ScratchDirectory()
    let made = try await pkg(
      typing: answers,
      [
        "key", "generate", "--algorithm", "ed25519", "--user-id", "R <r@example.com>", "--out",
        place["key"],
      ], in: place)
    #expect(made.status == status, "\(made.output)")
    #expect(!made.output.contains("horse") && !made.output.contains("house"))
    guard status == 0 else {
      #expect(made.output.contains("[\(words)]"), "\(made.output)")
      #expect(try place.names() == ["terminal.py"])
      return
    }
    let shown = try await succeed(Surroundings.program, ["key", "show", place["key.sec.asc"]])
    #expect(shown.contains(words), "\(shown)")
    guard words == "under a passphrase" else { return }
    try place.write("correct horse\n", to: "passphrase", mode: 0o600)
    try place.write("data\n", to: "file")
    let signed = try await ConformanceTests.pkg([
      "sign", "--key", place["key.sec.asc"], "--passphrase-file", place["passphrase"],
      place["file"],
    ])
    #expect(signed.status == 0, "\(signed.errors)")
  }
}
