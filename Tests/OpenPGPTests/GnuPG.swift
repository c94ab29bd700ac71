import Bytes
import Cryptography
import Foundation
import OpenPGP
import TestSupport
import Testing

/// Keys and signatures GnuPG made, once for all tests, in a home of their own.
///
/// Everything that needs the agent happens while this is made; the agent is stopped at its end.
struct GnuPG: Sendable {
  static let passphrase = "p4ss wörd"
  static let document = Array("what is signed\n".utf8)
  private static let made = Task { try await GnuPG() }

  static var shared: GnuPG { get async throws { try await made.value } }

  /// A key GnuPG keeps, by the name its user id starts with.
  enum Name: String, CaseIterable {
    /// Ed25519 that certifies and signs, an encryption subkey below.
    case plain
    /// RSA-3072, protected.
    case sealed
    /// RSA-2048.
    case rsa
    /// RSA-1024.
    case short
    /// Ed25519 that only certifies, a signing and an encryption subkey below; protected.
    case subkeyed
    /// Ed25519, made 2020-01-01 for one year.
    case expired
    /// Ed25519, revoked with a certificate of revocation.
    case revoked

    var address: String { "\(rawValue)@example.invalid" }
    var passphrase: String { [.sealed, .subkeyed].contains(self) ? GnuPG.passphrase : "" }
  }

  private let files: [String: [UInt8]]

  func secret(_ name: Name) throws -> [UInt8] { try file("\(name.rawValue).sec") }
  func certificate(_ name: Name) throws -> [UInt8] { try file("\(name.rawValue).pub") }
  func signature(_ name: Name, _ hash: String = "SHA256") throws -> [UInt8] {
    try file("\(name.rawValue).\(hash).sig")
  }
  private func file(_ name: String) throws -> [UInt8] { try #require(files[name]) }
  /// `--export-secret-subkeys` of the key with subkeys: its primary key is a dummy.
  var offlinePrimary: [UInt8] { get throws { try file("subkeys-only.sec") } }
  /// The armored, not binary, forms GnuPG writes.
  var armoredCertificate: [UInt8] { get throws { try file("plain.asc") } }
  var armoredSignature: [UInt8] { get throws { try file("plain.sig.asc") } }

  private init() async throws {
    let maker = try GnuPGHome()
    do { try await maker.fill() } catch {
      try await maker.stop()
      throw error
    }
    try await maker.stop()
    files = try maker.scratch.files()
  }
}

/// The home the keys are made in.
private struct GnuPGHome {
  let scratch: ScratchDirectory
  private var home: String { scratch["home"] }

  init() throws {
    scratch = try ScratchDirectory()
    try FileManager.default.createDirectory(
      atPath: scratch["home"], withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o700])
    // The least there is; deriving keys from passphrases is most of the time this takes.
    try scratch.write(Array("s2k-count 65536\n".utf8), to: "home/gpg-agent.conf")
    try scratch.write(Array(GnuPG.document), to: "document")
  }

  func stop() async throws {
    _ = try await run("gpgconf", ["--homedir", home, "--kill", "all"])
  }

  private func gpg(_ arguments: [String], passphrase: String = "", at time: String? = nil)
    async throws
  {
    let clock = time.map { ["--faked-system-time", "\($0)T000000!"] } ?? []
    let result = try await run(
      "gpg",
      [
        "--homedir", home, "--batch", "--yes", "--no-tty", "--pinentry-mode", "loopback",
        "--passphrase", passphrase,
      ] + clock + arguments)
    guard result.status == 0 else {
      throw GnuPGFailure(arguments: arguments, words: result.errors)
    }
  }

