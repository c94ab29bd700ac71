import Foundation
import TestSupport
import Testing

/// What is verified, and how a test signs it.
enum SignedKind: String, CaseIterable, Sendable {
  case rpm, deb, file

  /// Writes an artefact of this kind, signed or not, and changed since or not; returns its path.
  func make(
    in place: ScratchDirectory, by key: ForgerKey?, _ signature: ForgedSignature = .init(),
    change: Bool = false
  ) async throws -> String {
    switch self {
    case .rpm:
      var package = ForgedRPM(try await Forgeries.ready().rpm)
      if let key { try package.sign(by: key, signature) }
      if change { package.payload[package.payload.count / 2] ^= 1 }
      // A header that agrees with what was changed is not the one that was signed.
      if change, key != nil { try package.mend() }
      return try place.write(package.bytes, to: "small.rpm")
    case .deb:
      var package = ForgedDEB(try await Forgeries.ready().deb)
      if let key { try package.sign(by: key, signature) }
      if change { package["data.tar"][package["data.tar"].count / 2] ^= 1 }
      return try place.write(package.bytes, to: "small.deb")
    case .file:
      let text = Array("a release\n".utf8)
      if let key { try place.write(signature.packet(over: text, by: key), to: "small.txt.sig") }
      return try place.write(change ? text + text : text, to: "small.txt")
    }
  }
}

/// The parts of `pkg verify --format json` that exceptions show in.
struct JudgedFile: Decodable {
  struct Signature: Decodable {
    var good: Bool
    var overlooked: [String]?
  }
  struct Finding: Decodable {
    var code: String
    var severity: String
  }
  var proven: Bool
  var unsigned: Bool?
  var sha256: String
  var signatures: [Signature]
  var findings: [Finding]

  /// The one file of a report.
  static func only(in output: String) throws -> JudgedFile {
    let files = try JSONDecoder().decode([JudgedFile].self, from: Data(output.utf8))
    try #require(files.count == 1)
    return files[0]
  }
}

/// `pkg verify --allow-weak-key`: what it overlooks of a key, and that it overlooks nothing else.
@Suite struct WeakKeyTests {
  private func verify(_ file: String, _ options: [String]) async throws -> RunResult {
    let keys = try await ForgerKeys.ready()
    return try await pkg(["verify", "--keyring", keys.keyring, file] + options)
  }

  private static let weaknesses: [(KeyPath<ForgerKeys, ForgerKey> & Sendable, String)] = [
    (\.expired, "it expired at "), (\.weak, "RSA with 1024 bits can be broken"),
    (\.certifyOnly, "its key flags do not allow signing"),
    (\.weaklyBound, "its self-signature is over SHA-1, which is broken"),
  ]

  @Test("a weak key counts when that is asked for", arguments: weaknesses, SignedKind.allCases)
  func weakness(
    _ weakness: (key: KeyPath<ForgerKeys, ForgerKey> & Sendable, words: String), kind: SignedKind
  ) async throws {
    let key = try await ForgerKeys.ready()[keyPath: weakness.key]
    let place = try ScratchDirectory()
    let file = try await kind.make(in: place, by: key)
    let refused = try await verify(file, [])
    expectFailure(refused, 1)
    #expect(refused.errors.contains("error: "))
    #expect(refused.errors.contains("[signature.key-refused]"), "\(refused.errors)")
    #expect(refused.errors.contains(weakness.words), "\(refused.errors)")

    let allowed = try await verify(file, ["--allow-weak-key"])
    #expect(allowed.status == 0, "\(allowed.output)\(allowed.errors)")
    #expect(!allowed.errors.contains("error: "), "\(allowed.errors)")
    let warning = lines(allowed.errors).first { $0.contains("[signature.key-overlooked]") }
    #expect(
      warning?.contains("warning: ") == true && warning?.contains(weakness.words) == true
        && warning?.contains(key.fingerprint) == true, "\(allowed.errors)")
    #expect(allowed.output.contains("good signature by \(key.fingerprint)"))
    #expect(allowed.output.contains("overlooked of it: key \(key.fingerprint): \(weakness.words)"))

