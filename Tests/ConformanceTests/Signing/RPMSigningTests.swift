import Bytes
import Foundation
import TestSupport
import Testing

/// A copy of the small RPM in a directory of its own.
struct PackagePlace {
  let place: ScratchDirectory
  let keys: ForgerKeys

  init() async throws {
    place = try ScratchDirectory()
    keys = try await ForgerKeys.ready()
    try place.write(try await Forgeries.ready().rpm, to: "small.rpm")
    try place.write(try await Forgeries.ready().deb, to: "small.deb")
  }

  /// Signs by a key, the RPM unless told otherwise.
  func sign(
    _ options: [String] = [], by key: ForgerKey? = nil, _ file: String = "small.rpm",
    environment: [String: String] = [:]
  ) async throws -> RunResult {
    try await pkg(
      ["sign", "--key", (key ?? keys.good).secretFile] + options + [place[file]],
      environment: environment)
  }

  func rpm(_ name: String = "small.rpm") throws -> ForgedRPM { ForgedRPM(try place.read(name)) }

  /// rpm 4.18, told to insist on signatures and on every digest, accepts the package.
  func expectAccepted(
    _ name: String = "small.rpm", sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let verdict = try await run(
      "rpmkeys",
      ["--dbpath", keys.database, "--define", "_pkgverify_level all", "-Kv", place[name]])
    #expect(verdict.status == 0, "\(verdict.output)", sourceLocation: sourceLocation)
    for line in lines(verdict.output).dropFirst() {
      #expect(line.hasSuffix(": OK"), "\(verdict.output)", sourceLocation: sourceLocation)
    }
    try await expect(
      .yes(nil), of: place[name], keyring: keys.keyring, sourceLocation: sourceLocation)
  }
}

/// `pkg sign` of RPMs, in every form of signature.
@Suite struct RPMSigningTests {
  @Test(
    "rpmkeys accepts every form of signature",
    arguments: [[], ["--rpm-v3"], ["--rpm-v6"], ["--rpm-v3", "--rpm-v6"]], [true, false])
  func forms(options: [String], isRSA: Bool) async throws {
    let it = try await PackagePlace()
    let before = try it.rpm()
    let key = isRSA ? it.keys.goodRSA : it.keys.good
    let signed = try await it.sign(options, by: key)
    #expect(signed.status == 0 && signed.errors.isEmpty, "\(signed.errors)")
    try await it.expectAccepted()

    let package = try it.rpm()
    #expect(package.header.serialized() == before.header.serialized())
    #expect(package.payload == before.payload)
    #expect(package.bytes.count == before.bytes.count, "signed in the reserved space")
    #expect(package.signatures.serialized().count <= 8192 + 16 + 16 * 32)
    let packet = try #require(package.signatures[isRSA ? 268 : 267])
    #expect(package.signatures[isRSA ? 267 : 268] == nil)
    #expect((package.signatures[isRSA ? 1002 : 1005] != nil) == options.contains("--rpm-v3"))
    #expect(package.signatures[isRSA ? 1005 : 1002] == nil)
    let sixth = package.signatures.entries.first { $0.tag == 278 }
    #expect((sixth != nil) == options.contains("--rpm-v6"))
    if let sixth {
      #expect(sixth.type == 8 && sixth.count == 1)
      #expect(sixth.data == Base64.encoded(packet) + [0])
    }
    // gpg knows both documents.
    try await expectGPG(packet, over: package.header.serialized(), by: key)
    if let whole = package.signatures[isRSA ? 1002 : 1005] {
      try await expectGPG(whole, over: package.header.serialized() + package.payload, by: key)
    }
  }

  private func expectGPG(_ packet: [UInt8], over bytes: [UInt8], by key: ForgerKey) async throws {
    let place = try ScratchDirectory()
    try place.write(packet, to: "signature")
    try place.write(bytes, to: "document")
    try place.write(key.certificate, to: "certificate")
    try await succeed(
      "gpg", ["--dearmor", "-o", place["keyring"], place["certificate"]],
      environment: ["GNUPGHOME": place.path])
    let status = try await succeed(
      "gpgv",
      [
        "--status-fd", "1", "--keyring", place["keyring"], place["signature"], place["document"],
      ])
    #expect(status.contains("GOODSIG") && status.contains("VALIDSIG \(key.fingerprint)"))
  }

