import Bytes
import Cryptography
import Debian
import Foundation
import OpenPGP
import RPM
import TestSupport
import Testing

@testable import Stages

/// Keys and signatures that GnuPG made, once for all tests: also those that nobody should make.
///
/// Everything that needs the agent happens while this is made; the agent is stopped at its end.
final class GnuPGHome: Sendable {
  enum Key: String, CaseIterable, Sendable {
    case rsa, rsa1024, dsa, ed25519, p256, p384
    /// RSA that only certifies, with a signing subkey.
    case subkey
    /// RSA, made 2020-01-01 for one year.
    case expired
    /// RSA, revoked after it signed.
    case revoked
    /// RSA, certified by itself over SHA-1.
    case weakCertificate
    /// RSA, made 2020-01-01, with a signature that was good for one year.
    case briefSignature

    var algorithm: String {
      switch self {
      case .rsa, .subkey, .expired, .revoked, .weakCertificate, .briefSignature: "rsa2048"
      case .dsa: "dsa2048"
      case .p256: "nistp256"
      case .p384: "nistp384"
      case .rsa1024, .ed25519: rawValue
      }
    }
    var address: String { "\(rawValue)@example.invalid" }
    /// What it signs with here.
    var digests: [String] {
      switch self {
      case .rsa: ["SHA256", "SHA512", "SHA1"]
      case .p384: ["SHA384"]
      default: ["SHA256"]
      }
    }
    /// Whether it was made and signed in 2020.
    var isOld: Bool { self == .expired || self == .briefSignature }
    /// How it signs: now, unless something has expired since.
    var signing: [String] {
      (isOld ? ["--faked-system-time", "20200601T000000!"] : [])
        + (self == .briefSignature ? ["--default-sig-expire", "1y"] : [])
    }
  }

  /// What is signed.
  enum Document: String, CaseIterable, Sendable { case rpm, deb, file, index }

  static let text = Array("a document\n".utf8)
  /// The only list of a repository, and its `Release`.
  static let packages = "Package: none\nVersion: 1\nArchitecture: all\nFilename: n\nSize: 1\n\n"
  static func index() throws -> [UInt8] {
    let sum = hexadecimal(try digest(.sha256, of: Array(packages.utf8)))
    return Array(
      """
      Suite: test
      Date: Thu, 01 Jan 2026 00:00:00 UTC
      Architectures: amd64
      SHA256:
       \(sum) \(packages.utf8.count) Packages

      """.utf8)
  }
  private static let made = Task { try await GnuPGHome() }
  static func shared() async throws -> GnuPGHome { try await made.value }

  /// Seconds since the epoch, after everything was made.
  let now: UInt32
  /// The packages that are signed, without a signature.
  let rpm: [UInt8]
  let deb: [UInt8]
  private let place: ScratchDirectory
  private let signatures: [String: [UInt8]]
  private let fingerprints: [Key: String]

