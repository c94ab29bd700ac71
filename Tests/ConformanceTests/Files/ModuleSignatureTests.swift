import TestSupport
import Testing

/// Signatures at the end of kernel modules, as the kernel's own tool and openssl make them.
@Suite struct ModuleSignatureTests {
  /// A key as OpenPGP and as an X.509 certificate: the numbers are the same.
  private func place() async throws -> SigningPlace {
    let signing = try await SigningPlace()
    let place = signing.place
    // pkg signs with the OpenPGP key; openssl gets the same key by its numbers.
    try await succeed(
      "\(packageDirectory)/.build/venv/bin/python",
      [
        "-c",
        """
        import base64, sys
        from cryptography.hazmat.primitives.asymmetric import rsa
        from cryptography.hazmat.primitives.serialization import (
            Encoding, NoEncryption, PrivateFormat)
        text = open(sys.argv[1]).read().split("\\n\\n", 1)[1].split("\\n=")[0]
        raw = base64.b64decode("".join(text.split()))
        size = int.from_bytes(raw[1:3], "big")
        body, at = raw[3:3 + size], 6
        def number():
            global at
            count = (int.from_bytes(body[at:at + 2], "big") + 7) // 8
            value = int.from_bytes(body[at + 2:at + 2 + count], "big")
            at += 2 + count
            return value
        n, e = number(), number()
        assert body[at] == 0
        at += 1
        d, p, q = number(), number(), number()
        key = rsa.RSAPrivateNumbers(
            p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(e, n))
        open(sys.argv[2], "wb").write(key.private_key().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        """, signing.key, place["key.pem"],
      ])
    try await succeed(
      "openssl",
      [
        "req", "-x509", "-new", "-key", place["key.pem"], "-subj", "/O=Example/CN=modules",
        "-days", "1", "-out", place["cert.pem"],
      ])
    try await succeed(
      "gcc", ["-x", "c", "-c", "-", "-o", place["plain.ko"]],
      input: """
        static const char info[] __attribute__((section(".modinfo"), used)) = "license=GPL";
        int answer = 42;

        """)
    return signing
  }

  @Test("the bytes are openssl's", arguments: ["sha256", "sha512"])
  func bytes(digest: String) async throws {
    let signing = try await place()
    let place = signing.place
    try await succeed("cp", [place["plain.ko"], place["module.ko"]])
    try await signing.sign(
      "module.ko", kind: "module",
      options: ["--digest", digest, "--module-certificate", place["cert.pem"]])
    try await succeed(
      "openssl",
      [
        "cms", "-sign", "-binary", "-nocerts", "-noattr", "-outform", "DER", "-md", digest,
        "-signer", place["cert.pem"], "-inkey", place["key.pem"], "-in", place["plain.ko"], "-out",
        place["theirs.der"],
      ])
    let plain = try place.read("plain.ko")
    let theirs = try place.read("theirs.der")
    let signed = try place.read("module.ko")
    #expect(Array(signed.prefix(plain.count)) == plain)
    #expect(Array(signed.dropFirst(plain.count).dropLast(40)) == theirs)
    let modinfo = try await succeed("modinfo", [place["module.ko"]])
    #expect(modinfo.contains("PKCS#7") && modinfo.contains("sig_hashalgo:   \(digest)"))
    let trust = ["--module-certificate", place["cert.pem"]]
    try await signing.expect(0, "module.ko", by: trust, saying: "modules")
    try await signing.sign(
      "module.ko", kind: "module",
      options: ["--digest", digest, "--module-certificate", place["cert.pem"]])
    #expect(try place.read("module.ko") == signed)
    // The same key without an OpenPGP certificate, as on a token.
    try await succeed("chmod", ["600", place["key.pem"]])
    try await succeed("cp", [place["plain.ko"], place["module.ko"]])
    try await signing.sign(
      "module.ko", kind: "module", key: place["key.pem"],
      options: ["--digest", digest, "--module-certificate", place["cert.pem"]])
    #expect(try place.read("module.ko") == signed)
    try await signing.expect(1, "plain.ko", by: trust, saying: "verify.unsigned")
  }

  @Test func aModuleOfTwoNamesIsRefused() async throws {
    let signing = try await place()
    let place = signing.place
    try await succeed("ln", [place["plain.ko"], place["linked.ko"]])
    let plain = try place.read("plain.ko")
    for name in ["plain.ko", "linked.ko"] {
      let refused = try await pkg([
        "sign", "--kind", "module", "--key", signing.key, "--module-certificate",
        place["cert.pem"], place[name],
      ])
      expectFailure(refused, 73)
      #expect(refused.errors.contains("[sign.hard-link]"), "\(refused.errors)")
      #expect(try place.read(name) == plain)
    }
  }

  @Test func othersAreNotBelieved() async throws {
    let signing = try await place()
    let place = signing.place
    try await succeed("cp", [place["plain.ko"], place["module.ko"]])
    try await signing.sign(
      "module.ko", kind: "module", options: ["--module-certificate", place["cert.pem"]])
    let good = try place.read("module.ko")
    for (at, words) in [(70, "does not match"), (good.count - 3, "verify.unsigned")] {
      var bytes = good
      bytes[at] ^= 1
      try place.write(bytes, to: "module.ko")
      try await signing.expect(
        1, "module.ko", by: ["--module-certificate", place["cert.pem"]], saying: words)
    }
    try place.write(good, to: "module.ko")
    try await succeed(
      "openssl",
      [
        "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-keyout", place["other.pem"], "-subj",
        "/CN=modules", "-days", "1", "-out", place["othercert.pem"],
      ])
    try await signing.expect(
      1, "module.ko", by: ["--module-certificate", place["othercert.pem"]],
      saying: "signature.unknown-key")
    // A certificate of another key, none at all, and what is no module.
    for (options, status, file) in [
      (["--module-certificate", place["othercert.pem"]], 77, "plain.ko"), ([], 64, "plain.ko"),
      (["--module-certificate", place["cert.pem"]], 65, "cert.pem"),
    ] as [([String], Int32, String)] {
      let refused = try await pkg(
        ["sign", "--kind", "module", "--key", signing.key] + options + [place[file]])
      expectFailure(refused, status)
    }
  }
}
