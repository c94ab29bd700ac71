import TestSupport
import Testing

/// Everybody who verifies detached signatures takes ours, and none of them a changed file's.
@Suite struct AcceptanceTests {
  /// A verifier: how it is called with a certificate, a signature and a file.
  struct Judge: Sendable, CustomTestStringConvertible {
    var name: String
    var accepts: @Sendable (_ place: ScratchDirectory) async throws -> Bool
    var testDescription: String { name }
  }

  static let judges: [Judge] = [
    Judge(name: "gpgv") { place in
      try await gpgvAccepts(place["key.gpg"], [place["file.sig"], place["file"]])
    },
    Judge(name: "sqv") { place in
      try await run("sqv", ["--keyring", place["key.asc"], place["file.sig"], place["file"]])
        .status == 0
    },
    Judge(name: "sq verify") { place in
      try await run(
        "sq",
        [
          "verify", "--signer-cert", place["key.asc"], "--detached", place["file.sig"],
          place["file"],
        ]
      ).status == 0
    },
    Judge(name: "sqop") { place in
      try await run(
        "sh",
        [
          "-c", "sqop verify \"$1\" \"$2\" < \"$3\"", "-", place["file.sig"], place["key.asc"],
          place["file"],
        ]
      ).status == 0
    },
    Judge(name: "rnp") { place in
      let result = try await run(
        "rnp",
        [
          "--homedir", place.path, "--keyfile", place["key.asc"], "--verify", place["file.sig"],
          "--source", place["file"],
        ])
      return result.status == 0
        && (result.output + result.errors).contains("Signature(s) verified successfully")
    },
    Judge(name: "pysequoia") { place in
      try await run(
        Surroundings.pythonTool("python"),
        [
          "-c",
          """
          import sys
          from pysequoia import *
          certificate = Cert.from_file(sys.argv[1])
          signature = Sig.from_file(sys.argv[2])
          result = verify(signature=signature, file=sys.argv[3], store=lambda ids: [certificate])
          assert result.valid_sigs[0].certificate == certificate.fingerprint
          """, place["key.asc"], place["file.sig"], place["file"],
        ]
      ).status == 0
    },
    Judge(name: "pkg") { place in
      try await pkg(["verify", "--keyring", place["key.asc"], place["file"]]).status == 0
    },
  ]

  private static let keys = Task {
    let folder = try ScratchDirectory()
    for algorithm in ["rsa3072", "ed25519", "p256", "p384", "p521"] {
      let made = try await pkg([
        "key", "generate", "--algorithm", algorithm, "--user-id", "\(algorithm) <a@x.invalid>",
        "--out", folder[algorithm],
      ])
      try #require(made.status == 0, "\(made.errors)")
    }
    return folder
  }

  @Test(
    arguments: judges, ["rsa3072", "ed25519", "p256", "p384", "p521"])
  func detached(judge: Judge, algorithm: String) async throws {
    let keys = try await Self.keys.value
    let place = try ScratchDirectory()
    try place.write(try keys.read("\(algorithm).pub.asc"), to: "key.asc")
    try await succeed(
      "gpg",
      [
        "--homedir", place.path, "--dearmor", "-o", place["key.gpg"],
        place["key.asc"],
      ])
    try place.write([0, 13, 10, 255], to: "file")
    let signed = try await pkg([
      "sign", "--kind", "binary", "--key", keys["\(algorithm).sec.asc"], place["file"],
    ])
    try #require(signed.status == 0, "\(signed.errors)")
    #expect(try await judge.accepts(place))
    try place.write([0, 13, 10, 254], to: "file")
    #expect(try await !judge.accepts(place))
  }
}
