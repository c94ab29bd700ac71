import TestSupport
import Testing

/// Signatures of files by ECDSA keys, which others verify: SSH, DSSE, kernel modules.
@Suite struct EllipticCurveTests {
  static let curves = ["p256", "p384", "p521"]

  /// A certificate and secret key for each curve, made once.
  private static let keys = Task {
    let folder = try ScratchDirectory()
    for curve in curves {
      let made = try await pkg([
        "key", "generate", "--algorithm", curve, "--user-id", "\(curve) <c@x.invalid>", "--out",
        folder[curve],
      ])
      try #require(made.status == 0, "\(made.errors)")
    }
    return folder
  }

  @Test("ssh-keygen accepts our SSH signatures", arguments: curves)
  func ssh(curve: String) async throws {
    let keys = try await Self.keys.value
    let signing = try await SigningPlace()
    try signing.place.write(sampleBytes(70_000), to: "file")
    let line = try await pkg(["key", "export", "--form", "ssh", keys["\(curve).sec.asc"]])
    #expect(line.output.hasPrefix("ecdsa-sha2-nistp\(curve.dropFirst()) "), "\(line.output)")
    try signing.place.write("one@x.invalid \(line.output)", to: "allowed")
    // r and s are shorter than a coordinate now and then: several signatures meet that.
    for _ in 0..<4 {
      try await signing.sign("file", kind: "ssh", key: keys["\(curve).sec.asc"])
      try await succeed(
        "sh",
        [
          "-c",
          "ssh-keygen -Y verify -f \"$1\" -I one@x.invalid -n file -s \"$2\" < \"$3\"", "-",
          signing["allowed"], signing["file.sig"], signing["file"],
        ])
      try await signing.expect(0, "file", by: ["--allowed-signers", signing["allowed"]])
    }
    try signing.place.write("other", to: "file")
    try await signing.expect(
      1, "file", by: ["--allowed-signers", signing["allowed"]], saying: "does not match")
  }

  @Test("securesystemslib accepts our DSSE envelopes", arguments: curves)
  func dsse(curve: String) async throws {
    let keys = try await Self.keys.value
    let signing = try await SigningPlace()
    try signing.place.write("payload\n", to: "file")
    try await signing.sign(
      "file", kind: "dsse", key: keys["\(curve).sec.asc"], options: ["--payload-type", "text/x"])
    let pem = try await pkg(["key", "export", "--form", "pem", keys["\(curve).pub.asc"]])
    try signing.place.write(pem.output, to: "key.pem")
    try signing.place.write(
      """
      import json, sys
      from cryptography.hazmat.primitives.serialization import load_pem_public_key
      from securesystemslib.dsse import Envelope
      from securesystemslib.signer import SSlibKey
      envelope = Envelope.from_dict(json.load(open(sys.argv[1])))
      public = load_pem_public_key(open(sys.argv[2], "rb").read())
      # It has no scheme for P-521; what it would be is said by its own encoding and signature.
      if public.curve.key_size == 521:
          from cryptography.hazmat.primitives import hashes
          from cryptography.hazmat.primitives.asymmetric import ec
          signature = next(iter(envelope.signatures.values())).signature
          public.verify(
              bytes.fromhex(signature), envelope.pae(), ec.ECDSA(hashes.SHA512()))
          print(1)
      else:
          key = SSlibKey.from_crypto(public, next(iter(envelope.signatures)))
          print(len(envelope.verify([key], 1)))

      """, to: "judge.py")
    let judged = try await succeed(
      Surroundings.pythonTool("python"),
      [signing["judge.py"], signing["file.dsse.json"], signing["key.pem"]])
    #expect(judged == "1\n")
    // Our own verifier reads the envelope, and holds it against the file beside it.
    let trust = ["--public-key", signing["key.pem"]]
    try await signing.expect(0, "file.dsse.json", by: trust)
    try await signing.expect(1, "file.dsse.json", saying: "signature.unknown-key")
    try signing.place.write("another\n", to: "file")
    try await signing.expect(1, "file.dsse.json", by: trust, saying: "verify.file-differs")
    try await succeed("rm", [signing["file"]])
    try await signing.expect(0, "file.dsse.json", by: trust)
    let text = try signing.place.text("file.dsse.json")
    try signing.place.write(text.replacing("text/x", with: "text/y"), to: "file.dsse.json")
    try await signing.expect(1, "file.dsse.json", by: trust)
  }

