import Foundation
import TestSupport
import Testing

/// `pkg verify --allow-unsigned`: status 3 for what has no signature and is sound, and no other.
@Suite struct UnsignedTests {
  private static let option = ["--allow-unsigned"]

  private func verify(
    _ files: String..., options: [String] = Self.option
  ) async throws -> RunResult {
    let keys = try await ForgerKeys.ready()
    return try await pkg(["verify", "--keyring", keys.keyring] + files + options)
  }

  /// Expects an artefact to be unsigned and sound for the rest, with or without trusted keys.
  private func expectUndecided(
    _ file: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let strict = try await verify(file, options: [])
    #expect(strict.status == 1, "\(strict.output)", sourceLocation: sourceLocation)
    #expect(
      strict.output.contains("NOT PROVEN")
        && strict.errors.contains(/error: .*\[verify\.unsigned\]/), "\(strict.errors)",
      sourceLocation: sourceLocation)
    let sum = try await succeed("sha256sum", [file]).prefix(64)
    let results = [
      try await verify(file), try await pkg(["verify", file] + Self.option),
    ]
    for result in results {
      #expect(
        result.status == 3, "\(result.output)\(result.errors)", sourceLocation: sourceLocation)
      #expect(
        result.output.contains(": UNSIGNED, else sound\n  sha256 \(sum)\n"), "\(result.output)",
        sourceLocation: sourceLocation)
      #expect(
        result.errors.contains(/warning: .*\[verify\.unsigned\]/)
          && !result.errors.contains("error: "), "\(result.errors)",
        sourceLocation: sourceLocation)
    }
  }

  /// Expects an artefact to be refused for `code`, unsigned ones allowed or not.
  private func expectRefused(
    _ code: String, _ file: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    for options in [[], Self.option] {
      let result = try await verify(file, options: options)
      #expect(
        result.status == 1, "\(result.output)\(result.errors)", sourceLocation: sourceLocation)
      #expect(
        result.output.contains("NOT PROVEN")
          && lines(result.errors).contains {
            $0.contains("error: ") && $0.contains("[\(code)]")
          }, "\(options): \(result.errors)", sourceLocation: sourceLocation)
    }
  }

  @Test(
    "a package without a signature, whoever made it",
    arguments: [
      "rpm/RPMS/noarch/small-1.0-1.noarch.rpm", "rpm/SRPMS/small-1.0-1.src.rpm", "nfpm.rpm",
      "nfpm.deb", "zstd.deb",
    ])
  func foreign(name: String) async throws {
    try await expectUndecided(ForeignPackageTests.packages.value[name])
  }

  @Test("one of our own, whole and damaged", arguments: SignedKind.allCases)
  func own(kind: SignedKind) async throws {
    let place = try ScratchDirectory()
    let file = try await kind.make(in: place, by: nil)
    try await expectUndecided(file)
    let json = try await verify(file, options: Self.option + ["--format", "json"])
    let judged = try JudgedFile.only(in: json.output)
    #expect(!judged.proven && judged.unsigned == true && judged.signatures.isEmpty)
    #expect(judged.sha256.count == 64)
    // Nothing tells that a file beside no list was changed.
    guard kind != .file else { return }
    let damaged = try await kind.make(in: place, by: nil, change: true)
    try await expectRefused(kind == .rpm ? "rpm.payload-digest" : "verify.damaged-payload", damaged)
  }

  @Test("a signature that is there is judged", arguments: SignedKind.allCases)
  func signed(kind: SignedKind) async throws {
    let keys = try await ForgerKeys.ready()
    let place = try ScratchDirectory()
    let good = try await kind.make(in: place, by: keys.good)
    #expect(try await verify(good).status == 0)
    try await expectRefused("signature.unknown-key", kind.make(in: place, by: keys.unknown))
    try await expectRefused("signature.key-refused", kind.make(in: place, by: keys.expired))
    try await expectRefused("signature.bad", kind.make(in: place, by: keys.good, change: true))
  }

  /// What nobody is trusted for is no reason to take a file for an unsigned one.
  @Test func aSignatureOfAnotherForm() async throws {
    let keys = try await ForgerKeys.ready()
    let place = try ScratchDirectory()
    var deb = ForgedDEB(try await Forgeries.ready().deb)
    try deb.addManifest(by: keys)
    try place.write(deb.bytes, to: "manifest.deb")
    try await expectRefused("verify.unsigned", place["manifest.deb"])
    for (kind, suffix) in [(SignedKind.rpm, ".asc"), (.deb, ".sigstore.json"), (.rpm, ".minisig")] {
      let beside = try ScratchDirectory()
      let file = try await kind.make(in: beside, by: nil)
      try "{}".write(toFile: file + suffix, atomically: false, encoding: .utf8)
      try await expectRefused("verify.unsigned", file)
    }
  }

  @Test func oneDoubtOutweighsWhatIsUnsigned() async throws {
    let keys = try await ForgerKeys.ready()
    let (first, second) = (try ScratchDirectory(), try ScratchDirectory())
    let unsigned = try await SignedKind.rpm.make(in: first, by: nil)
    let good = try await SignedKind.deb.make(in: first, by: keys.good)
    let bad = try await SignedKind.deb.make(in: second, by: keys.good, change: true)
    #expect(try await verify(good).status == 0)
    #expect(try await verify(good, unsigned).status == 3)
    #expect(try await verify(unsigned, good).status == 3)
    #expect(try await verify(unsigned, bad).status == 1)
    #expect(try await verify(good, unsigned, bad).status == 1)
  }

  /// An index without a signature is still held against its files, and they against it.
  @Test func lists() async throws {
    let place = try ScratchDirectory()
    try place.write("one\n", to: "one")
    let sum = try await succeed("sha256sum", ["one"], in: place.path)
    let sums = try place.write(sum, to: "SHA256SUMS")
    try await expectUndecided(sums)
    try await expectUndecided(place["one"])
    // A signature of the list that nobody is trusted for is one all the same.
    try place.write("untrusted comment: none\n", to: "SHA256SUMS.minisig")
    try await expectRefused("verify.unsigned", place["one"])
    try await succeed("rm", [place["SHA256SUMS.minisig"]])
    try place.write("two\n", to: "one")
    try await expectRefused("verify.file-differs", sums)
    let listed = try await verify(place["one"])
    #expect(listed.status == 1 && listed.errors.contains("[verify.file-differs]"))
    let release = try place.write(
      """
      Date: Thu, 01 Jan 2026 00:00:00 UTC
      Valid-Until: Fri, 02 Jan 2026 00:00:00 UTC
      SHA256:

      """, to: "Release")
    try await expectRefused("verify.release-expired", release)
  }
}
