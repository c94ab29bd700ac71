import Cryptography
import Diagnostics
import Foundation
import OpenPGP
import Platform
import Recipe
import Testing
import Trust

/// What releases make of keys, before anything is signed.
struct TargetVerdictTests {
  private func certificate(_ name: String) throws -> Certificate {
    try Keyring.load(bytes: example("\(name).pub.asc"), name: name).certificates[0]
  }

  private func releases(_ names: String...) throws -> [TargetRelease] {
    try names.map { try ReleaseTable.builtIn.release(named: $0) }
  }

  private func verdicts(
    _ key: String, _ names: [TargetRelease], _ artefacts: [VerifierProgram.Artefact]
  ) throws -> [TargetVerdict] {
    let certificate = try certificate(key)
    return targetVerdicts(
      for: names, signing: artefacts, with: certificate.primary, of: certificate, at: made)
  }

  @Test func rsaIsTakenEverywhere() throws {
    let all = ReleaseTable.builtIn.releases
    let verdicts = try verdicts("rsa3072", all, [.rpm, .deb, .repository, .file])
    #expect(verdicts.count > all.count)
    for verdict in verdicts { #expect(verdict.isTaken && verdict.untried.isEmpty, "\(verdict)") }
    #expect(verdicts.findings() == [])
  }

  @Test func ed25519IsRefusedBeforeRPM416() throws {
    let names = try releases("el7", "el8", "leap15.6", "el9", "el10", "f43", "deb12")
    let verdicts = try verdicts("ed25519", names, [.rpm, .deb])
    #expect(verdicts.filter { !$0.isTaken }.map(\.release) == ["el7", "el8", "leap15.6"])
    #expect(
      verdicts.findings().map(\.description) == [
        """
        pkg: error: el7 will not take it: given an Ed25519 key, rpm 4.11 calls the signature bad \
        (BAD) (row 'ed25519') [target.refused]
        pkg: hint: sign with an RSA key of 3072 or 4096 bits, which every release reads, or sign \
        all the same with --force-target
        """,
        """
        pkg: error: el8, leap15.6 will not take it: given an Ed25519 key, rpm 4.14 calls the \
        signature bad (BAD) (row 'ed25519') [target.refused]
        pkg: hint: sign with an RSA key of 3072 or 4096 bits, which every release reads, or sign \
        all the same with --force-target
        """,
      ])
    #expect(verdicts.findings(force: true).map(\.severity) == [.warning, .warning])
    #expect(verdicts.findings().allSatisfy { $0.exit == .notPermitted })
  }

  @Test(
    "other kinds of keys are refused where no verifier reads them",
    arguments: [
      (PublicKey.Curve.p256, ["el7", "el8", "el9", "deb12"], ["el7", "el8", "el9"]),
      (.p384, ["el9", "el10", "f42", "f43"], ["el9"]),
    ])
  func ecdsa(curve: PublicKey.Curve, asked: [String], refused: [String]) throws {
    // Only the kind of key matters here: the certificate says nothing that would be asked about.
    let point: [UInt8] = [4] + [UInt8](repeating: 1, count: 2 * curve.coordinateSize)
    let number = curve == .p256 ? [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7] : [0x2b, 0x81, 4, 0, 34]
    let bits = point.count * 8 - 5
    let body: [UInt8] =
      [4, 0x5e, 0, 0, 0, 19, UInt8(number.count)] + number.map { UInt8($0) }
      + [UInt8(bits >> 8), UInt8(bits & 0xff)] + point
    let certificate = try Certificate([Packet(.publicKey, body)])
    #expect(certificate.primary.signatureCase == .ecdsa)
    let names = try asked.map { try ReleaseTable.builtIn.release(named: $0) }
    let verdicts = targetVerdicts(
      for: names, signing: [.rpm, .deb], with: certificate.primary, of: certificate, at: made)
    #expect(verdicts.filter { !$0.isTaken }.map(\.release) == refused)
  }

  @Test func releasesOfTheOtherFormatAreNotAsked() throws {
    let names = try releases("el7", "deb12", "alpine3.20")
    #expect(try verdicts("ed25519", names, [.deb]).map(\.release) == ["debian12"])
    #expect(try verdicts("ed25519", names, [.rpm]).map(\.release) == ["el7"])
  }

  @Test func onlyRPM411NeedsASignatureOverThePayload() throws {
    let names = try releases("el7", "al2", "el8", "el9", "f43", "deb12")
    #expect(names.needingPackageSignature.map(\.name) == ["el7", "al2"])
  }

  @Test(
    "a signature header of more than 8192 bytes is for rpm from 4.16 on",
    arguments: [
      (8192, ["el7", "el8", "el9"], []), (8193, ["el7", "el8", "el9"], ["el7", "el8"]),
      (100_000, ["el9", "f43", "deb12"], []),
    ])
  func signatureHeader(size: Int, asked: [String], refused: [String]) throws {
    let names = try asked.map { try ReleaseTable.builtIn.release(named: $0) }
    let findings = checkSignatureHeader(size: size, for: names)
    #expect(findings.count == refused.count)
    for (finding, name) in zip(findings, refused) {
      #expect(finding.code == "target.signature-header" && finding.severity == .error)
      #expect(finding.message.hasPrefix("\(name) will not take it: rpm 4.1"))
    }
    #expect(
      checkSignatureHeader(size: size, for: names, force: true).allSatisfy {
        $0.severity == .warning
      })
  }

  @Test func severalVersion6SignaturesAreExplained() throws {
    let names = try releases("el9", "f43")
    #expect(checkVersion6Signatures(count: 0, isHeaderSigned: true, for: names) == [])
    #expect(checkVersion6Signatures(count: 1, isHeaderSigned: true, for: names) == [])
    let several = checkVersion6Signatures(count: 2, isHeaderSigned: true, for: names)
    #expect(several.map(\.code) == ["target.every-signature"])
    #expect(several[0].message.contains("rpm 6.0, on fedora43, installs it only if"))
    let alone = checkVersion6Signatures(count: 1, isHeaderSigned: false, for: names)
    #expect(alone.map(\.code) == ["target.reads-no-278"])
    #expect(alone[0].message.hasPrefix("el9 will take the package for unsigned"))
  }
}
