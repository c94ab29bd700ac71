import Bytes
import Cryptography
import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import RPM

/// A throw-away key of the real gpg.
struct GPGKey {
  let scratch: ScratchDirectory
  let home: String

  init(_ algorithm: String) async throws {
    scratch = try ScratchDirectory()
    home = scratch.path + "/gpg"
    try await startAgent(home: home)
    try await gpg([
      "--quick-generate-key", "Throw Away <nobody@example.com>", algorithm, "sign", "never",
    ])
    try await gpg(["--export", "--armor", "-o", scratch.path + "/key.asc"])
    try await succeed("rpmkeys", ["--dbpath", database, "--import", scratch.path + "/key.asc"])
  }

  var database: String { scratch.path + "/db" }

  func sign(_ bytes: [UInt8]) async throws -> [UInt8] {
    let path = try scratch.write(bytes, to: "message")
    try await gpg(["--digest-algo", "SHA256", "--detach-sign", "-o", path + ".sig", path])
    return try scratch.read("message.sig")
  }

  func gpg(_ arguments: [String]) async throws {
    try await succeed(
      "gpg",
      ["--homedir", home, "--batch", "--yes", "--quiet", "--pinentry-mode", "loopback"]
        + ["--passphrase", ""] + arguments)
  }

  /// `rpmkeys -Kv`, for which an unsigned package is a failure.
  func verify(_ package: [UInt8]) async throws -> RunResult {
    let path = try scratch.write(package, to: "checked.rpm")
    return try await run(
      "rpmkeys", ["--dbpath", database, "--define", "_pkgverify_level all", "-Kv", path])
  }
}

@Suite struct RPMSigningTests {
  @Test(arguments: ["ed25519", "rsa4096"])
  func isVerifiedByRPM(_ algorithm: String) async throws {
    let key = try await GPGKey(algorithm)
    let sample = try Sample.full()
    let unsigned = try await sample.package(in: ScratchDirectory())
    #expect(try await key.verify(unsigned).status != 0)
    let signed = try await sample.package(in: ScratchDirectory()) { try await key.sign($0) }
    #expect(signed.count == unsigned.count)
    let result = try await key.verify(signed)
    #expect(result.status == 0, "\(result.output)\(result.errors)")

    let package = try RPMPackage.read(from: ArraySource(signed))
    #expect(package.checkLayout() == [])
    #expect(package.headerRange.lowerBound == RPMPrologue.size)
    let signature = try #require(package.signatures.first)
    #expect(package.signatures.count == 1)
    #expect(
      signature.tag == (algorithm.hasPrefix("rsa") ? .rsaHeaderSignature : .dsaHeaderSignature))
    #expect(signature.coverage == package.headerRange)

