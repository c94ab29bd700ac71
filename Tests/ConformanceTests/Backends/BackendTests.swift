import Foundation
import TestSupport
import Testing

/// Keys in files of openssl's, on a token, in a TPM and behind a program, each with a certificate
/// made around it.
@Suite struct BackendTests {
  private static let kinds: [(name: String, arguments: [String], isForRPM: Bool)] = [
    ("rsa", ["RSA", "-pkeyopt", "rsa_keygen_bits:3072"], true), ("ed25519", ["ED25519"], true),
    ("p256", ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"], false),
  ]

  func generate(_ arguments: [String], to path: String) async throws {
    try await succeed("openssl", ["genpkey", "-out", path, "-algorithm"] + arguments)
    try await succeed("chmod", ["600", path])
  }

  @Test(arguments: kinds.indices)
  func openSSLsFilesSign(index: Int) async throws {
    let kind = Self.kinds[index]
    let files = try await SignedFiles()
    let place = files.place
    try await generate(kind.arguments, to: place["key.pem"])
    try place.write("p4ss wörd\n", to: "passphrase", mode: 0o600)
    let file = "file:\(place["passphrase"])"
    try await succeed(
      "openssl",
      [
        "pkcs8", "-topk8", "-in", place["key.pem"], "-passout", file, "-out", place["sealed.pem"],
      ])
    try await succeed(
      "openssl",
      [
        "pkcs12", "-export", "-nocerts", "-inkey", place["key.pem"], "-passout", file, "-out",
        place["store.p12"],
      ])
    try await succeed("chmod", ["600", place["sealed.pem"], place["store.p12"]])
    let certificate = try await certificate(of: place["key.pem"], in: place)
    try await files.expectRefusal(place["key.pem"], certificate: nil, 64, "key.certificate-needed")
    for name in ["sealed.pem", "store.p12"] {
      try await files.expectRefusal(
        place[name], certificate: certificate, 77, "signer.secret-needed")
    }
    try await files.expectSigned(
      place["key.pem"], certificate: certificate, isForRPM: kind.isForRPM)
    for name in ["sealed.pem", "store.p12"] {
      let signed = try await files.sign(
        place[name], certificate: certificate, ["--passphrase-file", place["passphrase"]],
        files: [files.file])
      #expect(signed.status == 0, "\(signed.errors)")
      try await expectDetachedSignature(
        files.file + ".asc", of: files.file, certificate: certificate)
    }
  }

  @Test func aTokenSigns() async throws {
    let files = try await SignedFiles()
    let place = files.place
    try place.makeDirectory("tokens")
    try place.write(
      "directories.tokendir = \(place["tokens"])\nobjectstore.backend = file\nlog.level = ERROR\n",
      to: "softhsm2.conf")
    try place.write("73912\n", to: "pin", mode: 0o600)
    try place.write("00000\n", to: "wrong", mode: 0o600)
    let environment = ["SOFTHSM2_CONF": place["softhsm2.conf"]]
    try await succeed(
      "softhsm2-util",
      ["--init-token", "--free", "--label", "My Token", "--pin", "73912", "--so-pin", "55555555"],
      environment: environment)
    for (index, kind) in (Self.kinds + [("twin", ["ED25519"], true)]).enumerated() {
      try await generate(kind.arguments, to: place["\(kind.name).pem"])
      for identifier in kind.name == "twin" ? ["11", "12"] : ["0\(index)"] {
        try await succeed(
          "softhsm2-util",
          [
            "--import", place["\(kind.name).pem"], "--token", "My Token", "--label", kind.name,
            "--id", identifier, "--pin", "73912",
          ], environment: environment)
      }
    }
    func uri(_ object: String, token: String = "My%20Token", pin: String? = nil) -> String {
      "pkcs11:token=\(token);object=\(object)?module-path=/usr/lib/softhsm/libsofthsm2.so"
        + (pin.map { "&pin-source=file:\(place[$0])" } ?? "")
    }
    for kind in Self.kinds {
      let key = uri(kind.name, pin: "pin")
      let certificate = try await certificate(of: key, in: place, environment: environment)
      try await files.expectSigned(
        key, certificate: certificate, environment: environment, isForRPM: kind.isForRPM)
      let signed = try await files.sign(
        uri(kind.name), certificate: certificate, ["--passphrase-file", place["pin"]],
        environment: environment, files: [files.file])
      #expect(signed.status == 0, "\(signed.errors)")
      let logged = try await files.loggedBackend(
        of: key, certificate: certificate, environment: environment)
      #expect(logged == "pkcs11")
    }
    try FileManager.default.removeItem(atPath: files.file + ".asc")
    let certificate = try await certificate(
      of: uri("rsa", pin: "pin"), in: place, environment: environment)
    let refusals: [(String, Int32, String)] = [
      (uri("rsa", pin: "wrong"), 77, "signer.wrong-secret"),
      (uri("rsa"), 77, "signer.secret-needed"),
      (uri("absent", pin: "pin"), 77, "signer.no-such-key"),
      (uri("rsa", token: "absent", pin: "pin"), 77, "signer.no-such-key"),
      (uri("twin", pin: "pin"), 77, "signer.ambiguous-key"),
      (uri("ed25519", pin: "pin"), 77, "key.certificate-mismatch"),
      (uri("rsa", pin: "absent"), 66, "input.missing"),
      ("pkcs11:object=rsa?module-path=/nowhere.so", 69, "signer.unavailable"),
    ]
    for (key, status, code) in refusals {
      try await files.expectRefusal(
        key, certificate: certificate, status, code, environment: environment)
    }
  }

  @Test func aTPMSigns() async throws {
    let files = try await SignedFiles()
    let place = files.place
    try place.makeDirectory("tpm")
    // The simulator is this test's own, at sockets in its folder, and ends when it is cut off.
    try await succeed(
      "swtpm",
      [
        "socket", "--tpm2", "--tpmstate", "dir=\(place["tpm"])", "--server",
        "type=unixio,path=\(place["s"])", "--ctrl", "type=unixio,path=\(place["s.ctrl"])",
        "--flags", "not-need-init,startup-clear", "--daemon", "--pid", "file=\(place["pid"])",
      ])
    let process = try #require(pid_t(try place.text("pid").filter(\.isNumber)))
    defer { kill(process, SIGTERM) }
    try await signWithTPM(files)
  }

  private func signWithTPM(_ files: SignedFiles) async throws {
    let place = files.place
    let environment = ["TPM2OPENSSL_TCTI": "swtpm:path=\(place["s"])"]
    let tpm = ["-provider", "tpm2", "-provider", "default", "-propquery", "?provider=tpm2"]
    let kinds = [
      ("rsa", ["RSA", "-pkeyopt", "bits:2048"]), ("p256", ["EC", "-pkeyopt", "group:P-256"]),
    ]
    for (name, arguments) in kinds {
      let path = place["\(name).pem"]
      try await succeed(
        "openssl", ["genpkey"] + tpm + ["-out", path, "-algorithm"] + arguments,
        environment: environment)
      let key = "provider:tpm2:file:\(path)"
      let certificate = try await certificate(of: key, in: place, environment: environment)
      try await files.expectSigned(
        key, certificate: certificate, environment: environment, isForRPM: name == "rsa")
    }
    try FileManager.default.removeItem(atPath: files.file + ".asc")
    let certificate = try await certificate(
      of: "provider:tpm2:file:\(place["rsa.pem"])", in: place, environment: environment)
    try await files.expectRefusal(
      "provider:tpm2:file:\(place["absent.pem"])", certificate: certificate, 77,
      "signer.no-such-key", environment: environment)
    try await files.expectRefusal(
      "provider:absent:file:\(place["rsa.pem"])", certificate: certificate, 69, "signer.unavailable"
    )
  }

  /// A program that signs as a cloud's service does: it takes a digest and answers in JSON.
  static let service = """
    #!/usr/bin/env python3
    import base64, json, os, subprocess, sys
    request = json.load(sys.stdin)
    keys = os.environ["PKG_SIGNER_KEYS"]
    assert sorted(os.environ) == ["HOME", "LC_ALL", "LC_CTYPE", "PATH", "PKG_SIGNER_KEYS"] \\
        or sorted(os.environ) == ["HOME", "LC_ALL", "PATH", "PKG_SIGNER_KEYS"], os.environ
    pem = f"{keys}/{request['key']}.pem"
    def run(*arguments, data=b""):
        return subprocess.run(["openssl", *arguments], input=data, capture_output=True,
                              check=True).stdout
    if request["operation"] == "public-key":
        print(json.dumps({"publicKey": run("pkey", "-in", pem, "-pubout").decode()}))
        sys.exit()
    digest = base64.b64decode(request["digest"])
    path = f"{keys}/digest-{os.getpid()}"
    open(path, "wb").write(digest)
    options = ["-rawin"] if request["algorithm"] == "ed25519" else \\
        ["-pkeyopt", "digest:" + request["algorithm"].split("-")[-1]]
    signature = run("pkeyutl", "-sign", "-inkey", pem, "-in", path, *options)
    print(json.dumps({"signature": base64.b64encode(signature).decode(),
                      "encoding": "der" if "ecdsa" in request["algorithm"] else "raw"}))

    """

  @Test func aProgramSigns() async throws {
    let files = try await SignedFiles()
    let place = files.place
    let program = try await place.writeProgram(Self.service, to: "service")
    let environment = ["PKG_SIGNER_KEYS": place.path, "OTHER": "not passed on"]
    for kind in Self.kinds {
      try await generate(kind.arguments, to: place["\(kind.name).pem"])
      let key = "exec:\(program)?key=\(kind.name)"
      let certificate = try await certificate(of: key, in: place, environment: environment)
      try await files.expectSigned(
        key, certificate: certificate, environment: environment, isForRPM: kind.isForRPM)
    }
  }

  @Test func programsThatMisbehaveAreRefused() async throws {
    let files = try await SignedFiles()
    let place = files.place
    try await generate(["ED25519"], to: place["key.pem"])
    let certificate = try await certificate(of: place["key.pem"], in: place)
    func expect(
      _ body: String, mode: UInt16 = 0o755, _ status: Int32, _ code: String,
      query: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
      let program = try await place.writeProgram(
        "#!/bin/sh\n\(body)\n", to: "program", mode: mode)
      try await files.expectRefusal(
        "exec:\(program)\(query)", certificate: certificate, status, code,
        sourceLocation: sourceLocation)
    }
    let zeros = String(repeating: "A", count: 84) + "AA=="
    try await expect(
      "echo '{\"signature\":\"\(zeros)\",\"encoding\":\"raw\"}'", 77, "signer.bad-signature")
    try await expect("echo nothing", 77, "signer.bad-answer")
    try await expect("cat /dev/zero", 77, "signer.bad-answer")
    try await expect("echo no approval >&2; exit 3", 77, "signer.refused")
    try await expect("kill -9 $$", 77, "signer.refused")
    try await expect("sleep 100 & sleep 100", 69, "signer.timed-out", query: "?timeout=1")
    try await expect("exit 0", mode: 0o644, 69, "signer.unavailable")
    try await expect("exit 0", mode: 0o777, 77, "signer.program-open")
    try await files.expectRefusal(
      "exec:\(place["absent"])", certificate: certificate, 66, "input.missing")
  }

  @Test func aRecipeNamesBackendAndCertificate() async throws {
    let place = try ScratchDirectory()
    let program = try await place.writeProgram(Self.service, to: "service")
    try await generate(["ED25519"], to: place["release.pem"])
    let environment = ["PKG_SIGNER_KEYS": place.path]
    let certificate = try await certificate(
      of: "exec:\(program)?key=release", in: place, environment: environment)
    // Packages are signed several at a time; the program must be waited for without a deadlock.
    try place.write(
      """
      name: signed
      version: 1.0.0
      arch: [amd64, arm64, arm7, riscv64]
      maintainer: Jane Doe <jane@example.com>
      description: Nothing but signatures
      license: Apache-2.0
      sbom: {formats: []}
      sign: {key: "\(program)?key=release", backend: exec, certificate: \(certificate)}

      """, to: "spec/pkg.yaml")
    let built = try await pkg(
      ["build", "-f", "spec/pkg.yaml", "-t", "out", "-j", "8"], environment: environment,
      in: place.path)
    try #require(built.status == 0, "\(built.errors)")
    for name in try place.names(in: "out") where name.hasSuffix(".rpm") {
      try await expectRPMSignature(place["out/\(name)"], certificate: certificate)
    }
    for name in try place.names(in: "out") where name.hasSuffix(".deb") {
      try await expectDebianSignature(place["out/\(name)"], certificate: certificate)
    }
    try await expectDetachedSignature(
      place["out/SHA256SUMS.asc"], of: place["out/SHA256SUMS"], certificate: certificate)
  }
}
