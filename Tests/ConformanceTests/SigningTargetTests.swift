import Foundation
import TestSupport
import Testing

/// `pkg sign --target`, and `targets:` of a recipe: what a release will not take is not signed.
@Suite struct SigningTargetTests {
  /// A folder with one package of each format, and an Ed25519 key.
  private struct Workshop {
    let place: ScratchDirectory
    let rpm: String
    let deb: String

    init() async throws {
      let hello = try await Hello.built()
      place = try ScratchDirectory()
      let target = Hello.Target.all[0]
      for name in [target.rpm, target.deb] {
        try FileManager.default.copyItem(atPath: hello.path(name), toPath: place[name])
      }
      (rpm, deb) = (place[target.rpm], place[target.deb])
      let key = try await pkg([
        "key", "generate", "--algorithm", "ed25519", "--user-id", "E <e@example.com>", "--out",
        place["e"],
      ])
      try #require(key.status == 0, "\(key.errors)")
    }

    func sign(_ options: String..., files: [String]) async throws -> RunResult {
      try await pkg(["sign", "--replace", "--key", place["e.sec.asc"]] + options + files)
    }
  }

  @Test(
    "a key that a release does not take is refused, and the file left as it was",
    arguments: ["el7", "el8,el9", "leap15.6", "al2"])
  func refused(target: String) async throws {
    let workshop = try await Workshop()
    let before = try Data(contentsOf: URL(filePath: workshop.rpm))
    let result = try await workshop.sign("--target", target, files: [workshop.rpm])
    expectFailure(result, 77)
    #expect(result.errors.contains("[target.refused]") && result.errors.contains("row 'ed25519'"))
    #expect(result.errors.contains("hint: sign with an RSA key"))
    #expect(try Data(contentsOf: URL(filePath: workshop.rpm)) == before)
  }

  /// A variable that is not set must not make a command ask nobody.
  @Test("no name is no release's", arguments: ["", "el9,", ",el9", "el9,,deb12"])
  func nameless(target: String) async throws {
    let workshop = try await Workshop()
    let certificate = workshop.place["e.pub.asc"]
    for result in [
      try await workshop.sign("--target", target, files: [workshop.rpm]),
      try await pkg(["verify", "--keyring", certificate, "--as", target, workshop.rpm]),
      try await pkg(["key", "check", "--targets", target, certificate]),
    ] {
      expectFailure(result, 64)
      #expect(result.errors.contains("unknown target ''"), "\(result.errors)")
    }
  }

  @Test func takenWhereItIsReadAndForcedWhereItIsNot() async throws {
    let workshop = try await Workshop()
    let taken = try await workshop.sign(
      "--target", "el9,deb12", "--target", "f43", files: [workshop.rpm, workshop.deb])
    #expect(taken.status == 0 && taken.errors.isEmpty, "\(taken.errors)")
    try await expectRPMSignature(workshop.rpm, certificate: workshop.place["e.pub.asc"])
    // The DEB is for no rpm: el8 has no say in it.
    let deb = try await workshop.sign("--target", "el8,deb12", files: [workshop.deb])
    #expect(deb.status == 0 && deb.errors.isEmpty, "\(deb.errors)")
    let forced = try await workshop.sign(
      "--target", "el8", "--force-target", files: [workshop.rpm])
    #expect(forced.status == 0)
    #expect(forced.errors.contains("warning: el8 will not take it"), "\(forced.errors)")
  }

  @Test func anUnknownReleaseIsAUsageError() async throws {
    let workshop = try await Workshop()
    let result = try await workshop.sign("--target", "el99", files: [workshop.rpm])
    expectFailure(result, 64)
    #expect(result.errors.contains("did you mean 'el9'?"), "\(result.errors)")
  }

