import TestSupport
import Testing

/// Which key signs what: `sign` everything, a format's `key_file` that format's packages.
@Suite struct FormatKeyTests {
  /// Keys by name, and a recipe of nothing but metadata, in a folder that the keys are not in.
  private struct Workshop {
    let place: ScratchDirectory

    init(_ names: [String], architectures: String = "all", _ settings: String) async throws {
      place = try ScratchDirectory()
      for name in names { try await addKey(name) }
      try place.write(
        """
        name: signed
        version: 1.0.0
        arch: \(architectures)
        maintainer: Jane Doe <jane@example.com>
        description: Nothing but signatures
        license: Apache-2.0
        sbom: {formats: []}
        \(settings)

        """, to: "spec/pkg.yaml")
    }

    func addKey(_ name: String, passphrase: String? = nil) async throws {
      if let passphrase { try place.write(passphrase, to: "passphrase", mode: 0o600) }
      let key = try await pkg(
        [
          "key", "generate", "--algorithm", "ed25519", "--user-id", "\(name) <k@example.com>",
          "--out", name,
        ] + (passphrase == nil ? [] : ["--passphrase-file", "passphrase"]), in: place.path)
      try #require(key.status == 0, "\(key.errors)")
    }

    func build(environment: [String: String] = [:]) async throws -> RunResult {
      try await pkg(
        ["build", "-f", "spec/pkg.yaml", "-t", "out"], environment: environment, in: place.path)
    }

    /// Who signed: the key that rpm or debsig-verify accepts.
    func expectRPM(_ name: String, signedBy key: String) async throws {
      try await expectRPMSignature(place["out/\(name)"], certificate: place["\(key).pub.asc"])
    }

    func expectDEB(_ name: String, signedBy key: String) async throws {
      try await expectDebianSignature(place["out/\(name)"], certificate: place["\(key).pub.asc"])
    }
  }

  private static let rpm = "signed-1.0.0-1.noarch.rpm"
  private static let deb = "signed_1.0.0_all.deb"

  @Test func aFormatsKeySignsThatFormatAlone() async throws {
    let onlyRPM = try await Workshop(["red"], "rpm: {signature: {key_file: red.sec.asc}}")
    try #require(try await onlyRPM.build().status == 0)
    try await onlyRPM.expectRPM(Self.rpm, signedBy: "red")
    let members = try await succeed("ar", ["t", onlyRPM.place["out/\(Self.deb)"]])
    #expect(lines(members).last?.hasPrefix("data.tar") == true)
    #expect(try onlyRPM.place.names(in: "out") == ["SHA256SUMS", Self.rpm, Self.deb])

    let onlyDEB = try await Workshop(["red"], "deb: {signature: {key_file: red.sec.asc}}")
    try #require(try await onlyDEB.build().status == 0)
    try await onlyDEB.expectDEB(Self.deb, signedBy: "red")
    let unsigned = try await succeed("rpmkeys", ["-Kv", onlyDEB.place["out/\(Self.rpm)"]])
    #expect(!unsigned.contains("Signature"), "\(unsigned)")
    #expect(try onlyDEB.place.names(in: "out") == ["SHA256SUMS", Self.rpm, Self.deb])
  }

  @Test func aFormatsKeyGoesBeforeThatOfSign() async throws {
    let workshop = try await Workshop(
      ["red", "blue"],
      "rpm: {signature: {key_file: red.sec.asc}}\nsign: {key: blue.sec.asc}")
    let built = try await workshop.build()
    try #require(built.status == 0, "\(built.errors)")
    try await workshop.expectRPM(Self.rpm, signedBy: "red")
    try await workshop.expectDEB(Self.deb, signedBy: "blue")
    try await expectDetachedSignature(
      workshop.place["out/SHA256SUMS.asc"], of: workshop.place["out/SHA256SUMS"],
      certificate: workshop.place["blue.pub.asc"])
  }

