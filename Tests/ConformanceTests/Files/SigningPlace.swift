import Foundation
import TestSupport
import Testing

/// A directory with two keys of our own, made once a process, and what is signed with them.
struct SigningPlace {
  let place: ScratchDirectory
  /// RSA, which every tool knows; and the same certificate as gpgv takes it.
  let key: String
  let certificate: String
  let keyring: String
  /// Ed25519.
  let edKey: String
  let edCertificate: String

  private static let keys = Task {
    let folder = try ScratchDirectory()
    for (name, algorithm) in [("rsa", "rsa3072"), ("ed", "ed25519")] {
      let made = try await pkg(
        [
          "key", "generate", "--algorithm", algorithm, "--user-id", "\(name) <\(name)@example.com>",
          "--out", folder[name],
        ], environment: ["SOURCE_DATE_EPOCH": "1700000000"])
      try #require(made.status == 0, "\(made.errors)")
    }
    let home = try ScratchDirectory()
    try await succeed(
      "gpg", ["--dearmor", "-o", folder["rsa.gpg"], folder["rsa.pub.asc"]],
      environment: ["GNUPGHOME": home.path])
    return folder
  }

  init() async throws {
    let keys = try await Self.keys.value
    place = try ScratchDirectory()
    key = keys["rsa.sec.asc"]
    certificate = keys["rsa.pub.asc"]
    keyring = keys["rsa.gpg"]
    edKey = keys["ed.sec.asc"]
    edCertificate = keys["ed.pub.asc"]
  }

  subscript(_ name: String) -> String { place[name] }

  /// `pkg sign`, which must succeed.
  func sign(
    _ files: String..., kind: String, key: String? = nil, options: [String] = []
  ) async throws {
    let result = try await pkg(
      ["sign", "--kind", kind, "--key", key ?? self.key] + options + files.map { place[$0] })
    try #require(result.status == 0, "\(result.errors)")
  }

  /// `pkg verify` of a file by the options that say who is trusted.
  func verify(_ file: String, by options: [String]? = nil) async throws -> RunResult {
    try await pkg(["verify"] + (options ?? ["--keyring", certificate]) + [place[file]])
  }

  /// Expects one answer of `pkg verify`.
  func expect(
    _ status: Int32, _ file: String, by options: [String]? = nil, saying words: String? = nil,
    about comment: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let result = try await verify(file, by: options)
    let all = result.output + result.errors
    #expect(result.status == status, "\(comment) \(all)", sourceLocation: sourceLocation)
    if let words {
      #expect(all.contains(words), "\(comment) \(all)", sourceLocation: sourceLocation)
    }
  }
}

/// gpgv by its status lines: good, valid, and nothing expired or revoked about it.
func gpgvAccepts(_ keyring: String, _ files: [String]) async throws -> Bool {
  let result = try await run("gpgv", ["--status-fd", "1", "--keyring", keyring] + files)
  let bad = ["EXPKEYSIG", "REVKEYSIG", "EXPSIG", "BADSIG", "ERRSIG"]
  return result.status == 0 && result.output.contains("[GNUPG:] GOODSIG ")
    && result.output.contains("[GNUPG:] VALIDSIG ")
    && !bad.contains { result.output.contains("[GNUPG:] \($0) ") }
}
