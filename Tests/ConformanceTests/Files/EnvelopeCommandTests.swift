import TestSupport
import Testing

/// DSSE envelopes by the command line.
@Suite struct EnvelopeCommandTests {
  private func statement(about signing: SigningPlace, _ file: String) async throws -> String {
    let digest = try await succeed("sha256sum", [signing[file]]).prefix(64)
    return #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":""# + file
      + #"","digest":{"sha256":""# + digest
      + #""}}],"predicateType":"https://slsa.dev/provenance/v1","predicate":{}}"#
  }

  @Test("statements", arguments: [false, true]) func statements(isRSA: Bool) async throws {
    let signing = try await SigningPlace()
    let place = signing.place
    try place.write("what is built\n", to: "app")
    try place.write(try await statement(about: signing, "app"), to: "app.intoto.json")
    let key = isRSA ? signing.key : signing.edKey
    let keyring = ["--keyring", isRSA ? signing.certificate : signing.edCertificate]
    try await signing.sign("app.intoto.json", kind: "dsse", key: key)
    #expect(try place.names() == ["app", "app.intoto.json", "app.intoto.jsonl"])
    try await signing.expect(0, "app.intoto.jsonl", by: keyring)
    let other = ["--keyring", isRSA ? signing.edCertificate : signing.certificate]
    try await signing.expect(1, "app.intoto.jsonl", by: other, saying: "signature.unknown-key")
    let pem = try await pkg(["key", "export", "--form", "pem", key])
    try place.write(pem.output, to: "key.pem")
    try await signing.expect(0, "app.intoto.jsonl", by: ["--public-key", signing["key.pem"]])
    try place.write("something else\n", to: "app")
    try await signing.expect(1, "app.intoto.jsonl", by: keyring, saying: "verify.file-differs")
  }

  @Test func aPublicKeyInPEMIsEnough() async throws {
    let signing = try await SigningPlace()
    let place = signing.place
    try await succeed(
      "openssl", ["genpkey", "-algorithm", "ed25519", "-out", place["key.pem"]])
    try await succeed(
      "openssl", ["pkey", "-in", place["key.pem"], "-pubout", "-out", place["public.pem"]])
    // openssl signs the encoding that DSSE defines.
    let payload = "{}"
    try place.write("DSSEv1 4 text \(payload.utf8.count) \(payload)", to: "encoding")
    try await succeed(
      "openssl",
      [
        "pkeyutl", "-sign", "-rawin", "-inkey", place["key.pem"], "-in", place["encoding"], "-out",
        place["signature"],
      ])
    let signature = try await succeed("base64", ["-w", "0", place["signature"]])
    try place.write(
      #"{"payloadType":"text","payload":"e30=","signatures":[{"sig":""# + signature + #""}]}"#,
      to: "x.intoto.jsonl")
    try await signing.expect(0, "x.intoto.jsonl", by: ["--public-key", place["public.pem"]])
    try await signing.expect(1, "x.intoto.jsonl")
  }

  @Test func whatIsNoStatementNeedsAType() async throws {
    let signing = try await SigningPlace()
    try signing.place.write("{}", to: "file.json")
    let refused = try await pkg([
      "sign", "--kind", "dsse", "--key", signing.key, signing["file.json"],
    ])
    expectFailure(refused, 65)
    try await signing.sign(
      "file.json", kind: "dsse", options: ["--payload-type", "application/json"])
    #expect(try signing.place.names() == ["file.json", "file.json.dsse.json"])
  }
}