  /// Keys that are no OpenPGP files, each with its certificate; one that lies in a file twice.
  @Test func aFormatsKeyMayBeAnyKey() async throws {
    let workshop = try await Workshop(
      [],
      """
      rpm: {signature: {key_file: red.pem, certificate: red.pub.asc}}
      deb: {signature: {key_file: blue.pem, backend: file, certificate: blue.pub.asc}}
      """)
    for name in ["red", "blue"] {
      let pem = workshop.place["\(name).pem"]
      try await succeed("openssl", ["genpkey", "-algorithm", "ed25519", "-out", pem])
      try await succeed("chmod", ["600", pem])
      let made = try await certificate(of: pem, in: workshop.place)
      try await succeed("mv", [made, workshop.place["\(name).pub.asc"]])
    }
    let built = try await workshop.build()
    try #require(built.status == 0, "\(built.errors)")
    try await workshop.expectRPM(Self.rpm, signedBy: "red")
    try await workshop.expectDEB(Self.deb, signedBy: "blue")
    try await succeed("cp", [workshop.place["red.pub.asc"], workshop.place["blue.pub.asc"]])
    let mixed = try await workshop.build()
    expectFailure(mixed, 77)
    #expect(mixed.errors.contains("[key.certificate-mismatch]"), "\(mixed.errors)")
  }

  @Test func eachFormatAsksForItsOwnPassphrase() async throws {
    let workshop = try await Workshop(
      [],
      """
      rpm: {signature: {key_file: red.sec.asc}}
      deb: {signature: {key_file: blue.sec.asc}}
      """)
    try await workshop.addKey("red", passphrase: "red horse")
    try await workshop.addKey("blue", passphrase: "blue horse")
    expectFailure(
      try await workshop.build(environment: ["NFPM_PASSPHRASE": "red horse"]), 77)
    #expect(try workshop.place.names(in: "").contains("out") == false)
    let built = try await workshop.build(environment: [
      "NFPM_RPM_PASSPHRASE": "red horse", "NFPM_PASSPHRASE": "blue horse",
    ])
    try #require(built.status == 0, "\(built.errors)")
    try await workshop.expectRPM(Self.rpm, signedBy: "red")
    try await workshop.expectDEB(Self.deb, signedBy: "blue")
  }

  @Test func eachArchitectureCanHaveItsKey() async throws {
    let workshop = try await Workshop(
      ["amd64", "arm64"], architectures: "[amd64, arm64]",
      """
      rpm: {signature: {key_file: "${ARCH}.sec.asc"}}
      deb: {signature: {key_file: "${ARCH}.sec.asc"}}
      """)
    let built = try await workshop.build()
    try #require(built.status == 0, "\(built.errors)")
    try await workshop.expectRPM("signed-1.0.0-1.x86_64.rpm", signedBy: "amd64")
    try await workshop.expectRPM("signed-1.0.0-1.aarch64.rpm", signedBy: "arm64")
    try await workshop.expectDEB("signed_1.0.0_amd64.deb", signedBy: "amd64")
    try await workshop.expectDEB("signed_1.0.0_arm64.deb", signedBy: "arm64")
  }

  @Test func oneKeySignsTheChecksumsOfAllArchitectures() async throws {
    let workshop = try await Workshop(
      ["amd64", "arm64"], architectures: "[amd64, arm64]", "sign: {key: \"${ARCH}.sec.asc\"}")
    let refused = try await workshop.build()
    expectFailure(refused, 65)
    #expect(
      refused.errors.contains("pkg.yaml:8:13: error:")
        && refused.errors.contains("[sign.several-keys]"), "\(refused.errors)")
    #expect(try workshop.place.names(in: "").contains("out") == false)
    let one = try await pkg(
      ["build", "-f", "spec/pkg.yaml", "-t", "out", "--arch", "arm64"], in: workshop.place.path)
    try #require(one.status == 0, "\(one.errors)")
    try await workshop.expectRPM("signed-1.0.0-1.aarch64.rpm", signedBy: "arm64")
  }
}
