import Foundation
import TestSupport
import Testing

/// `pkg key check`, each finding beside the verifier it is about.
@Suite struct KeyCheckTests {
  /// Makes a key with GnuPG and exports its certificate, armored unless told otherwise.
  private func gnuPG(
    _ place: ScratchDirectory, _ name: String, _ kind: String, _ usage: String = "sign,cert",
    options: [String] = [], life: String = "never", subkey: String? = nil, armored: Bool = true
  ) async throws -> String {
    let home = place["gnupg-\(name)"]
    try await startAgent(home: home)
    func gpg(_ arguments: [String]) async throws {
      try await succeed(
        "gpg",
        [
          "--homedir", home, "--batch", "--yes", "--pinentry-mode", "loopback", "--passphrase", "",
        ] + options + arguments)
    }
    func make() async throws {
      try await gpg(["--quick-gen-key", "\(name)@example.invalid", kind, usage, life])
      if let subkey {
        let listing = try await succeed(
          "gpg", ["--homedir", home, "--batch", "--with-colons", "--list-keys"])
        let line = lines(listing).first { $0.hasPrefix("fpr:") } ?? ""
        let fingerprint = line.split(separator: ":").last.map(String.init) ?? ""
        try await gpg(["--quick-add-key", fingerprint, subkey, "sign", "never"])
      }
      try await gpg(
        (armored ? ["--armor"] : []) + ["--output", place["\(name).asc"], "--export"])
    }
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await make()) } catch { outcome = .failure(error) }
    // The agent goes before its home does, whatever became of the keys.
    try await succeed("gpgconf", ["--homedir", home, "--kill", "all"])
    try outcome.get()
    return place["\(name).asc"]
  }

  private func codes(_ path: String, status: Int32) async throws -> Set<String> {
    let text = try await pkg(["key", "check", path])
    #expect(text.status == status, "\(text.output)\(text.errors)")
    let json = try await pkg(["key", "check", "--format", "json", path])
    #expect(json.status == status, "\(json.errors)")
    struct Finding: Decodable { var code: String }
    struct Key: Decodable { var findings: [Finding] }
    struct File: Decodable { var findings: [Finding]; var keys: [Key] }
    let files = try JSONDecoder().decode([File].self, from: Data(json.output.utf8))
    let codes = files.flatMap { $0.findings + $0.keys.flatMap(\.findings) }.map(\.code)
    for code in codes { #expect(text.output.contains("[\(code)]")) }
    return Set(codes)
  }

  private func rpmImports(_ path: String) async throws -> Bool {
    let database = try ScratchDirectory()
    return try await run(
      "rpmkeys", ["--define", "_dbpath \(database[""])", "--import", path]
    ).status == 0
  }

  @Test func whatPkgMakesIsSound() async throws {
    let place = try ScratchDirectory()
    for algorithm in ["ed25519", "p256", "p384", "p521"] {
      let made = try await pkg([
        "key", "generate", "--algorithm", algorithm, "--user-id", "K <k@example.invalid>", "--out",
        place[algorithm],
      ])
      try #require(made.status == 0, "\(made.errors)")
      #expect(try await codes(place["\(algorithm).pub.asc"], status: 0) == [])
      #expect(try await codes(place["\(algorithm).sec.asc"], status: 0) == ["key.unprotected"])
    }
    try place.write(place.read("p256.sec.asc"), to: "open.sec.asc", mode: 0o644)
    #expect(
      try await codes(place["open.sec.asc"], status: 1) == ["key.unprotected", "key.file-open"])
  }

  @Test func howTheFileIsWrittenDecidesWhetherRPMImportsIt() async throws {
    let place = try ScratchDirectory()
    let armored = try await gnuPG(place, "armored", "ed25519")
    #expect(try await codes(armored, status: 0) == [])
    #expect(try await rpmImports(armored))
    let binary = try await gnuPG(place, "binary", "ed25519", armored: false)
    #expect(try await codes(binary, status: 0) == ["key.not-armored"])
    #expect(try await !rpmImports(binary))
    let text = try place.text("armored.asc")
    let unchecked = text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("=") }.joined(separator: "\n")
    try place.write(unchecked, to: "unchecked.asc")
    #expect(try await codes(place["unchecked.asc"], status: 0) == ["key.no-checksum"])
    #expect(try await !rpmImports(place["unchecked.asc"]))
  }

  @Test func sequoiasCertificatesMarkStatementsCritical() async throws {
    let place = try ScratchDirectory()
    try await succeed(
      "sq", ["key", "generate", "--userid", "<s@example.invalid>", "--export", place["s.key"]])
    try place.write(
      try await succeed("sq", ["key", "extract-cert", place["s.key"]]), to: "s.asc")
    let found = try await codes(place["s.asc"], status: 0)
    #expect(found.isSuperset(of: ["key.critical-statement", "key.subkey-only"]), "\(found)")
    #expect(try await !rpmImports(place["s.asc"]))
  }

  @Test func weakSelfSignaturesAreErrors() async throws {
    let place = try ScratchDirectory()
    let path = try await gnuPG(
      place, "old", "rsa3072", options: ["--cert-digest-algo", "SHA1"])
    #expect(try await codes(path, status: 1) == ["key.not-bound", "key.weak-self-signature"])
    let judged = try await run("sq", ["inspect", path])
    #expect(judged.output.contains("Invalid") || judged.output.contains("not valid"), "\(judged)")
  }

  @Test func keysThatMayNotSignAreErrors() async throws {
    let place = try ScratchDirectory()
    let short = try await gnuPG(place, "short", "rsa1024")
    #expect(try await codes(short, status: 1) == ["key.weak"])
    let middling = try await gnuPG(place, "middling", "rsa2048")
    #expect(try await codes(middling, status: 0) == ["key.short-rsa"])
    let soon = try await gnuPG(place, "soon", "ed25519", life: "30d")
    #expect(try await codes(soon, status: 0) == ["key.expires-soon"])
    let expired = try await gnuPG(
      place, "expired", "ed25519", options: ["--faked-system-time", "20200101T000000!"], life: "1y")
    #expect(try await codes(expired, status: 1) == ["key.expired"])
    let certifier = try await gnuPG(place, "certifier", "ed25519", "cert")
    #expect(try await codes(certifier, status: 1) == ["key.not-for-signing"])
    let below = try await gnuPG(place, "below", "ed25519", "cert", subkey: "ed25519")
    #expect(try await codes(below, status: 0) == ["key.subkey-only"])
    let curve = try await gnuPG(place, "curve", "brainpoolP256r1")
    #expect(try await codes(curve, status: 1) == ["key.unsupported"])
    #expect(try await pkg(["key", "check", curve]).output.contains("ECDSA over its curve"))
  }

  @Test func whatIsNoKeyFileIsTold() async throws {
    let place = try ScratchDirectory()
    try place.write("no key\n", to: "text")
    expectFailure(try await pkg(["key", "check", place["text"]]), 65)
    expectFailure(try await pkg(["key", "check", place["missing"]]), 66)
  }
}
