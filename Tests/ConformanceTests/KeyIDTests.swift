import TestSupport
import Testing

/// nfpm's `key_id` names the key that must sign.
@Suite struct KeyIDTests {
  private func recipe(keyID: String) -> String {
    """
    name: signed
    version: 1.0.0
    arch: all
    formats: [deb]
    maintainer: Jane Doe <jane@example.com>
    description: Nothing but a signature
    license: Apache-2.0
    sbom: {formats: []}
    deb: {signature: {key_file: key.sec.asc, key_id: \(keyID)}}
    """
  }

  @Test func anotherKeyDoesNotSign() async throws {
    let place = try ScratchDirectory()
    let key = try await pkg(
      [
        "key", "generate", "--algorithm", "ed25519", "--user-id", "J <j@example.com>", "--out",
        "key",
      ],
      environment: ["SOURCE_DATE_EPOCH": "1577836800"], in: place[""])
    let fingerprint = try #require(
      lines(key.output).first { $0.hasPrefix("fingerprint") }?.split(separator: " ").last)
    try place.write(recipe(keyID: "0123456789abcdef"), to: "spec/pkg.yaml")
    let refused = try await pkg(["build", "-f", "spec/pkg.yaml", "-t", "out"], in: place[""])
    #expect(refused.status == 77)
    #expect(refused.errors.contains("pkg.yaml:9:") && refused.errors.contains("[sign.other-key]"))
    #expect(try place.names(in: "").contains("out") == false)

    try place.write(recipe(keyID: fingerprint.suffix(16).lowercased()), to: "spec/pkg.yaml")
    let built = try await pkg(["build", "-f", "spec/pkg.yaml", "-t", "out"], in: place[""])
    #expect(built.status == 0, "\(built.errors)")
    let members = try await succeed("ar", ["t", place["out/signed_1.0.0_all.deb"]])
    #expect(lines(members).last == "_gpgorigin")
  }
}
