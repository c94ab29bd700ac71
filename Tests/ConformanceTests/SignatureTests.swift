import Foundation
import TestSupport
import Testing

/// Other people's verifiers accept the signatures.
@Suite struct SignatureTests {
  @Test("rpmkeys demands and finds a signature", arguments: Hello.Target.all)
  func rpm(target: Hello.Target) async throws {
    let hello = try await Hello.built()
    try await expectRPMSignature(hello.path(target.rpm), certificate: hello.certificate)
  }

  @Test("debsig-verify follows a policy", arguments: Hello.Target.all)
  func deb(target: Hello.Target) async throws {
    let hello = try await Hello.built()
    try await expectDebianSignature(hello.path(target.deb), certificate: hello.certificate)
  }

  @Test func checksumsAreRightAndSigned() async throws {
    let hello = try await Hello.built()
    let listed = try await succeed("sha256sum", ["--strict", "-c", "SHA256SUMS"], in: hello.output)
    for target in Hello.Target.all {
      #expect(listed.contains("\(target.rpm): OK\n"))
      #expect(listed.contains("\(target.deb): OK\n"))
    }
    try await expectDetachedSignature(
      hello.path("SHA256SUMS.asc"), of: hello.path("SHA256SUMS"), certificate: hello.certificate)
  }

  @Test(
    "pkg sign does for finished artefacts what a build does",
    arguments: [
      "ed25519", "rsa3072", "rsa4096",
    ])
  func signing(algorithm: String) async throws {
    let hello = try await Hello.built()
    let place = try ScratchDirectory()
    let key = try await pkg([
      "key", "generate", "--algorithm", algorithm, "--user-id", "Other <other@example.com>",
      "--out", place["other"],
    ])
    try #require(key.status == 0, "\(key.errors)")
    let target = Hello.Target.all[0]
    for name in [target.rpm, target.deb, "SHA256SUMS"] {
      try FileManager.default.copyItem(atPath: hello.path(name), toPath: place[name])
    }
    let files = [place[target.rpm], place[target.deb], place["SHA256SUMS"]]
    let command = ["sign", "--replace", "--key", place["other.sec.asc"]]
    // The list is looked at when what it lists is signed, and no longer holds then.
    let stale = try await pkg(command + files.reversed())
    expectFailure(stale, 77)
    #expect(stale.errors.contains("[sign.unsound]"), "\(stale.errors)")
    let sums = try await succeed("sha256sum", [target.rpm, target.deb], in: place.path)
    try place.write(sums, to: "SHA256SUMS")
    let signed = try await pkg(command + files)
    try #require(signed.status == 0, "\(signed.errors)")
    try await expectRPMSignature(files[0], certificate: place["other.pub.asc"])
    try await expectDebianSignature(files[1], certificate: place["other.pub.asc"])
    try await expectDetachedSignature(
      files[2] + ".asc", of: files[2], certificate: place["other.pub.asc"])
    let verified = try await pkg(["verify", "--keyring", place["other.pub.asc"]] + files.prefix(2))
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
  }

  @Test func aProtectedKeySignsWithItsPassphrase() async throws {
    let place = try ScratchDirectory()
    try place.write("correct horse\n", to: "passphrase", mode: 0o600)
    try place.write("wrong horse\n", to: "wrong", mode: 0o600)
    try place.write("correct horse\n", to: "open")
    try place.write("data\n", to: "file")
    let key = try await pkg([
      "key", "generate", "--algorithm", "ed25519", "--user-id", "Locked <locked@example.com>",
      "--out", place["locked"], "--passphrase-file", place["passphrase"],
    ])
    try #require(key.status == 0, "\(key.errors)")
    let mode = try await succeed("stat", ["-c", "%a", place["locked.sec.asc"]])
    #expect(mode == "600\n")
    // A passphrase that is wrong, and one that everybody may read.
    for name in ["wrong", "open"] {
      let refused = try await pkg([
        "sign", "--key", place["locked.sec.asc"], "--passphrase-file", place[name], place["file"],
      ])
      expectFailure(refused, 77)
      #expect(try place.names(in: "").contains("file.asc") == false)
    }
    let signed = try await pkg([
      "sign", "--key", place["locked.sec.asc"], "--passphrase-file", place["passphrase"],
      place["file"],
    ])
    #expect(signed.status == 0, "\(signed.errors)")
    try await expectDetachedSignature(
      place["file.asc"], of: place["file"], certificate: place["locked.pub.asc"])
  }
}

/// rpm, told to insist on signatures and knowing one key only, accepts the package.
func expectRPMSignature(_ package: String, certificate: String) async throws {
  let place = try ScratchDirectory()
  let database = ["--define", "_dbpath \(place.path)"]
  try await succeed("rpmkeys", database + ["--import", certificate])
  let verdict = try await succeed(
    "rpmkeys", database + ["--define", "_pkgverify_level all", "-Kv", package])
  #expect(verdict.contains("Signature, key ID"))
  for line in lines(verdict).dropFirst() { #expect(line.hasSuffix(": OK"), "\(verdict)") }
}

/// debsig-verify, with a policy that requires this key's signature, accepts the package.
func expectDebianSignature(_ package: String, certificate: String) async throws {
  let bytes = [UInt8](try Data(contentsOf: URL(filePath: certificate)))
  let policies = try await DebsigPolicies([(try await keyIdentity(of: certificate), bytes)])
  let verdict = try await policies.verify(package)
  #expect(verdict.status == 0, "\(verdict.output)\(verdict.errors)")
}

/// gpg, gpgv and sq, each knowing one key only, accept the signature.
func expectDetachedSignature(
  _ signature: String, of file: String, certificate: String
) async throws {
  let place = try ScratchDirectory()
  let home = ["GNUPGHOME": place.path]
  try await succeed("gpg", ["--batch", "--import", certificate], environment: home)
  // gpg's status tells what its exit code does not: an expired or revoked key.
  let status = try await succeed(
    "gpg", ["--batch", "--status-fd", "1", "--verify", signature, file], environment: home)
  #expect(status.contains("[GNUPG:] GOODSIG ") && status.contains("[GNUPG:] VALIDSIG "))
  try await succeed("gpg", ["--dearmor", "-o", place["key.gpg"], certificate], environment: home)
  try await succeed("gpgv", ["--keyring", place["key.gpg"], signature, file], environment: home)
  try await succeed(
    "sq", ["verify", "--signer-cert", certificate, "--detached", signature, file])
}

/// The key ID of a certificate's primary key, as gpg computes it.
func keyIdentity(of certificate: String) async throws -> String {
  let place = try ScratchDirectory()
  let listing = try await succeed(
    "gpg", ["--batch", "--with-colons", "--show-keys", certificate],
    environment: ["GNUPGHOME": place.path])
  let fields = lines(listing).first { $0.hasPrefix("pub:") }?
    .split(separator: ":", omittingEmptySubsequences: false)
  return fields.map { String($0[4]) } ?? ""
}
