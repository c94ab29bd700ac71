import Attestation
import Bytes
import Cryptography
import TestSupport
import Testing

/// securesystemslib, the DSSE implementation in-toto and TUF use, reads ours, and we theirs.
struct SecureSystemsLibTests {
  private static let python = "\(packageDirectory)/.build/venv/bin/python"

  /// Prints how many of the keys after the envelope it accepts at the threshold; 0 for refusal.
  private static let judge = """
    import json, sys
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    from securesystemslib.dsse import Envelope
    from securesystemslib.exceptions import VerificationError
    from securesystemslib.signer import SSlibKey
    envelope = Envelope.from_dict(json.load(open(sys.argv[1])))
    keys = []
    for path in sys.argv[3:]:
        keyid, pem = open(path).read().split("\\n", 1)
        key = load_pem_public_key(pem.encode())
        scheme = "rsa-pkcs1v15-sha256" if hasattr(key, "public_numbers") \\
            and hasattr(key.public_numbers(), "n") else None
        keys.append(SSlibKey.from_crypto(key, keyid, scheme))
    try:
        print(len(envelope.verify(keys, int(sys.argv[2]))))
    except VerificationError:
        print(0)
    """

  private func accepted(
    _ envelope: DSSEEnvelope, by keys: [PublicKey], threshold: Int
  ) async throws -> String {
    let place = try ScratchDirectory()
    try place.write(envelope.serialized(), to: "envelope")
    var arguments = ["-c", Self.judge, place["envelope"], "\(threshold)"]
    for (index, key) in keys.enumerated() {
      let pem = PEM.encoded("PUBLIC KEY", try key.subjectPublicKeyInfo())
      arguments.append(
        try place.write(Array("\(try key.identifier())\n".utf8) + pem, to: "key\(index)"))
    }
    return try await succeed(Self.python, arguments)
  }

  @Test func itAcceptsOurs() async throws {
    let keys = try Keys.all.get()
    let trusted = keys.map(\.publicKey)
    var envelope = DSSEEnvelope(
      payloadType: StatementHeader.payloadType, payload: Array("{}".utf8))
    try envelope.sign(with: keys[0])
    try envelope.sign(with: keys[1])
    #expect(try await accepted(envelope, by: trusted, threshold: 2) == "2\n")
    #expect(try await accepted(envelope, by: trusted, threshold: 3) == "0\n")
    envelope.payload = Array("[]".utf8)
    #expect(try await accepted(envelope, by: trusted, threshold: 1) == "0\n")
  }

  @Test("we accept its", arguments: ["ed25519", "rsa", "ecdsa"]) func theirs(
    kind: String
  ) async throws {
    let place = try ScratchDirectory()
    try await succeed(
      Self.python,
      [
        "-c",
        """
        import json, sys
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
        from securesystemslib.dsse import Envelope
        from securesystemslib.signer import CryptoSigner
        kind, folder = sys.argv[1:]
        if kind == "rsa":
            from cryptography.hazmat.primitives.asymmetric import rsa
            from securesystemslib.signer import SSlibKey
            private = rsa.generate_private_key(65537, 2048)
            public = SSlibKey.from_crypto(private.public_key(), scheme="rsa-pkcs1v15-sha256")
            signer = CryptoSigner(private, public)
        else:
            signer = getattr(CryptoSigner, "generate_" + kind)()
        envelope = Envelope(b"payload \\xff", "text/plain", {})
        envelope.sign(signer)
        json.dump(envelope.to_dict(), open(folder + "/envelope", "w"))
        key = signer._private_key.public_key()
        open(folder + "/key.pem", "wb").write(
            key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        """, kind, place.path,
      ])
    let block = try #require(try PEM.blocks(in: try place.read("key.pem")).first)
    let key = try PublicKey(subjectPublicKeyInfo: block.contents)
    #expect(try key.subjectPublicKeyInfo() == block.contents)
    var envelope = try DSSEEnvelope(parsing: try place.read("envelope"))
    #expect(envelope.payload == Array("payload ".utf8) + [0xff])
    #expect(try envelope.verdict(keys: [key]).meets(threshold: 1))
    envelope.payload.removeLast()
    #expect(try envelope.verdict(keys: [key]).signers.isEmpty)
  }
}