  @Test func signingTwiceChangesNothing() async throws {
    let it = try await PackagePlace()
    try #require(try await it.sign(["--rpm-v3"]).status == 0)
    let bytes = try it.place.read("small.rpm")
    let file = try await succeed("stat", ["-c", "%i %Y", it.place["small.rpm"]])
    for (options, epoch) in [([], "1600000000"), (["--rpm-v3"], "1700000000")] {
      let again = try await it.sign(options, environment: ["SOURCE_DATE_EPOCH": epoch])
      #expect(again.status == 0 && again.errors.contains("[sign.unchanged]"), "\(again.errors)")
    }
    #expect(try it.place.read("small.rpm") == bytes)
    #expect(try await succeed("stat", ["-c", "%i %Y", it.place["small.rpm"]]) == file)
  }

  @Test func formsAreAddedToTheSignatureThatIsThere() async throws {
    let it = try await PackagePlace()
    try #require(try await it.sign().status == 0)
    let packet = try it.rpm().signatures[267]
    let added = try await it.sign(
      ["--rpm-v3", "--rpm-v6"], environment: ["SOURCE_DATE_EPOCH": "1700000000"])
    #expect(added.status == 0, "\(added.errors)")
    let package = try it.rpm()
    #expect(package.signatures[267] == packet)
    #expect(package.signatures[1005] != nil && package.signatures[278] != nil)
    try await it.expectAccepted()
  }

  @Test func theSameBuildSignedOnDifferentDaysIsTheSame() async throws {
    var results: [[UInt8]] = []
    for _ in 0..<2 {
      let it = try await PackagePlace()
      let signed = try await run(
        Surroundings.program,
        ["sign", "--key", it.keys.goodRSA.secretFile, "--rpm-v3", it.place["small.rpm"]],
        environment: ["SOURCE_DATE_EPOCH": ""])
      try #require(signed.status == 0, "\(signed.errors)")
      results.append(try it.place.read("small.rpm"))
    }
    #expect(results[0] == results[1])
  }

  @Test func anotherKeysSignatureIsReplacedWhenAskedOnly() async throws {
    let it = try await PackagePlace()
    try #require(try await it.sign(["--rpm-v3"], by: it.keys.goodRSA).status == 0)
    let bytes = try it.place.read("small.rpm")
    let refused = try await it.sign()
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[sign.already-signed]"))
    #expect(refused.errors.contains(it.keys.goodRSA.fingerprint))
    #expect(try it.place.read("small.rpm") == bytes)
    let replaced = try await it.sign(["--replace"])
    #expect(replaced.status == 0, "\(replaced.errors)")
    let package = try it.rpm()
    #expect(package.signatures[268] == nil && package.signatures[1002] == nil)
    try await it.expectAccepted()
  }

  @Test("a bad signature is not kept", arguments: [1005, 267, 0])
  func badSignature(tag: UInt32) async throws {
    let it = try await PackagePlace()
    var package = try it.rpm()
    try package.sign(by: it.keys.good)
    switch tag {
    case 1005: package.signatures[1005] = package.signatures[267]
    case 267: package.signatures[267]?[60] ^= 1
    // The length of its first statement, so that it cannot be read at all.
    default: package.signatures[267]?[9] ^= 0x70
    }
    try it.place.write(package.bytes, to: "small.rpm")
    let refused = try await it.sign()
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[sign.already-signed]"), "\(refused.errors)")
    #expect(try it.place.read("small.rpm") == package.bytes)
    #expect(try await it.sign(["--replace"]).status == 0)
    try await it.expectAccepted()
  }

