import Foundation
import TestSupport
import Testing

/// Bundles of an instance of the tests' own, and what sigstore-python makes of each.
@Suite struct SigstoreCommandTests {
  private static let programs = "\(packageDirectory)/Tests/Programs/sigstore"

  /// What `cases.py` says of one bundle.
  struct Case: Decodable, Sendable {
    var root: String
    var identity: String
    var issuer: String
    /// The code of our refusal.
    var expected: String?
    /// Whether sigstore-python does not share our answer, as `cases.py` explains.
    var differs: Bool
    /// Why sigstore-python refuses it.
    var oracle: String?

    /// What `pkg verify` is told.
    var options: [String] {
      [root, "--certificate-identity", identity, "--certificate-oidc-issuer", issuer]
    }
  }

  /// What `pkg verify --format json` says of one file.
  struct Answer: Decodable {
    struct Signature: Decodable {
      var place: String
      var good: Bool
      var fingerprint: String?
    }

    struct Finding: Decodable {
      var code: String
    }

    var file: String
    var proven: Bool
    var signatures: [Signature]
    var findings: [Finding]
  }

  private static let made = Task {
    let place = try ScratchDirectory()
    try await succeed(
      Surroundings.pythonTool("python"), ["-B", "\(programs)/cases.py", place.path])
    let cases = try JSONDecoder().decode(
      [String: Case].self, from: Data(try place.read("cases.json")))
    return (place: place, cases: cases)
  }

  @Test func eachBundleIsJudgedForWhatItIs() async throws {
    let (place, cases) = try await Self.made.value
    try #require(cases.count > 100)
    for (options, group) in Dictionary(grouping: cases, by: \.value.options) {
      let result = try await pkg(
        ["verify", "--format", "json", "--trusted-root", place[options[0]]] + options.dropFirst()
          + group.map { place[$0.key] })
      #expect(result.status == (group.allSatisfy { $0.value.expected == nil } ? 0 : 1))
      let answers = try JSONDecoder().decode([Answer].self, from: Data(result.output.utf8))
      try #require(answers.count == group.count, "\(result.errors)")
      for ((name, made), answer) in zip(group, answers) {
        #expect(answer.file == place[name])
        #expect(answer.proven == (made.expected == nil), "\(name): \(answer)")
        #expect(answer.findings.map(\.code) == (made.expected.map { [$0] } ?? []), "\(name)")
        let signature = try #require(answer.signatures.first)
        #expect(signature.place == "sigstore" && answer.signatures.count == 1)
        #expect(signature.good == answer.proven)
        #expect(signature.fingerprint == (answer.proven ? made.identity : ""), "\(name)")
        let isShared = (made.expected == nil) == (made.oracle == nil)
        #expect(isShared != made.differs, "\(name): sigstore-python: \(made.oracle ?? "good")")
      }
    }
  }

  /// Every reason there is to refuse a bundle has a bundle that is refused for it.
  @Test func noReasonIsWithoutACase() async throws {
    let (_, cases) = try await Self.made.value
    let text = try String(
      contentsOfFile: "\(packageDirectory)/Sources/Formats/Sigstore/SigstoreRefusal.swift",
      encoding: .utf8)
    let reasons = Set(text.matches(of: /"(sigstore\.[a-z-]+)"/).map { String($0.1) })
    // Of the last, see below.
    let judged = Set(cases.values.compactMap(\.expected)).union(["sigstore.time-to-come"])
    #expect(reasons.subtracting(judged) == [])
  }

  /// A directory with signed files.
  private func signed(_ files: String...) async throws -> ScratchDirectory {
    let place = try ScratchDirectory()
    for file in files { try place.write("the contents of \(file)\n", to: file) }
    try await sign(files, in: place)
    return place
  }

  private func sign(_ files: [String], in place: ScratchDirectory) async throws {
    try await succeed(
      Surroundings.pythonTool("python"), ["-B", "\(Self.programs)/sign.py", place.path] + files)
  }

  private func trust(_ place: ScratchDirectory) -> [String] {
    [
      "--trusted-root", place["root.json"], "--certificate-identity", "release@example.com",
      "--certificate-oidc-issuer", "https://accounts.example.com",
    ]
  }

  private func verify(
    _ place: ScratchDirectory, _ files: String..., options: [String] = []
  ) async throws -> RunResult {
    try await pkg(["verify"] + trust(place) + options + files.map { place[$0] })
  }

  @Test("sigstore-python's command line gives the same answer", arguments: [true, false])
  func commandLine(isGood: Bool) async throws {
    let place = try await signed("file")
    if !isGood { try place.write("other contents\n", to: "file") }
    let theirs = try await run(
      Surroundings.pythonTool("sigstore"),
      [
        "--trust-config", place["trust_config.json"], "verify", "identity", "--offline",
        "--bundle", place["file.sigstore.json"], "--cert-identity", "release@example.com",
        "--cert-oidc-issuer", "https://accounts.example.com", place["file"],
      ], environment: ["HOME": place.path])
    #expect(theirs.status == (isGood ? 0 : 1), "\(theirs.errors)")
    let ours = try await verify(place, "file")
    #expect(ours.status == (isGood ? 0 : 1), "\(ours.errors)")
  }

