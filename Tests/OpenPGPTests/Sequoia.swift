import Foundation
import TestSupport
import Testing

@testable import OpenPGP

/// Keys and signatures Sequoia 2 made, of versions 4 and 6, once for all tests.
struct Sequoia: Sendable {
  /// A suite by its name there, and the version of its key.
  struct Kind: Hashable, Sendable, CustomTestStringConvertible {
    var suite: String
    var version: UInt8

    var testDescription: String { "\(suite) v\(version)" }

    static let all: [Kind] =
      ["Cv25519", "P256", "P384", "P521", "RSA2k"].map { Kind(suite: $0, version: 4) }
      + ["Cv25519", "P256", "P384", "P521", "RSA2k", "Cv448"].map { Kind(suite: $0, version: 6) }
  }

  private static let made = Task { try await Sequoia() }

  static var shared: Sequoia { get async throws { try await made.value } }

  private let files: [String: [UInt8]]

  func certificate(_ kind: Kind) throws -> [UInt8] { try file(kind, "pub") }
  func secret(_ kind: Kind) throws -> [UInt8] { try file(kind, "sec") }
  /// A detached, armored signature over ``GnuPG/document``.
  func signature(_ kind: Kind) throws -> [UInt8] { try file(kind, "sig") }
  func revoked(_ kind: Kind) throws -> [UInt8] { try file(kind, "revoked") }
  private func file(_ kind: Kind, _ what: String) throws -> [UInt8] {
    try #require(files["\(kind.suite).\(kind.version).\(what)"])
  }

  private init() async throws {
    let scratch = try ScratchDirectory()
    try scratch.write(Array(GnuPG.document), to: "document")
    let kinds = Kind.all.map { "\($0.suite) \($0.version)" }.joined(separator: "\n")
    try await succeed(
      "\(packageDirectory)/.build/venv/bin/python3", ["-c", Self.program, scratch[""]],
      input: kinds)
    files = try scratch.files()
  }

  private static let program = """
    import os, sys
    from pysequoia import *
    os.chdir(sys.argv[1])
    document = open("document", "rb").read()
    for line in sys.stdin.read().splitlines():
        suite, version = line.split()
        key = Tsk.generate("Sequoia <sequoia@example.invalid>",
            profile=Profile.RFC9580 if version == "6" else Profile.RFC4880,
            cipher_suite=getattr(CipherSuite, suite))
        signature = sign(key.signer(), document, mode=SignatureMode.DETACHED)
        certificate = key.extract_certificate()
        revoked = Cert.from_bytes(bytes(certificate) + bytes(certificate.revoke(key.certifier())))
        for what, content in [("pub", bytes(certificate)), ("sec", bytes(key)),
                              ("sig", signature), ("revoked", bytes(revoked))]:
            open(f"{suite}.{version}.{what}", "wb").write(content)
    """

  /// Whether Sequoia 2 takes a detached signature for good.
  static func verifies(
    certificate: [UInt8], signature: [UInt8], document: [UInt8]
  ) async throws -> RunResult {
    let scratch = try laidOut(certificate, signature, document)
    return try await run(
      "\(packageDirectory)/.build/venv/bin/python3",
      [
        "-c",
        """
        import sys
        from pysequoia import *
        cert = Cert.from_file("cert")
        result = verify(file="document", store=lambda ids: [cert], signature=Sig.from_file("sig"))
        print(result.valid_sigs[0].certificate)
        """,
      ], in: scratch[""])
  }
}