  @Test(
    "what does not verify is not signed",
    arguments: [
      "payload", "header", "md5", "size", "lead", "no payload digest", "no region", "reserved",
    ])
  func unsound(what: String) async throws {
    let it = try await PackagePlace()
    var package = try it.rpm()
    switch what {
    case "payload": package.payload[20] ^= 1
    case "header": package.header[1004]?[0] ^= 1
    case "md5": package.signatures[1004]?[0] ^= 1
    case "size": package.signatures[1000]?[3] ^= 1
    case "lead": package.lead[10] ^= 1
    case "no payload digest":
      for tag: UInt32 in [5092, 5093, 5097] { package.header[tag] = nil }
      try package.mend()
    case "no region": package.signatures.hasRegion = false
    default: package.signatures[1008]?[0] = 1
    }
    try it.place.write(package.bytes, to: "small.rpm")
    for options in [[], ["--rpm-v3"], ["--replace"]] {
      expectFailure(try await it.sign(options), 77)
    }
    #expect(try it.place.read("small.rpm") == package.bytes)
    #expect(try it.place.names() == ["small.deb", "small.rpm"])
  }

  /// Without reserved space the header moves; with far too much of it, it shrinks.
  @Test(arguments: [0, 9000]) func roomIsMade(reserve: Int) async throws {
    let it = try await PackagePlace()
    var package = try it.rpm()
    package.signatures[1008] = reserve == 0 ? nil : [UInt8](repeating: 0, count: reserve)
    try it.place.write(package.bytes, to: "small.rpm")
    let signed = try await it.sign(["--rpm-v3", "--rpm-v6"])
    #expect(signed.status == 0 && signed.errors.isEmpty, "\(signed.errors)")
    #expect(try it.rpm().signatures.serialized().count < 8192)
    try await it.expectAccepted()
  }

  @Test func aFileOfTwoNamesIsRefused() async throws {
    let it = try await PackagePlace()
    for name in ["small.rpm", "small.deb"] {
      try FileManager.default.linkItem(
        atPath: it.place[name], toPath: it.place["other-\(name)"])
      let refused = try await it.sign([], name)
      expectFailure(refused, 73)
      #expect(refused.errors.contains("[sign.hard-link]"))
    }
  }

  @Test func theModeStaysAndALinkIsNotFollowed() async throws {
    let it = try await PackagePlace()
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o640], ofItemAtPath: it.place["small.rpm"])
    try FileManager.default.createSymbolicLink(
      atPath: it.place["link.rpm"], withDestinationPath: "small.rpm")
    expectFailure(try await it.sign([], "link.rpm"), 73)
    #expect(try await it.sign().status == 0)
    #expect(try await succeed("stat", ["-c", "%a", it.place["small.rpm"]]) == "640\n")
  }

  @Test func aTimeToComeIsRefused() async throws {
    let it = try await PackagePlace()
    let refused = try await it.sign(environment: ["SOURCE_DATE_EPOCH": "4000000000"])
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[sign.future-date]"))
  }

  @Test("one bad file keeps no other from being signed", arguments: ["1", "5"])
  func several(jobs: String) async throws {
    let it = try await PackagePlace()
    let good = try it.place.read("small.rpm")
    var names: [String] = []
    for index in 0..<9 {
      var bytes = good
      if index % 4 == 2 { bytes[bytes.count - 1] ^= 1 }
      names.append(it.place["\(index).rpm"])
      try it.place.write(bytes, to: "\(index).rpm")
    }
    let signed = try await pkg(
      ["sign", "--key", it.keys.good.secretFile, "--jobs", jobs] + names)
    expectFailure(signed, 77)
    let told = lines(signed.errors).filter { $0.contains("error: ") }
    #expect(told.count == 2)
    #expect(told.first?.contains("2.rpm") == true && told.last?.contains("6.rpm") == true)
    for (index, name) in names.enumerated() {
      let verified = try await pkg(["verify", "--keyring", it.keys.keyring, name])
      #expect(verified.status == (index % 4 == 2 ? 1 : 0), "\(verified.errors)")
    }
  }
}
