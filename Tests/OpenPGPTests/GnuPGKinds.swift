import Foundation
import TestSupport

/// One key of every kind GnuPG 2.2 makes and this room signs with, exported by it twice: as it is
/// and under a passphrase.
struct GnuPGKinds: Sendable {
  /// By GnuPG's name for the algorithm.
  enum Kind: String, CaseIterable, Sendable {
    case rsa2048, rsa3072, rsa4096, ed25519, nistp256, nistp384, nistp521
  }

  /// The mark holds the clock still: a key would else be a second younger than its signature.
  static let moment = "20200101T000000!"
  private static let made = Task { try await GnuPGKinds() }

  static var shared: GnuPGKinds { get async throws { try await made.value } }

  private let files: [String: [UInt8]]

  func certificate(_ kind: Kind) -> [UInt8] { files["\(kind.rawValue).pub"] ?? [] }
  func open(_ kind: Kind) -> [UInt8] { files["\(kind.rawValue).open"] ?? [] }
  func sealed(_ kind: Kind) -> [UInt8] { files["\(kind.rawValue).sealed"] ?? [] }
  /// GnuPG's own signature over ``GnuPG/document``.
  func signature(_ kind: Kind) -> [UInt8] { files["\(kind.rawValue).sig"] ?? [] }

  private init() async throws {
    let scratch = try ScratchDirectory()
    try await startAgent(home: scratch["home"])
    try scratch.write(Array(GnuPG.document), to: "document")
    do { try await Self.fill(scratch) } catch {
      _ = try await run("gpgconf", ["--homedir", scratch["home"], "--kill", "all"])
      throw error
    }
    _ = try await run("gpgconf", ["--homedir", scratch["home"], "--kill", "all"])
    files = try scratch.files()
  }

  private static func fill(_ scratch: ScratchDirectory) async throws {
    func gpg(_ arguments: [String], passphrase: String = "") async throws {
      try await succeed(
        "gpg",
        [
          "--homedir", scratch["home"], "--batch", "--yes", "--no-tty", "--pinentry-mode",
          "loopback", "--passphrase", passphrase, "--faked-system-time", moment,
        ] + arguments)
    }
    for kind in Kind.allCases {
      let address = "\(kind.rawValue)@example.invalid"
      try await gpg(["--quick-gen-key", address, kind.rawValue, "sign,cert", "never"])
      try await gpg(["--output", scratch["\(kind.rawValue).pub"], "--export", address])
      try await gpg([
        "--local-user", address, "--output", scratch["\(kind.rawValue).sig"], "--detach-sign",
        scratch["document"],
      ])
      try await gpg(["--output", scratch["\(kind.rawValue).open"], "--export-secret-keys", address])
      try await gpg(["--passwd", address], passphrase: GnuPG.passphrase)
      try await gpg(
        [
          "--armor", "--output", scratch["\(kind.rawValue).sealed"], "--export-secret-keys",
          address,
        ],
        passphrase: GnuPG.passphrase)
    }
  }
}