  @Test func aBuildForAReleaseThatDoesNotTakeTheKeyIsRefused() async throws {
    let small = try await SmallBuild()
    let keys = try ScratchDirectory()
    let key = try await pkg(
      [
        "key", "generate", "--algorithm", "ed25519", "--user-id", "E <e@example.com>", "--out",
        keys["e"],
      ])
    try #require(key.status == 0, "\(key.errors)")
    try small.edit(
      "depends:", "targets: [el8, debian12]\nsign: {key: \(keys["e.sec.asc"])}\ndepends:")
    let refused = try await small.build()
    expectFailure(refused, 77)
    #expect(
      refused.errors.contains("pkg.yaml:15:13: error: el8 will not take it"), "\(refused.errors)")
    try small.expectNothingWritten()
    let forced = try await small.build(["--force-target"])
    #expect(forced.status == 0, "\(forced.errors)")
    #expect(forced.errors.contains("warning: el8 will not take it"))
  }

  /// rpm of RHEL 7 and 8 reads no more than 8192 bytes of values in a signature header.
  @Test func aSignatureHeaderTooLargeForAReleaseIsRefused() async throws {
    let small = try await SmallBuild()
    let built = try await small.build()
    try #require(built.status == 0, "\(built.errors)")
    let package = small.place["out/hello-1.2.3-1.x86_64.rpm"]
    let large = try withFileSignature(
      [UInt8](Data(contentsOf: URL(filePath: package))), digits: 8400)
    try Data(large).write(to: URL(filePath: package))
    let key = try await Hello.built().secretKey
    let refused = try await pkg(["sign", "--key", key, "--target", "el9,el8", package])
    expectFailure(refused, 77)
    #expect(refused.errors.contains("el8 will not take it: rpm 4.14 cannot read the package"))
    #expect(refused.errors.contains("[target.signature-header]"), "\(refused.errors)")
    #expect(try Data(contentsOf: URL(filePath: package)) == Data(large))
    let forced = try await pkg([
      "sign", "--key", key, "--target", "el8", "--force-target", package,
    ])
    #expect(forced.status == 0, "\(forced.errors)")
    #expect(forced.errors.contains("warning: el8 will not take it"), "\(forced.errors)")
    try Data(large).write(to: URL(filePath: package))
    let taken = try await pkg(["sign", "--key", key, "--target", "el9", package])
    #expect(taken.status == 0, "\(taken.errors)")
  }

  /// The package with one file signature of so many digits, tags 274 and 275, in its signature
  /// header.
  private func withFileSignature(_ rpm: [UInt8], digits: Int) throws -> [UInt8] {
    func word(_ bytes: [UInt8], _ place: Int) -> Int {
      bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    func bytes(_ numbers: Int...) -> [UInt8] {
      numbers.flatMap { number in
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
      }
    }
    let start = 96
    let (count, size) = (word(rpm, start + 8), word(rpm, start + 12))
    let values = start + 16 + 16 * count
    /// The bytes an entry's value takes.
    func value(_ type: Int, _ place: Int, _ count: Int) -> [UInt8] {
      let rest = rpm[(values + place)...]
      switch type {
      case 4: return Array(rest.prefix(4 * count))
      case 5: return Array(rest.prefix(8 * count))
      case 6: return Array(rest.prefix { $0 != 0 }) + [0]
      default: return Array(rest.prefix(count))
      }
    }
    var entries = (1..<count).map { index in
      let place = start + 16 + 16 * index
      let (type, number) = (word(rpm, place + 4), word(rpm, place + 12))
      return (word(rpm, place), type, number, value(type, word(rpm, place + 8), number))
    }
    entries.append((274, 8, 1, [UInt8](repeating: UInt8(ascii: "0"), count: digits) + [0]))
    entries.append((275, 4, 1, bytes(digits / 2)))
    entries.sort { $0.0 < $1.0 }
    var (index, store): ([UInt8], [UInt8]) = ([], [])
    for (tag, type, number, value) in entries {
      let alignment = type == 4 ? 4 : type == 5 ? 8 : 1
      while !store.count.isMultiple(of: alignment) { store.append(0) }
      index += bytes(tag, type, store.count, number)
      store += value
    }
    let total = entries.count + 1
    let region = bytes(62, 7, store.count, 16)
    store += bytes(62, 7, -16 * total, 16)
    var header = Array(rpm[start..<start + 8]) + bytes(total, store.count) + region + index + store
    while !(start + header.count).isMultiple(of: 8) { header.append(0) }
    return Array(rpm[..<start]) + header + rpm[((values + size + 7) & ~7)...]
  }
}
