import Foundation
import TestSupport
import Testing

/// `pkg verify` says yes to what is proven and no to everything else.
@Suite struct VerifyTests {
  @Test func everyArtefactIsProven() async throws {
    let hello = try await Hello.built()
    let files = Hello.Target.all.flatMap { [hello.path($0.rpm), hello.path($0.deb)] }
    let result = try await pkg(
      ["verify", "--keyring", hello.certificate, hello.path("SHA256SUMS")] + files)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  /// A way to make a package untrue: which byte to flip, counted in thousandths of the file.
  static let places = [0, 2, 5, 10, 40, 120, 400, 700, 950, 999]

  @Test("one flipped byte anywhere is noticed", arguments: places)
  func flippedByte(place: Int) async throws {
    let hello = try await Hello.built()
    let directory = try ScratchDirectory()
    for name in [Hello.Target.all[0].rpm, Hello.Target.all[0].deb] {
      var bytes = Array(try Data(contentsOf: URL(filePath: hello.path(name))))
      bytes[min(bytes.count - 1, bytes.count * place / 999)] ^= 0x20
      try directory.write(bytes, to: name)
      let result = try await pkg(["verify", "--keyring", hello.certificate, directory[name]])
      #expect(result.status == 1, "\(name) at \(place)‰: \(result.output)\(result.errors)")
    }
  }

  @Test("a truncated or extended file is noticed", arguments: [-1, -1000, 1, 1000])
  func wrongLength(change: Int) async throws {
    let hello = try await Hello.built()
    let directory = try ScratchDirectory()
    for name in [Hello.Target.all[0].rpm, Hello.Target.all[0].deb] {
      var bytes = Array(try Data(contentsOf: URL(filePath: hello.path(name))))
      if change < 0 {
        bytes.removeLast(-change)
      } else {
        bytes += [UInt8](repeating: 0, count: change)
      }
      try directory.write(bytes, to: name)
      let result = try await pkg(["verify", "--keyring", hello.certificate, directory[name]])
      #expect(result.status == 1, "\(name) \(change): \(result.output)\(result.errors)")
    }
  }

  @Test func unsignedIsADoubt() async throws {
    let hello = try await Hello.built()
    let directory = try ScratchDirectory()
    let recipe = try String(contentsOfFile: hello.workshop["specs/hello/pkg.yaml"], encoding: .utf8)
    let unsigned = recipe.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("sign:") }.joined(separator: "\n")
    try directory.write(unsigned, to: "unsigned.yaml")
    let built = try await pkg(
      ["build", "-f", directory["unsigned.yaml"], "-t", directory.path + "/", "-a", "amd64"],
      in: hello.workshop.path)
    try #require(built.status == 0, "\(built.errors)")
    for name in [Hello.Target.all[0].rpm, Hello.Target.all[0].deb] {
      let result = try await pkg(["verify", "--keyring", hello.certificate, directory[name]])
      #expect(result.status == 1, "\(name): \(result.output)\(result.errors)")
    }
  }

  @Test func anotherKeyProvesNothing() async throws {
    let hello = try await Hello.built()
    let directory = try ScratchDirectory()
    let key = try await pkg([
      "key", "generate", "--algorithm", "ed25519", "--user-id", "Other <other@example.com>",
      "--out", directory["other"],
    ])
    try #require(key.status == 0, "\(key.errors)")
    for name in [Hello.Target.all[0].rpm, Hello.Target.all[0].deb, "SHA256SUMS"] {
      let result = try await pkg([
        "verify", "--keyring", directory["other.pub.asc"], hello.path(name),
      ])
      #expect(result.status == 1, "\(name): \(result.output)\(result.errors)")
    }
  }

  @Test func aSignatureOfAnotherPackageProvesNothing() async throws {
    let hello = try await Hello.built()
    let directory = try ScratchDirectory()
    let (first, second) = (Hello.Target.all[0].deb, Hello.Target.all[1].deb)
    for name in [first, second] {
      try FileManager.default.copyItem(atPath: hello.path(name), toPath: directory[name])
    }
    try await succeed("ar", ["x", directory[second], "_gpgorigin"], in: directory.path)
    try await succeed("ar", ["r", directory[first], "_gpgorigin"], in: directory.path)
    let result = try await pkg(["verify", "--keyring", hello.certificate, directory[first]])
    #expect(result.status == 1, "\(result.output)\(result.errors)")
  }

  @Test func aSumThatIsWrongIsNoticed() async throws {
    let hello = try await Hello.built()
    let directory = try ScratchDirectory()
    for name in try FileManager.default.contentsOfDirectory(atPath: hello.output) {
      try FileManager.default.copyItem(atPath: hello.path(name), toPath: directory[name])
    }
    let side = try directory.names(in: "").first { $0.hasSuffix(".cdx.json") }
    try directory.write("{}\n", to: try #require(side))
    let result = try await pkg(["verify", "--keyring", hello.certificate, directory["SHA256SUMS"]])
    #expect(result.status == 1, "\(result.output)\(result.errors)")
  }

  @Test func whatCannotBeReadIsNoVerdict() async throws {
    let hello = try await Hello.built()
    let directory = try ScratchDirectory()
    try directory.write("no keys here\n", to: "keyring")
    let file = hello.path(Hello.Target.all[0].rpm)
    let missing = try await pkg(["verify", "--keyring", hello.certificate, directory["absent.rpm"]])
    expectFailure(missing, 66)
    let noKeyring = try await pkg(["verify", "--keyring", directory["absent.asc"], file])
    expectFailure(noKeyring, 66)
    let badKeyring = try await pkg(["verify", "--keyring", directory["keyring"], file])
    expectFailure(badKeyring, 65)
  }
}