  private init() async throws {
    place = try ScratchDirectory()
    rpm = try await Sample.rpm()
    deb = try await Sample.deb()
    try await startAgent(home: place["home"])
    let header = try RPMPackage.read(from: ArraySource(rpm)).headerRange
    let package = deb
    let members = try DebianPackage.read(from: ArraySource(deb)).signedRanges
    let documents: [Document: [UInt8]] = [
      .rpm: Array(rpm[header]), .deb: members.flatMap { Array(package[$0]) }, .file: Self.text,
      .index: try Self.index(),
    ]
    for (name, bytes) in documents { try place.write(bytes, to: name.rawValue) }
    let gpg = ["--homedir", place["home"], "--batch", "--yes", "--passphrase", ""]
    var signatures: [String: [UInt8]] = [:]
    var fingerprints: [Key: String] = [:]
    do {
      for key in Key.allCases {
        let usage = key == .subkey ? "cert" : "sign"
        let life =
          (key.isOld ? ["--faked-system-time", "20200101T000000!"] : [])
          + (key == .weakCertificate ? ["--cert-digest-algo", "SHA1"] : [])
        try await succeed(
          "gpg",
          gpg + life + [
            "--quick-gen-key", key.address, key.algorithm, usage, key == .expired ? "1y" : "never",
          ])
        let listing = try await succeed("gpg", gpg + ["--with-colons", "--list-keys", key.address])
        let line = try #require(listing.split(separator: "\n").first { $0.hasPrefix("fpr:") })
        let fingerprint = String(line.split(separator: ":", omittingEmptySubsequences: false)[9])
        fingerprints[key] = fingerprint
        if key == .subkey {
          try await succeed("gpg", gpg + ["--quick-add-key", fingerprint, "rsa2048", "sign"])
        }
        for digest in key.digests {
          for document in Document.allCases {
            let output = "\(document)-\(key)-\(digest)"
            try await succeed(
              "gpg",
              gpg + key.signing + [
                "--digest-algo", digest, "-u", key.address, "-o", place[output], "--detach-sign",
                place[document.rawValue],
              ])
            signatures[output] = try place.read(output)
          }
          let inline = "inline-\(key)-\(digest)"
          try await succeed(
            "gpg",
            gpg + key.signing + [
              "--digest-algo", digest, "-u", key.address, "-o", place[inline], "--clearsign",
              place[Document.index.rawValue],
            ])
          signatures[inline] = try place.read(inline)
        }
        if key == .revoked {
          let revocation = try place.text("home/openpgp-revocs.d/\(fingerprint).rev")
          try await succeed(
            "gpg", gpg + ["--import"],
            input: revocation.replacing(":-----BEGIN", with: "-----BEGIN"))
        }
        try await succeed(
          "gpg", gpg + ["--armor", "-o", place[key.rawValue], "--export", key.address])
      }
    } catch {
      _ = try await run("gpgconf", ["--homedir", place["home"], "--kill", "all"])
      throw error
    }
    _ = try await run("gpgconf", ["--homedir", place["home"], "--kill", "all"])
    self.signatures = signatures
    self.fingerprints = fingerprints
    now = UInt32(Date().timeIntervalSince1970) + 1
  }

  /// The armored certificate's path.
  func file(_ key: Key) -> String { place[key.rawValue] }

  func certificate(_ key: Key) throws -> Certificate {
    let bytes = try place.read(key.rawValue)
    let file = SecretBytes(copying: bytes.span.bytes)
    let certificates = try KeyFile.packets(parsing: file).map { try Certificate($0) }
    return try #require(certificates.first)
  }

  /// A binary signature over one of the documents.
  func signature(_ document: Document, by key: Key, _ digest: String) throws -> [UInt8] {
    try #require(signatures["\(document)-\(key)-\(digest)"])
  }

  /// The index with its signature below.
  func inRelease(by key: Key, _ digest: String) throws -> [UInt8] {
    try #require(signatures["inline-\(key)-\(digest)"])
  }

  /// apt, told to look at dates, updates from a repository of this index that `key` has to sign.
  ///
  /// Without a `signature` the index is the signed text itself, `InRelease`.
  func aptUpdate(index: [UInt8], signature: [UInt8]?, key: Key) async throws -> RunResult {
    let folder = try ScratchDirectory()
    for name in ["state/lists/partial", "cache/archives/partial", "repo"] {
      try folder.makeDirectory(name)
    }
    try folder.write(Self.packages, to: "repo/Packages")
    if let signature {
      try folder.write(index, to: "repo/Release")
      try folder.write(Armor(.signature, signature).serialized(), to: "repo/Release.gpg")
    } else {
      try folder.write(index, to: "repo/InRelease")
    }
    try folder.write("deb [signed-by=\(file(key))] file:\(folder["repo"]) ./\n", to: "sources.list")
    let settings = [
      "Dir::State=\(folder["state"])", "Dir::Cache=\(folder["cache"])",
      "Dir::Etc::sourcelist=\(folder["sources.list"])", "Dir::Etc::sourceparts=-",
      "Dir::Etc::trustedparts=-", "Dir::State::status=/dev/null", "APT::Sandbox::User=root",
      "Acquire::Check-Date=true", "Acquire::Check-Valid-Until=true",
      "Acquire::Languages=none", "APT::Update::Error-Mode=any",
    ]
    return try await run("apt-get", settings.flatMap { ["-o", $0] } + ["update"])
  }

  /// debsig-verify with a policy that asks for the origin's signature by `key`.
  func debsig(_ package: String, key: Key) async throws -> RunResult {
    let fingerprint = try #require(fingerprints[key])
    let certificate = try place.read(key.rawValue)
    // It looks for the key's fingerprint, and in older signatures for its id.
    let policies = try await DebsigPolicies(
      [fingerprint, String(fingerprint.suffix(16))].map { ($0, certificate) })
    return try await policies.verify(package)
  }
}