  private static let source = """
    static const char info[] __attribute__((section(".modinfo"), used)) = "license=GPL";
    int answer = 42;

    """

  /// openssl's keys, whose certificate is around them: no OpenPGP is needed for a kernel.
  @Test(
    "openssl accepts our module signatures",
    arguments: [
      (["EC", "-pkeyopt", "group:P-256"], "sha256"), (["EC", "-pkeyopt", "group:P-384"], "sha384"),
      (["EC", "-pkeyopt", "group:P-521"], "sha512"),
      (["RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "sha256"),
    ])
  func module(algorithm: [String], digest: String) async throws {
    let signing = try await SigningPlace()
    let place = signing.place
    try await makeKey(algorithm, place)
    try await succeed(
      "gcc", ["-x", "c", "-c", "-", "-o", place["plain.ko"]], input: Self.source)
    try await succeed("cp", [place["plain.ko"], place["module.ko"]])
    try await signing.sign(
      "module.ko", kind: "module", key: place["key.pem"],
      options: [
        "--certificate", place["pgp.asc"], "--digest", digest, "--module-certificate",
        place["cert.pem"],
      ])
    let plain = try place.read("plain.ko")
    let signed = try place.read("module.ko")
    #expect(Array(signed.prefix(plain.count)) == plain)
    try place.write(Array(signed.dropFirst(plain.count).dropLast(40)), to: "signature")
    let verify = [
      "cms", "-verify", "-binary", "-inform", "DER", "-in", place["signature"], "-certfile",
      place["cert.pem"], "-noverify", "-out", "/dev/null", "-content",
    ]
    try await succeed("openssl", verify + [place["plain.ko"]])
    #expect(try await run("openssl", verify + [place["cert.pem"]]).status != 0)
    let modinfo = try await succeed("modinfo", [place["module.ko"]])
    #expect(modinfo.contains("sig_hashalgo:   \(digest)"), "\(modinfo)")
    try await signing.expect(0, "module.ko", by: ["--module-certificate", place["cert.pem"]])
  }

  /// What openssl itself signs is accepted as well; Ed25519, which no kernel verifies, is not made.
  @Test func opensslSignsAndEd25519IsRefused() async throws {
    let signing = try await SigningPlace()
    let place = signing.place
    try await makeKey(["ED25519"], place)
    try await succeed(
      "gcc", ["-x", "c", "-c", "-", "-o", place["plain.ko"]], input: Self.source)
    let refused = try await pkg([
      "sign", "--kind", "module", "--key", place["key.pem"], "--certificate", place["pgp.asc"],
      "--module-certificate", place["cert.pem"], place["plain.ko"],
    ])
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[sign.not-for-kernels]"), "\(refused.errors)")
    try await makeKey(["EC", "-pkeyopt", "group:P-256"], place)
    try await succeed(
      "openssl",
      [
        "cms", "-sign", "-binary", "-nocerts", "-noattr", "-outform", "DER", "-md", "sha256",
        "-signer", place["cert.pem"], "-inkey", place["key.pem"], "-in", place["plain.ko"], "-out",
        place["theirs"],
      ])
    let theirs = try place.read("theirs")
    let trailer =
      [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, UInt8(theirs.count >> 8), UInt8(theirs.count & 0xff)]
      + Array("~Module signature appended~\n".utf8)
    try place.write(try place.read("plain.ko") + theirs + trailer, to: "module.ko")
    try await signing.expect(0, "module.ko", by: ["--module-certificate", place["cert.pem"]])
  }

  /// A key of openssl's with an X.509 and an OpenPGP certificate of it.
  private func makeKey(_ algorithm: [String], _ place: ScratchDirectory) async throws {
    try await succeed("rm", ["-f", place["pgp.asc"]])
    try await succeed(
      "openssl", ["genpkey", "-algorithm"] + algorithm + ["-out", place["key.pem"]])
    try await succeed("chmod", ["600", place["key.pem"]])
    try await succeed(
      "openssl",
      [
        "req", "-x509", "-new", "-key", place["key.pem"], "-subj", "/O=Example/CN=modules",
        "-days", "1", "-out", place["cert.pem"],
      ])
    let certified = try await pkg([
      "key", "certify", "--key", place["key.pem"], "--user-id", "M <m@x.invalid>", "--out",
      place["pgp.asc"],
    ])
    try #require(certified.status == 0, "\(certified.errors)")
  }
}