  @Test func aBundleMayLieAnywhereAndBeNamedItself() async throws {
    let place = try await signed("a", "b")
    #expect(try await verify(place, "a", "b", "a.sigstore.json").status == 0)
    try await succeed("mv", [place["a.sigstore.json"], place["elsewhere"]])
    #expect(try await verify(place, "a", options: ["--bundle", place["elsewhere"]]).status == 0)
    let unsigned = try await verify(place, "a")
    #expect(unsigned.status == 1 && unsigned.errors.contains("verify.unsigned"))
    let missing = try await verify(place, "a", options: ["--bundle", place["nowhere"]])
    expectFailure(missing, 66)
    // What is named is the bundle, whatever lies beside the file.
    let other = try await verify(place, "b", options: ["--bundle", place["elsewhere"]])
    #expect(other.status == 1 && other.errors.contains("sigstore.other-file"))
    let json = try await verify(place, "b", options: ["--format", "json"])
    #expect(json.output.contains(#""fingerprint" : "release@example.com""#), "\(json.output)")
  }

  @Test func nothingIsGoodBeforeItWasSigned() async throws {
    let place = try await signed("file")
    let early = try await verify(place, "file", options: ["--at", "2024-03-09T16:01:39Z"])
    #expect(early.status == 1 && early.errors.contains("sigstore.time-to-come"), "\(early.errors)")
    let then = try await verify(place, "file", options: ["--at", "2024-03-09T16:01:40Z"])
    #expect(then.status == 0, "\(then.errors)")
  }

  @Test func checksumFilesAreHeldAgainstWhatTheyList() async throws {
    let place = try ScratchDirectory()
    try place.write("contents\n", to: "file")
    let digest = try await succeed("sha256sum", [place["file"]]).prefix(64)
    try place.write("\(digest)  file\n", to: "SHA256SUMS")
    try await sign(["SHA256SUMS"], in: place)
    #expect(try await verify(place, "SHA256SUMS", "file").status == 0)
    try place.write("else\n", to: "file")
    for file in ["SHA256SUMS", "file"] {
      let spoilt = try await verify(place, file)
      #expect(spoilt.status == 1 && spoilt.errors.contains("verify.file-differs"), "\(file)")
    }
  }

  /// Signed inside by a key that is not trusted here: the bundle stands for all of the file.
  @Test("packages", arguments: [Hello.Target.all[0]]) func packages(
    target: Hello.Target
  ) async throws {
    let hello = try await Hello.built()
    let place = try ScratchDirectory()
    for (from, name) in [(hello.path(target.rpm), "a.rpm"), (hello.path(target.deb), "a.deb")] {
      try await succeed("cp", [from, place[name]])
    }
    try await sign(["a.rpm", "a.deb"], in: place)
    let both = try await verify(place, "a.rpm", "a.deb")
    #expect(both.status == 0, "\(both.errors)")
    #expect(both.errors.contains("warning:") && both.errors.contains("signature.unknown-key"))
    #expect(
      try await verify(place, "a.rpm", options: ["--keyring", hello.certificate]).status == 0)
    for name in ["a.rpm", "a.deb"] {
      try await succeed("cp", [place["root.json"], place["\(name).sigstore.json"]])
      let spoilt = try await verify(place, name, options: ["--keyring", hello.certificate])
      #expect(spoilt.status == 1 && spoilt.errors.contains("sigstore.unsupported-bundle"))
    }
  }

  @Test func whoMustHaveSignedIsSaid() async throws {
    let place = try await signed("a", "b")
    let all = trust(place)
    for leftOut in 0..<3 {
      var options = all
      options.removeSubrange(2 * leftOut..<2 * leftOut + 2)
      #expect(try await pkg(["verify"] + options + [place["a"]]).status == 64)
    }
    let bundle = ["--bundle", place["a.sigstore.json"]]
    #expect(try await pkg(["verify"] + all + bundle + [place["a"], place["b"]]).status == 64)
    #expect(try await pkg(["verify", "--keyring", "k"] + bundle + [place["a"]]).status == 64)
    try place.write("{}", to: "root.json")
    let unreadable = try await verify(place, "a")
    expectFailure(unreadable, 65)
    #expect(unreadable.errors.contains("trust.unreadable"))
  }

  @Test func withoutATrustedRootABundleProvesNothing() async throws {
    let place = try await signed("file")
    let signing = try await SigningPlace()
    for (file, code) in [
      ("file", "verify.unsigned"), ("file.sigstore.json", "signature.unknown-key"),
    ] {
      let result = try await pkg(["verify", "--keyring", signing.certificate, place[file]])
      #expect(result.status == 1 && result.errors.contains(code), "\(result.errors)")
    }
  }
}