    let bare = try RPMPackage.read(from: ArraySource(unsigned))
    let resigned = try bare.resigned(with: signature.packet)
    #expect(resigned.fitsInPlace)
    let isSame = resigned.prologue + unsigned[RPMPrologue.size...] == signed
    #expect(isSame)
    let again = try package.resigned(with: try await key.sign(package.header.serialized()))
    #expect(again.fitsInPlace && again.prologue.count == RPMPrologue.size)
  }

  @Test func signsRPMBuildsPackageInPlaceAsRPMSignDoes() async throws {
    let key = try await GPGKey("rsa2048")
    let scratch = try ScratchDirectory()
    let original = try await RPMBuild.build(RPMBuild.spec, in: scratch)
    let package = try RPMPackage.read(from: ArraySource(original))
    let ours = try package.resigned(with: try await key.sign(package.header.serialized()))
    #expect(ours.fitsInPlace)
    let signed = ours.prologue + original[package.headerRange.lowerBound...]
    #expect(signed.count == original.count)
    let result = try await key.verify(signed)
    #expect(result.status == 0, "\(result.output)\(result.errors)")

    let path = try scratch.write(original, to: "theirs.rpm")
    try await rpmsign(["--addsign", path], key)
    let theirs = try scratch.read("theirs.rpm")
    let reread = try RPMPackage.read(from: ArraySource(theirs))
    #expect(reread.checkLayout() == [])
    #expect(try reread.verifyDigests(ArraySource(theirs)) == [])
    let found = try #require(reread.signatures.first)
    let isSame = try reread.resigned(with: found.packet).prologue == Array(theirs[..<4504])
    #expect(isSame)
  }

  @Test func leavesRoomForRPMSign() async throws {
    let key = try await GPGKey("ed25519")
    let scratch = try ScratchDirectory()
    let bytes = try await Sample.full().package(in: scratch)
    let path = try scratch.write(bytes, to: "ours.rpm")
    try await rpmsign(["--addsign", path], key)
    let signed = try scratch.read("ours.rpm")
    #expect(signed.count == bytes.count)
    #expect(try RPMReadingTests.examine(signed) == [])
    #expect(try await key.verify(signed).status == 0)
  }

  @Test func makesRoomWhereNoneIsReserved() async throws {
    let key = try await GPGKey("ed25519")
    let bytes = try await Sample.full().package(in: ScratchDirectory())
    let package = try RPMPackage.read(from: ArraySource(bytes))
    var values: [RPMTag: RPMValue] = [:]
    for entry in package.signatureHeader.entries.dropFirst() where entry.tag != .reservedSpace {
      values[entry.tag] = package.signatureHeader.value(of: entry)
    }
    let tight = RPMPrologue(
      lead: package.lead,
      signatureHeader: RPMHeader(region: .signatureRegion, values: values)
    ).serialized()
    let rest = bytes[package.headerRange.lowerBound...]
    let small = try RPMPackage.read(from: ArraySource(tight + rest))
    let resigned = try small.resigned(with: try await key.sign(package.header.serialized()))
    #expect(!resigned.fitsInPlace)
    #expect(resigned.prologue.count == RPMPrologue.size)
    #expect(try await key.verify(resigned.prologue + rest).status == 0)
  }

  @Test func refusesToSignWhatItCannotVouchFor() async throws {
    let packet: [UInt8] = [0xc2, 3, 4, 0, 22]
    let bytes = try await Sample.full().package(in: ScratchDirectory())
    let package = try RPMPackage.read(from: ArraySource(bytes))
    func code(_ body: () throws(Diagnostic) -> RPMResignature) -> String? {
      do throws(Diagnostic) {
        _ = try body()
        return nil
      } catch { return error.code }
    }
    #expect(code { () throws(Diagnostic) in try package.resigned(with: packet) } == nil)
    for bad: [UInt8] in [
      [], [0xc2], [0xc2, 4, 4, 0, 22], [0xc2, 3, 4, 0, 22, 0], [0xc6, 3, 4, 0, 22],
      [0xc2, 3, 9, 0, 22], [0xc2, 2, 4, 0], [0xc2, 0xe1, 4, 0, 22], Array("-----BEGIN".utf8),
    ] {
      #expect(
        code { () throws(Diagnostic) in try package.resigned(with: bad) } == "rpm.not-a-signature")
    }
    var changed = bytes
    changed[package.headerRange.lowerBound + 2000] ^= 1
    if let damaged = try? RPMPackage.read(from: ArraySource(changed)) {
      #expect(
        code { () throws(Diagnostic) in try damaged.resigned(with: packet) } == "rpm.header-digest")
    }
    var values: [RPMTag: RPMValue] = [:]
    for entry in package.header.entries.dropFirst() where entry.tag != .payloadDigest {
      values[entry.tag] = package.header.value(of: entry)
    }
    let header = RPMHeader(region: .immutableRegion, values: values)
    let prologue = try RPMPrologue(
      metadata: Sample().metadata, header: header, payloadSize: 0, uncompressedPayloadSize: 0,
      md5: nil, signatures: RPMSignatureSet(header: packet))
    let old = try RPMPackage.read(from: ArraySource(prologue.serialized() + header.serialized()))
    #expect(
      code { () throws(Diagnostic) in try old.resigned(with: packet) } == "rpm.payload-not-covered")
    #expect(old.checkLayout().map(\.code) == ["rpm.payload-not-covered"])
    #expect(old.checkLayout().hasErrors)
  }

  private func rpmsign(_ arguments: [String], _ key: GPGKey) async throws {
    let gpg = try await succeed("sh", ["-c", "command -v gpg"])
    let settings = [
      "_gpg_name nobody@example.com", "_gpg_path \(key.home)",
      "__gpg \(gpg.trimmingCharacters(in: .whitespacesAndNewlines))",
    ]
    try await succeed(
      "rpmsign", settings.flatMap { ["--define", $0] } + arguments,
      environment: ["GNUPGHOME": key.home])
  }
}
