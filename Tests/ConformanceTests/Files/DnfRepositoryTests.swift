import TestSupport
import Testing

/// Repositories as dnf judges them, its signatures demanded of index and packages (rows 46, 47, 54).
@Suite struct DnfRepositoryTests {
  private struct Repository {
    let signing: SigningPlace
    let rpm = "tiny-1.0.0-1.noarch.rpm"

    init() async throws {
      signing = try await SigningPlace()
      let package = try await AptArchive.package.value
      try signing.place.makeDirectory("repo")
      try await succeed("cp", [package["out/\(rpm)"], signing["repo/\(rpm)"]])
      try await index()
    }

    /// Makes the index and signs it.
    func index() async throws {
      try await succeed("createrepo_c", ["-q", signing["repo"]])
      try await signing.sign("repo/repodata/repomd.xml", kind: "auto")
    }

    /// Whether dnf installs the package, trusting one file of keys.
    func install(trusting keys: String? = nil) async throws -> RunResult {
      let place = try ScratchDirectory()
      try place.makeDirectory("root")
      try place.write(
        """
        [main]
        gpgcheck=1
        repo_gpgcheck=1
        reposdir=/nonexistent
        cachedir=\(place["cache"])
        logdir=\(place["log"])
        persistdir=\(place["persist"])
        pluginpath=/nonexistent
        varsdir=/nonexistent
        [own]
        name=own
        baseurl=file://\(signing["repo"])
        gpgkey=file://\(keys ?? signing.certificate)

        """, to: "dnf.conf")
      return try await runAsRoot(
        "dnf",
        [
          "-c", place["dnf.conf"], "-y", "--installroot=\(place["root"])", "--releasever=1",
          "--setopt=cachedir=\(place["cache"])", "install", "tiny",
        ])
    }

    func expect(
      dnf: Bool, pkg status: Int32, _ file: String, trusting keys: String? = nil,
      saying words: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
      let result = try await install(trusting: keys)
      #expect(
        (result.status == 0) == dnf, "dnf: \(result.output)\(result.errors)",
        sourceLocation: sourceLocation)
      try await signing.expect(
        status, file, by: ["--keyring", keys ?? signing.certificate], saying: words,
        sourceLocation: sourceLocation)
    }
  }

  private static let index = "repo/repodata/repomd.xml"

  @Test func dnfInstallsWhatIsSigned() async throws {
    let repository = try await Repository()
    try await repository.expect(dnf: true, pkg: 0, Self.index)
    try await repository.signing.expect(0, "repo/\(repository.rpm)")
    let first = try repository.signing.place.read(Self.index + ".asc")
    try await repository.signing.sign(Self.index, kind: "repomd")
    #expect(try repository.signing.place.read(Self.index + ".asc") == first)
  }

  /// Row 46: the index, or what it lists, is not what was signed.
  @Test func row46ChangedIndex() async throws {
    let repository = try await Repository()
    let place = repository.signing.place
    let good = try place.text(Self.index)
    let primary = try #require(
      place.names(in: "repo/repodata").first { $0.contains("primary.xml") })
    let bytes = try place.read("repo/repodata/\(primary)")
    try place.write(bytes + [0], to: "repo/repodata/\(primary)")
    try await repository.signing.expect(1, Self.index, saying: "verify.file-differs")
    expectFailure(
      try await pkg(["sign", "--key", repository.signing.key, place[Self.index]]), 77)
    try place.write(bytes, to: "repo/repodata/\(primary)")
    try place.write(good.replacing("<revision>", with: "<revision>1"), to: Self.index)
    try await repository.expect(dnf: false, pkg: 1, Self.index, saying: "signature.bad")
  }

  /// Row 47.
  @Test func row47AnotherKey() async throws {
    let repository = try await Repository()
    try await repository.expect(
      dnf: false, pkg: 1, Self.index, trusting: repository.signing.edCertificate,
      saying: "signature.unknown-key")
  }

  /// Row 54: a package that is not signed, or not by the key.
  @Test("row 54", arguments: ["unsigned", "another key"])
  func row54UnsignedPackage(kind: String) async throws {
    let repository = try await Repository()
    let package = "repo/\(repository.rpm)"
    if kind == "unsigned" {
      try await succeed("rpmsign", ["--delsign", repository.signing[package]])
    } else {
      let bare = try await succeed("rpmsign", ["--delsign", repository.signing[package]])
      #expect(!bare.contains("error"))
      try await repository.signing.sign(
        package, kind: "package", key: repository.signing.edKey)
    }
    try await repository.index()
    try await repository.expect(dnf: false, pkg: 1, package)
  }

  @Test func anIndexOfWeakChecksumsIsRefused() async throws {
    let repository = try await Repository()
    try await succeed("createrepo_c", ["-q", "-s", "sha1", repository.signing["repo"]])
    expectFailure(
      try await pkg(["sign", "--key", repository.signing.key, repository.signing[Self.index]]), 77)
  }
}
