import Bytes
import TestSupport
import Testing

/// `pkg sign --rpm-v6 --add`: a second key signs beside the first, in the entry that holds several.
@Suite struct AddedSignatureTests {
  /// The RPM, signed by the RSA key with `options`.
  private func signedPlace(_ options: [String] = []) async throws -> PackagePlace {
    let it = try await PackagePlace()
    let signed = try await it.sign(options, by: it.keys.goodRSA)
    try #require(signed.status == 0, "\(signed.errors)")
    return it
  }

  private func add(_ it: PackagePlace, by key: ForgerKey? = nil) async throws -> RunResult {
    try await it.sign(["--rpm-v6", "--add", "--keyring", it.keys.keyring], by: key)
  }

  /// The packets under tag 278.
  private func entries(_ package: ForgedRPM) throws -> [[UInt8]] {
    let entry = try #require(package.signatures.entries.first { $0.tag == 278 })
    let texts = entry.data.split(separator: 0, omittingEmptySubsequences: true)
    #expect(texts.count == Int(entry.count))
    return try texts.map { try Base64.decoded($0) }
  }

  private func expectGPG(
    _ packet: [UInt8], over package: ForgedRPM, by key: ForgerKey
  ) async throws {
    let place = try ScratchDirectory()
    try place.write(packet, to: "signature")
    try place.write(package.header.serialized(), to: "header")
    try place.write(key.certificate, to: "certificate")
    let gpg = ["GNUPGHOME": place.path]
    try await succeed(
      "gpg", ["--dearmor", "-o", place["keyring"], place["certificate"]], environment: gpg)
    let status = try await succeed(
      "gpgv",
      ["--status-fd", "1", "--keyring", place["keyring"], place["signature"], place["header"]],
      environment: gpg)
    #expect(status.contains("VALIDSIG \(key.fingerprint)"))
  }

  @Test(
    "the first one's signatures stay, whatever they are",
    arguments: [[], ["--rpm-v6"], ["--rpm-v3"]])
  func added(options: [String]) async throws {
    let it = try await signedPlace(options)
    let before = try it.rpm()
    let added = try await add(it)
    #expect(added.status == 0 && added.errors.isEmpty, "\(added.errors)")
    let package = try it.rpm()
    let packets = try entries(package)
    #expect(packets.count == 2 && packets.first == before.signatures[268])
    for (packet, key) in zip(packets, [it.keys.goodRSA, it.keys.good]) {
      try await expectGPG(packet, over: package, by: key)
    }
    #expect(package.signatures[268] == before.signatures[268])
    #expect(package.signatures[1002] == before.signatures[1002])
    #expect(package.signatures[267] == nil && package.signatures[1005] == nil)
    #expect(package.header.serialized() == before.header.serialized())
    #expect(package.payload == before.payload)
    try await it.expectAccepted()
  }

  @Test func aPolicyCountsBothKeys() async throws {
    let it = try await signedPlace()
    try it.place.write(
      """
      keys:
        first: {fingerprint: \(it.keys.goodRSA.fingerprint)}
        second: {fingerprint: \(it.keys.good.fingerprint)}
      rules: [{names: small, keys: [first, second], threshold: 2}]

      """, to: "policy.yaml")
    let verify = [
      "verify", "--policy", it.place["policy.yaml"], "--keyring", it.keys.keyring,
      it.place["small.rpm"],
    ]
    let one = try await pkg(verify)
    #expect(one.status == 1 && one.errors.contains("[policy.too-few-signers]"), "\(one.errors)")
    try #require(try await add(it).status == 0)
    let two = try await pkg(verify)
    #expect(two.status == 0, "\(two.errors)")
    #expect(two.output.contains("asks for 2 and has 2: first, second"), "\(two.output)")
  }

  @Test func addingTwiceChangesNothing() async throws {
    let it = try await signedPlace()
    try #require(try await add(it).status == 0)
    let bytes = try it.place.read("small.rpm")
    for key in [it.keys.good, it.keys.goodRSA] {
      let again = try await add(it, by: key)
      #expect(again.status == 0 && again.errors.contains("[sign.unchanged]"), "\(again.errors)")
    }
    #expect(try it.place.read("small.rpm") == bytes)
  }

  @Test func aThirdKeyIsAddedToTwo() async throws {
    let it = try await signedPlace()
    try #require(try await add(it).status == 0)
    let two = try entries(try it.rpm())
    let others = try it.place.write(
      it.keys.goodRSA.certificate + it.keys.good.certificate, to: "others.asc")
    let added = try await it.sign(
      ["--rpm-v6", "--add", "--keyring", others], by: it.keys.unknown)
    #expect(added.status == 0, "\(added.errors)")
    let three = try entries(try it.rpm())
    #expect(three.count == 3 && Array(three.prefix(2)) == two)
    try await expectGPG(try #require(three.last), over: try it.rpm(), by: it.keys.unknown)
  }

  @Test("what --keyring does not prove is not kept", arguments: ["unknown", "bad", "revoked"])
  func unproven(first: String) async throws {
    let it = try await PackagePlace()
    var package = try it.rpm()
    try package.sign(by: first == "revoked" ? it.keys.revoked : it.keys.goodRSA)
    if first == "bad" { package.signatures[268]?[80] ^= 1 }
    try it.place.write(package.bytes, to: "small.rpm")
    let keyring = first == "unknown" ? it.place["other.asc"] : it.keys.keyring
    try it.place.write(it.keys.unknown.certificate, to: "other.asc")
    let refused = try await it.sign(["--rpm-v6", "--add", "--keyring", keyring])
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[sign.already-signed]"), "\(refused.errors)")
    #expect(try it.place.read("small.rpm") == package.bytes)
  }

  @Test(
    "what excludes the option, and what it needs",
    arguments: [
      ["--add"], ["--add", "--rpm-v6"], ["--add", "--keyring", "k.asc"],
      ["--add", "--rpm-v6", "--keyring", "k.asc", "--replace"],
      ["--add", "--rpm-v6", "--keyring", "k.asc", "--rpm-v3"], ["--keyring", "k.asc"],
    ])
  func usage(options: [String]) async throws {
    let it = try await PackagePlace()
    let bytes = try it.place.read("small.rpm")
    let refused = try await it.sign(options)
    #expect(refused.status == 64, "\(refused.errors)")
    #expect(try it.place.read("small.rpm") == bytes)
  }
}