  func fill() async throws {
    try await startAgent(home: home)
    func make(_ name: GnuPG.Name, _ kind: String, _ usage: String, at time: String = "20200101")
      async throws
    {
      try await gpg(
        [
          "--quick-gen-key", "\(name.rawValue) <\(name.address)>", kind, usage,
          name == .expired ? "1y" : "never",
        ], passphrase: name.passphrase, at: time)
    }
    try await make(.plain, "ed25519", "sign,cert")
    try await make(.sealed, "rsa3072", "sign,cert")
    try await make(.rsa, "rsa2048", "sign,cert")
    try await make(.short, "rsa1024", "sign,cert")
    try await make(.subkeyed, "ed25519", "cert")
    try await make(.expired, "ed25519", "sign,cert")
    try await make(.revoked, "ed25519", "sign,cert")
    try await subkey(.plain, "cv25519", "encr")
    try await subkey(.subkeyed, "ed25519", "sign")
    try await subkey(.subkeyed, "cv25519", "encr")
    for name in GnuPG.Name.allCases {
      for hash in name == .plain || name == .rsa ? ["SHA256", "SHA512", "SHA1"] : ["SHA256"] {
        try await sign(name, hash, "\(name.rawValue).\(hash).sig")
      }
    }
    try await sign(.plain, "SHA256", "plain.sig.asc", armor: true)
    try await revoke()
    for name in GnuPG.Name.allCases {
      try await gpg(["--output", scratch["\(name.rawValue).pub"], "--export", name.address])
      try await gpg(
        ["--output", scratch["\(name.rawValue).sec"], "--export-secret-keys", name.address],
        passphrase: name.passphrase)
    }
    try await gpg(
      ["--armor", "--output", scratch["plain.asc"], "--export", GnuPG.Name.plain.address])
    try await gpg(
      [
        "--output", scratch["subkeys-only.sec"], "--export-secret-subkeys",
        GnuPG.Name.subkeyed.address,
      ],
      passphrase: GnuPG.passphrase)
  }

  private func subkey(_ name: GnuPG.Name, _ kind: String, _ usage: String) async throws {
    try await gpg(
      ["--quick-add-key", try await fingerprint(name), kind, usage, "never"],
      passphrase: name.passphrase, at: "20200102")
  }

  private func sign(
    _ name: GnuPG.Name, _ hash: String, _ output: String, armor: Bool = false
  ) async throws {
    try await gpg(
      ["--local-user", name.address, "--digest-algo", hash, "--output", scratch[output]]
        + (armor ? ["--armor"] : []) + ["--detach-sign", scratch["document"]],
      passphrase: name.passphrase, at: "20200601")
  }

  private func fingerprint(_ name: GnuPG.Name) async throws -> String {
    let listing = try await run(
      "gpg", ["--homedir", home, "--batch", "--with-colons", "--list-keys", name.address])
    let line = listing.output.split(separator: "\n").first { $0.hasPrefix("fpr:") }
    return line.map { String($0.split(separator: ":")[1]) } ?? ""
  }

  /// Imports the certificate of revocation GnuPG stored beside the key, its safety colon removed.
  private func revoke() async throws {
    let name = try await fingerprint(.revoked)
    let text = try scratch.text("home/openpgp-revocs.d/\(name).rev")
    try scratch.write(text.replacing(":-----BEGIN", with: "-----BEGIN"), to: "revoke.asc")
    try await gpg(["--import", scratch["revoke.asc"]])
  }
}

struct GnuPGFailure: Error {
  var arguments: [String]
  var words: String
}

extension ScratchDirectory {
  /// The contents of the files right in it, by name.
  func files() throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: self[""]) where name != "home" {
      files[name] = try read(name)
    }
    return files
  }
}

extension Certificate {
  /// The certificates of a file.
  static func all(_ bytes: [UInt8]) throws -> [Certificate] {
    try KeyFile.packets(parsing: bytes).map { try Certificate($0) }
  }
}

extension TransferableSecretKey {
  /// The one secret key of a file.
  static func only(_ bytes: [UInt8]) throws -> TransferableSecretKey {
    try TransferableSecretKey(KeyFile.packets(parsing: bytes)[0])
  }
}

extension SecretBytes {
  init(_ text: String) { self.init(Array(text.utf8)) }
  init(_ bytes: [UInt8]) { self.init(copying: bytes.span.bytes) }

  /// What a test's own throw-away keys can stand: a copy in an array.
  var copied: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
}

extension KeyFile {
  static func packets(parsing bytes: [UInt8]) throws(MalformedInput) -> [[Packet]] {
    try packets(parsing: SecretBytes(bytes))
  }
}

/// 2021-06-01, later than anything GnuPG was told to make, but for the revocation.
let later: UInt32 = 1_622_505_600