    let json = try await verify(file, ["--allow-weak-key", "--format", "json"])
    let judged = try JudgedFile.only(in: json.output)
    #expect(judged.proven && judged.signatures.map(\.good) == [true])
    #expect(judged.signatures[0].overlooked?.count == 1)
    #expect(judged.signatures[0].overlooked?[0].contains(weakness.words) == true)
    #expect(
      judged.findings.filter { $0.code == "signature.key-overlooked" }.map(\.severity)
        == ["warning"])

    // Not one byte may be another's.
    let changed = try await kind.make(in: place, by: key, change: true)
    let bad = try await verify(changed, ["--allow-weak-key"])
    expectFailure(bad, 1)
    #expect(bad.errors.contains("[signature.bad]"), "\(bad.errors)")
  }

  @Test("a revoked key never counts", arguments: SignedKind.allCases)
  func revoked(kind: SignedKind) async throws {
    let place = try ScratchDirectory()
    let file = try await kind.make(in: place, by: ForgerKeys.ready().revoked)
    for options in [[], ["--allow-weak-key"], ["--allow-weak-key", "--allow-unsigned"]] {
      let result = try await verify(file, options)
      expectFailure(result, 1)
      #expect(result.errors.contains("[signature.key-refused]"), "\(result.errors)")
      #expect(result.errors.contains("it is revoked"), "\(result.errors)")
    }
  }

  /// Signatures by a sound key, or none that anybody knows.
  private static let faults:
    [(String, KeyPath<ForgerKeys, ForgerKey> & Sendable, ForgedSignature, String)] = [
      ("SHA-1", \.goodRSA, .init(hash: .sha1), "signature.refused"),
      ("type", \.good, .init(type: 0x10), "signature.refused"),
      ("expired", \.good, .init(statements: [(3, [0, 0, 0, 10])]), "signature.refused"),
      ("future", \.good, .init(created: 4_000_000_000), "signature.refused"),
      ("older", \.good, .init(created: ForgerKeys.made - 1_000_000), "signature.refused"),
      ("version 3", \.goodRSA, .init(version: 3), "signature.refused"),
      ("version 3, weak key", \.weak, .init(version: 3), "signature.refused"),
      ("SHA-1, weak key", \.weak, .init(hash: .sha1), "signature.refused"),
      ("unknown key", \.unknown, .init(), "signature.unknown-key"),
    ]

  @Test("what is wrong with the signature stays wrong", arguments: SignedKind.allCases)
  func faults(kind: SignedKind) async throws {
    let keys = try await ForgerKeys.ready()
    for (name, key, signature, code) in Self.faults {
      let place = try ScratchDirectory()
      let file = try await kind.make(in: place, by: keys[keyPath: key], signature)
      let result = try await verify(file, ["--allow-weak-key"])
      #expect(result.status == 1, "\(name): \(result.output)\(result.errors)")
      #expect(result.errors.contains("[\(code)]"), "\(name): \(result.errors)")
    }
  }

  @Test func aKeyThatIsNotYetValid() async throws {
    let place = try ScratchDirectory()
    let file = try await SignedKind.rpm.make(in: place, by: ForgerKeys.ready().good)
    let before = ["--at", "2019-12-01T00:00:00Z"]
    let refused = try await verify(file, before)
    expectFailure(refused, 1)
    #expect(refused.errors.contains("[signature.refused]"), "\(refused.errors)")
    let allowed = try await verify(file, before + ["--allow-weak-key"])
    #expect(allowed.status == 0, "\(allowed.output)\(allowed.errors)")
    #expect(allowed.errors.contains("later than the time asked for"), "\(allowed.errors)")
  }

  /// Other demands on the artefact are not about the key.
  @Test func rolesAndOtherSignaturesStillCount() async throws {
    let keys = try await ForgerKeys.ready()
    let place = try ScratchDirectory()
    var deb = ForgedDEB(try await Forgeries.ready().deb)
    try deb.sign(by: keys.expired, as: "_gpgmaint")
    try place.write(deb.bytes, to: "role.deb")
    let role = try await verify(place["role.deb"], ["--allow-weak-key"])
    #expect(role.status == 1 && role.errors.contains("[verify.wrong-role]"), "\(role.errors)")

    var rpm = ForgedRPM(try await Forgeries.ready().rpm)
    try rpm.sign(by: keys.good)
    try rpm.signPackage(by: keys.weak)
    try place.write(rpm.bytes, to: "two.rpm")
    expectFailure(try await verify(place["two.rpm"], []), 1)
    let two = try await verify(place["two.rpm"], ["--allow-weak-key"])
    #expect(two.status == 0, "\(two.output)\(two.errors)")
    #expect(two.errors.contains("[signature.key-overlooked]"), "\(two.errors)")
    try rpm.signPackage(by: keys.revoked)
    try place.write(rpm.bytes, to: "two.rpm")
    expectFailure(try await verify(place["two.rpm"], ["--allow-weak-key"]), 1)
  }

  /// gpg's own signatures: a message by a key that expired since, and one with DSA.
  @Test func whatGnuPGSigned() async throws {
    let home = try await GnuPGPlace()
    let (made, later) = ("20200101T000000", "20200601T000000")
    let old = try await home.key("old", expiry: "1y", at: made)
    let dsa = try await home.key("dsa", algorithm: "dsa2048", at: made)
    try home.place.write("a message\n", to: "note")
    try await home.gpg(["-u", old, "--clearsign", home["note"]], at: later)
    try home.place.write("a file\n", to: "file")
    try await home.gpg(["-u", dsa, "--armor", "--detach-sign", home["file"]], at: later)
    try await home.export(old, dsa, to: "keys.asc")
    try await home.stop()
    for (file, option, status) in [
      ("note.asc", [], 1), ("note.asc", ["--allow-weak-key"], 0), ("file", [], 1),
      ("file", ["--allow-weak-key"], 1),
    ] as [(String, [String], Int32)] {
      let result = try await pkg(["verify", "--keyring", home["keys.asc"], home[file]] + option)
      #expect(result.status == status, "\(file) \(option): \(result.output)\(result.errors)")
    }
  }

  @Test(
    "exceptions are not for policies, nor for running",
    arguments: [
      "--allow-weak-key", "--allow-unsigned",
    ])
  func combinations(option: String) async throws {
    let place = try ScratchDirectory()
    let file = try await SignedKind.rpm.make(in: place, by: ForgerKeys.ready().good)
    for other in [["--policy", place["policy.yaml"]], ["--run"]] {
      let result = try await verify(file, [option] + other)
      #expect(result.status == 64, "\(result.errors)")
      #expect(result.errors.contains("\(option) is not for \(other[0])"), "\(result.errors)")
      #expect(result.output.isEmpty)
    }
  }
}
