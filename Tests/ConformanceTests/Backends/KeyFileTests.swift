import Foundation
import TestSupport
import Testing

/// Where a key file may lie, and where its passphrase comes from.
@Suite struct KeyFileTests {
  private struct Workshop {
    let place: ScratchDirectory

    init(passphrase: String? = nil) async throws {
      place = try ScratchDirectory()
      try place.write("data\n", to: "file")
      if let passphrase { try place.write(passphrase, to: "passphrase", mode: 0o600) }
      let made = try await pkg(
        [
          "key", "generate", "--algorithm", "ed25519", "--user-id", "R <r@example.com>", "--out",
          place["key"],
        ] + (passphrase == nil ? [] : ["--passphrase-file", place["passphrase"]]))
      try #require(made.status == 0, "\(made.errors)")
    }

    func sign(
      _ options: [String] = [], key: String? = nil, environment: [String: String] = [:]
    ) async throws -> RunResult {
      try await pkg(
        ["sign", "--key", key ?? place["key.sec.asc"]] + options + [place["file"]],
        environment: environment)
    }

    func expectSignature() async throws {
      try await expectDetachedSignature(
        place["file.asc"], of: place["file"], certificate: place["key.pub.asc"])
    }
  }

  @Test(arguments: ["640", "604", "620", "660"])
  func aFileOthersCanReadOrChangeIsRefused(mode: String) async throws {
    let workshop = try await Workshop()
    try await succeed("chmod", [mode, workshop.place["key.sec.asc"]])
    let refused = try await workshop.sign()
    expectFailure(refused, 77)
    #expect(refused.errors.contains("error: ") && refused.errors.contains("[key.file-open]"))
    #expect(try workshop.place.names(in: "").contains("file.asc") == false)
    let allowed = try await workshop.sign(["--insecure-key-permissions"])
    #expect(allowed.status == 0)
    #expect(allowed.errors.contains("warning: ") && allowed.errors.contains("[key.file-open]"))
    try await workshop.expectSignature()
  }

  @Test func aLinkOfSomebodyElsesIsRefused() async throws {
    let workshop = try await Workshop()
    let link = workshop.place["link.asc"]
    try await succeed("ln", ["-s", workshop.place["key.sec.asc"], link])
    let own = try await workshop.sign(key: link)
    #expect(own.status == 0, "\(own.errors)")
    guard geteuid() == 0 else { return }
    try await succeed("chown", ["-h", "65534", link])
    let refused = try await workshop.sign(key: link)
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[key.file-owner]"), "\(refused.errors)")
  }

  private func recipe(_ contents: String, key: String) -> String {
    """
    name: signed
    version: 1.0.0
    arch: all
    maintainer: Jane Doe <jane@example.com>
    description: Nothing but a signature
    license: Apache-2.0
    sbom: {formats: []}
    \(contents)sign: {key: \(key)}

    """
  }

  @Test func aKeyAmongTheSourcesIsRefused() async throws {
    let workshop = try await Workshop()
    let place = workshop.place
    func build(_ options: [String] = []) async throws -> RunResult {
      try await pkg(["build", "-f", "tree/spec/pkg.yaml", "-t", "out"] + options, in: place.path)
    }
    try place.write(recipe("", key: place["key.sec.asc"]), to: "tree/spec/pkg.yaml")
    #expect(try await build().status == 0)
    try FileManager.default.removeItem(atPath: place["out"])
    // Beside the recipe, and by way of a link; then elsewhere in its work tree.
    try await succeed("cp", ["-p", place["key.sec.asc"], place["tree/spec/inner.asc"]])
    try await succeed("cp", ["-p", place["key.sec.asc"], place["tree/outer.asc"]])
    try await succeed("ln", ["-s", place["tree/spec/inner.asc"], place["link.asc"]])
    for name in ["tree/spec/inner.asc", "link.asc"] {
      try place.write(recipe("", key: place[name]), to: "tree/spec/pkg.yaml")
      let refused = try await build()
      expectFailure(refused, 77)
      #expect(refused.errors.contains("[key.in-source-tree]"), "\(refused.errors)")
      #expect(refused.errors.contains("pkg.yaml:8:13: error:"), "\(refused.errors)")
    }
    try place.write(recipe("", key: place["tree/outer.asc"]), to: "tree/spec/pkg.yaml")
    #expect(try await build().status == 0)
    try FileManager.default.removeItem(atPath: place["out"])
    try place.makeDirectory("tree/.git")
    expectFailure(try await build(), 77)
    let allowed = try await build(["--insecure-key-permissions"])
    #expect(allowed.status == 0 && allowed.errors.contains("[key.in-source-tree]"))
  }

  @Test func aPackageDoesNotShipItsKey() async throws {
    let workshop = try await Workshop()
    let place = workshop.place
    try await succeed("ln", [place["key.sec.asc"], place["innocent"]])
    let contents = "contents: [{src: \(place["innocent"]), dst: /usr/share/signed/data}]\n"
    try place.write(recipe(contents, key: place["key.sec.asc"]), to: "spec/pkg.yaml")
    let refused = try await pkg(
      ["build", "-f", "spec/pkg.yaml", "-t", "out", "--insecure-key-permissions"], in: place.path)
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[key.in-package]"), "\(refused.errors)")
    #expect(try place.names(in: "").contains("out") == false)
  }

  @Test func theServiceManagersCredentialIsUsed() async throws {
    let workshop = try await Workshop(passphrase: "correct horse\n")
    try workshop.place.write("correct horse\n", to: "credentials/pkg.passphrase", mode: 0o400)
    let environment = ["CREDENTIALS_DIRECTORY": workshop.place["credentials"]]
    let signed = try await workshop.sign(environment: environment)
    #expect(signed.status == 0 && signed.errors == "", "\(signed.errors)")
    try await workshop.expectSignature()
    try await succeed("chmod", ["644", workshop.place["credentials/pkg.passphrase"]])
    expectFailure(try await workshop.sign(environment: environment), 77)
  }

  /// Command lines are there for everybody to read.
  @Test func aPassphraseIsNoOptionsValue() async throws {
    let workshop = try await Workshop(passphrase: "correct horse\n")
    for options in [["--passphrase", "correct horse"], ["--passphrase=correct horse"]] {
      let refused = try await workshop.sign(options)
      #expect(refused.status == 64)
      #expect(refused.errors.contains("Unknown option '--passphrase'"), "\(refused.errors)")
    }
    #expect(try workshop.place.names(in: "").contains("file.asc") == false)
  }

  @Test func thePassphraseInTheEnvironmentIsWarnedOf() async throws {
    let workshop = try await Workshop(passphrase: "correct horse\n")
    let signed = try await workshop.sign(environment: ["PKG_PASSPHRASE": "correct horse"])
    #expect(signed.status == 0)
    #expect(signed.errors.contains("warning: ") && signed.errors.contains("'PKG_PASSPHRASE'"))
    #expect(!signed.errors.contains("correct horse"))
  }
}
