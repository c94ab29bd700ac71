import Bytes
import Cryptography
import Debian
import Foundation
import OpenPGP
import Platform
import RPM
import TestSupport
import Testing

@testable import Audit
@testable import Stages

/// What `pkg verify --as` says of packages, against the verifiers that are on this machine.
///
/// The signatures are GnuPG's: it makes what our own signer refuses to.
struct PredictionTests {
  /// What is done to a package, or with which key it is signed.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var key = GnuPGHome.Key.rsa
    var digest = "SHA256"
    /// Signs nothing, or in the place of the header's signature.
    var isSigned = true
    /// Whether rpm is given the key.
    var isGiven = true
    var change = Change.none
    var testDescription: String { name }

    /// Whether what was predicted is what the verifier answered.
    func expect(_ predicted: Prediction, toBe answer: RunResult) {
      if key == .dsa {
        // No reader here verifies DSA, so nothing is known of such a signature.
        #expect(predicted.verdict == .unknown)
        return
      }
      #expect(predicted.verdict != .unknown, "\(predicted.text)")
      #expect(
        (answer.status == 0) == (predicted.verdict != .refused),
        "\(predicted.text): \(answer.status) \(answer.output)\(answer.errors)")
    }
  }

  enum Change: Sendable { case none, payloadByte, headerByte, signatureByte, lead, trailingJunk }

  static let cases: [Case] = [
    Case(name: "RSA"), Case(name: "RSA over SHA-512", digest: "SHA512"),
    Case(name: "RSA over SHA-1", digest: "SHA1"), Case(name: "RSA-1024", key: .rsa1024),
    Case(name: "DSA", key: .dsa), Case(name: "Ed25519", key: .ed25519),
    Case(name: "ECDSA P-256", key: .p256), Case(name: "ECDSA P-384", key: .p384, digest: "SHA384"),
    Case(name: "RSA signing subkey", key: .subkey), Case(name: "expired key", key: .expired),
    Case(name: "revoked key", key: .revoked),
    Case(name: "certificate over SHA-1", key: .weakCertificate),
    Case(name: "expired signature", key: .briefSignature),
    Case(name: "unsigned", isSigned: false), Case(name: "unknown key", isGiven: false),
    Case(name: "payload changed", change: .payloadByte),
    Case(name: "header changed", change: .headerByte),
    Case(name: "signature changed", change: .signatureByte),
    Case(name: "lead changed", change: .lead),
    Case(name: "bytes behind the signature", change: .trailingJunk),
  ]

  @Test("rpm 4.18 says what was predicted", arguments: cases)
  func rpm(one: Case) async throws {
    let home = try await GnuPGHome.shared()
    let bytes = try package(one, home)
    let keys = one.isGiven ? [try home.certificate(one.key)] : []
    let seen = try observeRPM(ArraySource(bytes), keyring: keys, at: home.now)
    let program = try #require(VerifierProgram.named("rpm-4.18"))
    let predicted = program.prediction(of: seen, as: "rpm-4.18")
    let place = try ScratchDirectory()
    try place.write(bytes, to: "p.rpm")
    let database = ["--define", "_dbpath \(place["db"])"]
    try await succeed("rpmdb", database + ["--initdb"])
    if one.isGiven {
      let imported = try await run("rpmkeys", database + ["--import", home.file(one.key)])
      let isRefused = predicted.reasons.contains { $0.answer == .refusesKey }
      #expect((imported.status == 0) == !isRefused, "\(predicted.text): \(imported.errors)")
    }
    let answer = try await run("rpmkeys", database + ["-Kv", place["p.rpm"]])
    let isVersion = try await succeed("rpm", ["--version"]).contains("version 4.18.")
    try #require(isVersion, "this test is about rpm 4.18, which Debian 12 has")
    one.expect(predicted, toBe: answer)
  }

  /// Our own verdict and the prediction differ where, and only where, the table has an exclamation
  /// mark: what rpm 4.18 takes and should not.
  @Test("a wrong acceptance is one that we refuse", arguments: cases)
  func strictness(one: Case) async throws {
    let home = try await GnuPGHome.shared()
    let source = ArraySource(try package(one, home))
    let keys = one.isGiven ? [try home.certificate(one.key)] : []
    let seen = try observeRPM(source, keyring: keys, at: home.now)
    let program = try #require(VerifierProgram.named("rpm-4.18"))
    let predicted = program.prediction(of: seen, as: "rpm-4.18")
    var audit = try auditRPM(source, name: "p", keyring: keys, at: home.now, depth: .package)
    audit.requireSignature()
    if predicted.verdict == .acceptedWrongly { #expect(!audit.isProven, "\(predicted.text)") }
    if predicted.verdict == .accepted, one.key != .dsa { #expect(audit.isProven, "\(audit)") }
  }

  @Test(
    "debsig-verify says what was predicted",
    arguments: [
      Case(name: "RSA"), Case(name: "RSA over SHA-1", digest: "SHA1"),
      Case(name: "RSA-1024", key: .rsa1024), Case(name: "Ed25519", key: .ed25519),
      Case(name: "ECDSA P-256", key: .p256), Case(name: "RSA signing subkey", key: .subkey),
      Case(name: "expired key", key: .expired), Case(name: "unsigned", isSigned: false),
      Case(name: "signature changed", change: .signatureByte),
    ])
  func debsig(one: Case) async throws {
    let home = try await GnuPGHome.shared()
    var file = home.deb
    if one.isSigned {
      var packet = try home.signature(.deb, by: one.key, one.digest)
      if one.change == .signatureByte { packet[packet.count - 9] ^= 1 }
      file += try DebianPackage.signatureMember(role: .origin, packet: packet, modified: 0)
    }
    let seen = try observeDebian(
      ArraySource(file), keyring: [try home.certificate(one.key)], at: home.now)
    let program = try #require(VerifierProgram.named("debsig-0.28"))
    let predicted = program.prediction(of: seen, as: "deb12")
    let place = try ScratchDirectory()
    try place.write(file, to: "p.deb")
    let answer = try await home.debsig(place["p.deb"], key: one.key)
    one.expect(predicted, toBe: answer)
  }

  @Test(
    "gpgv says what was predicted",
    arguments: [
      Case(name: "RSA"), Case(name: "RSA over SHA-1", digest: "SHA1"),
      Case(name: "RSA-1024", key: .rsa1024), Case(name: "DSA", key: .dsa),
      Case(name: "Ed25519", key: .ed25519), Case(name: "ECDSA P-256", key: .p256),
      Case(name: "RSA signing subkey", key: .subkey), Case(name: "expired key", key: .expired),
      Case(name: "revoked key", key: .revoked),
      Case(name: "expired signature", key: .briefSignature),
      Case(name: "unknown key", isGiven: false),
      Case(name: "signature changed", change: .signatureByte),
    ])
  func gpgv(one: Case) async throws {
    let home = try await GnuPGHome.shared()
    let document = GnuPGHome.text
    var packet = try home.signature(.file, by: one.key, one.digest)
    if one.change == .signatureByte { packet[packet.count - 9] ^= 1 }
    let given = one.isGiven ? one.key : .ed25519
    let seen = try observeFile(
      ArraySource(document), signature: packet, keyring: [try home.certificate(given)],
      at: home.now)
    let predicted = try #require(VerifierProgram.named("gpg-2.2")).prediction(of: seen, as: "gpg")
    let place = try ScratchDirectory()
    try place.write(document, to: "d")
    try place.write(packet, to: "d.sig")
    try await succeed("gpg", ["--dearmor", "-o", place["k.gpg"], home.file(given)])
    let answer = try await run("gpgv", ["--keyring", place["k.gpg"], place["d.sig"], place["d"]])
    one.expect(predicted, toBe: answer)
  }

  @Test(
    "Sequoia says what was predicted",
    arguments: [
      Case(name: "RSA"), Case(name: "RSA over SHA-1", digest: "SHA1"),
      Case(name: "RSA-1024", key: .rsa1024), Case(name: "Ed25519", key: .ed25519),
      Case(name: "ECDSA P-256", key: .p256),
      Case(name: "ECDSA P-384", key: .p384, digest: "SHA384"),
      Case(name: "RSA signing subkey", key: .subkey), Case(name: "expired key", key: .expired),
      Case(name: "revoked key", key: .revoked),
      Case(name: "certificate over SHA-1", key: .weakCertificate),
      Case(name: "unknown key", isGiven: false),
      Case(name: "signature changed", change: .signatureByte),
    ], ["sequoia-1", "sequoia-2"])
  func sequoia(one: Case, program: String) async throws {
    let home = try await GnuPGHome.shared()
    let document = GnuPGHome.text
    var packet = try home.signature(.file, by: one.key, one.digest)
    if one.change == .signatureByte { packet[packet.count - 9] ^= 1 }
    let given = one.isGiven ? one.key : .ed25519
    let seen = try observeFile(
      ArraySource(document), signature: packet, keyring: [try home.certificate(given)],
      at: home.now)
    let predicted = try #require(VerifierProgram.named(program)).prediction(of: seen, as: program)
    let place = try ScratchDirectory()
    try place.write(document, to: "d")
    try place.write(packet, to: "d.sig")
    let isFirst = program == "sequoia-1"
    let answer = try await run(
      isFirst ? "sqv" : "\(packageDirectory)/.build/venv/bin/python",
      isFirst
        ? ["--keyring", home.file(given), place["d.sig"], place["d"]]
        : ["-c", Self.secondSequoia, home.file(given), place["d.sig"], place["d"]])
    one.expect(predicted, toBe: answer)
  }

  private static let secondSequoia = """
    import sys
    from pysequoia import *
    certificate = Cert.from_file(sys.argv[1])
    verify(signature=Sig.from_file(sys.argv[2]), file=sys.argv[3], store=lambda ids: [certificate])
    """

  @Test(
    "apt says what was predicted",
    arguments: [
      Case(name: "RSA"), Case(name: "RSA over SHA-1", digest: "SHA1"),
      Case(name: "RSA-1024", key: .rsa1024), Case(name: "Ed25519", key: .ed25519),
      Case(name: "ECDSA P-256", key: .p256), Case(name: "RSA signing subkey", key: .subkey),
      Case(name: "expired key", key: .expired), Case(name: "unknown key", isGiven: false),
      Case(name: "signature changed", change: .signatureByte),
    ])
  func apt(one: Case) async throws {
    let home = try await GnuPGHome.shared()
    var packet = try home.signature(.index, by: one.key, one.digest)
    if one.change == .signatureByte { packet[packet.count - 9] ^= 1 }
    let given = one.isGiven ? one.key : .ed25519
    var seen = try observeFile(
      ArraySource(try GnuPGHome.index()), signature: packet,
      keyring: [try home.certificate(given)], at: home.now)
    seen.artefact = .repository
    let predicted = try #require(VerifierProgram.named("apt-2.6")).prediction(of: seen, as: "deb12")
    let answer = try await home.aptUpdate(
      index: try GnuPGHome.index(), signature: packet, key: given)
    one.expect(predicted, toBe: answer)
  }

  @Test(
    "and of an index with its signature in it",
    arguments: [
      Case(name: "RSA"), Case(name: "RSA over SHA-1", digest: "SHA1"),
      Case(name: "Ed25519", key: .ed25519), Case(name: "expired key", key: .expired),
      Case(name: "text changed", change: .headerByte),
    ])
  func inRelease(one: Case) async throws {
    let home = try await GnuPGHome.shared()
    var text = String(decoding: try home.inRelease(by: one.key, one.digest), as: UTF8.self)
    if one.change == .headerByte { text = text.replacing("Suite: test", with: "Suite: tesu") }
    let seen = try observeCleartext(
      Array(text.utf8), keyring: [try home.certificate(one.key)], at: home.now)
    let predicted = try #require(VerifierProgram.named("apt-2.6")).prediction(of: seen, as: "deb12")
    let answer = try await home.aptUpdate(
      index: Array(text.utf8), signature: nil, key: one.key)
    one.expect(predicted, toBe: answer)
  }

  @Test(
    "verifiers that are not here answer as the table's rows do",
    arguments: [
      ("rpm-4.11", "RSA", Prediction.Verdict.acceptedWrongly),
      ("rpm-4.14", "RSA", .accepted), ("rpm-6.0", "RSA", .accepted),
      ("rpm-4.14", "Ed25519", .refused), ("rpm-4.16", "Ed25519", .accepted),
      ("rpm-4.16", "RSA over SHA-1", .acceptedWrongly),
      ("rpm-4.16-el9", "RSA over SHA-1", .refused),
      ("rpm-4.19", "RSA over SHA-1", .refused), ("rpm-4.19", "RSA-1024", .refused),
      ("rpm-4.16-el9", "RSA-1024", .unknown), ("rpm-4.19", "expired key", .refused),
      ("rpm-4.20", "unsigned", .acceptedWrongly), ("rpm-6.0", "unsigned", .refused),
      ("rpm-4.19", "ECDSA P-256", .accepted), ("rpm-4.11", "RSA signing subkey", .refused),
      ("rpm-4.14", "RSA signing subkey", .accepted), ("rpm-6.0", "payload changed", .refused),
      ("rpm-4.11", "payload changed", .refused), ("rpm-6.0", "lead changed", .acceptedWrongly),
    ])
  func table(program: String, name: String, expected: Prediction.Verdict) async throws {
    let home = try await GnuPGHome.shared()
    let one = try #require(Self.cases.first { $0.name == name })
    let seen = try observeRPM(
      ArraySource(try package(one, home)), keyring: [try home.certificate(one.key)],
      at: home.now)
    let predicted = try #require(VerifierProgram.named(program)).prediction(of: seen, as: program)
    #expect(predicted.verdict == expected, "\(predicted.text)")
  }

  /// A payload exchanged under a header signature, MD5 and size mended: only rpm 4.11 is taken in.
  @Test func anExchangedPayloadUnderAHeaderSignature() async throws {
    let home = try await GnuPGHome.shared()
    let whole = try package(Case(name: "RSA"), home)
    let parsed = try RPMPackage.read(from: ArraySource(whole))
    var bytes = whole
    bytes[bytes.count - 20] ^= 1
    let header = parsed.headerRange.lowerBound..<parsed.payloadRange.upperBound
    let old = try #require(parsed.signatureHeader.bytes(.packageMD5))
    let place = try #require(whole[..<header.lowerBound].firstRange(of: old))
    bytes.replaceSubrange(place, with: try digest(.md5, of: Array(bytes[header])))
    let seen = try observeRPM(
      ArraySource(bytes), keyring: [try home.certificate(.rsa)], at: home.now)
    #expect(seen.cases.contains(.payloadDigestWrong) && !seen.cases.contains(.oldDigestWrong))
    for program in VerifierProgram.all where program.reads == .rpm {
      let verdict = program.prediction(of: seen, as: program.name).verdict
      #expect(verdict == (program.name == "rpm-4.11" ? .acceptedWrongly : .refused))
    }
  }
}
