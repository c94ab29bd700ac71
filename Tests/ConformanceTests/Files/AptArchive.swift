import TestSupport
import Testing

/// A Debian archive of one small package, and apt with nothing of the machine's own settings.
struct AptArchive {
  let signing: SigningPlace

  /// One package of nothing but metadata in both formats, signed in its header.
  static let package = Task {
    let signing = try await SigningPlace()
    try signing.place.write(
      """
      name: tiny
      version: 1.0.0
      arch: all
      maintainer: Jane Doe <jane@example.com>
      description: Nothing but metadata
      license: Apache-2.0
      sbom: {formats: []}
      sign: {key: \(signing.key)}

      """, to: "pkg.yaml")
    let built = try await pkg(["build", "-t", "out"], in: signing.place.path)
    try #require(built.status == 0, "\(built.errors)")
    return signing
  }

  init() async throws {
    signing = try await SigningPlace()
    let package = try await Self.package.value
    try signing.place.makeDirectory("repo")
    try await succeed(
      "cp", [package["out/tiny_1.0.0_all.deb"], signing["repo/tiny_1.0.0_all.deb"]])
    let packages = try await succeed(
      "apt-ftparchive", ["packages", "."], in: signing["repo"])
    try signing.place.write(packages, to: "repo/Packages")
    try await makeRelease()
  }

  /// Writes `Release`, with these options of apt-ftparchive's.
  func makeRelease(_ options: [String] = []) async throws {
    try await succeed("rm", ["-f", signing["repo/Release"]])
    let release = try await succeed(
      "apt-ftparchive", options + ["release", "."], in: signing["repo"])
    try signing.place.write(release, to: "repo/Release")
  }

  /// What `apt-get update` says of the archive, its dates checked, trusting one file of keys.
  func update(trusting keyring: String? = nil) async throws -> RunResult {
    let place = try ScratchDirectory()
    for directory in ["state/lists/partial", "cache/archives/partial", "etc"] {
      try place.makeDirectory(directory)
    }
    try place.write("", to: "status")
    try place.write(
      "deb [signed-by=\(keyring ?? signing.certificate)] file:\(signing["repo"]) ./\n",
      to: "etc/sources.list")
    let settings = [
      "Acquire::Check-Valid-Until=true", "Acquire::Check-Date=true", "Dir::State=\(place["state"])",
      "Dir::State::status=\(place["status"])", "Dir::Cache=\(place["cache"])",
      "Dir::Etc=\(place["etc"])", "Dir::Etc::sourcelist=\(place["etc/sources.list"])",
      "Dir::Etc::sourceparts=-", "Dir::Etc::trusted=-", "Dir::Etc::trustedparts=-",
      "APT::Architecture=amd64", "APT::Sandbox::User=root", "Debug::NoLocking=true",
      "Acquire::Languages=none", "APT::Update::Error-Mode=any",
    ]
    return try await run("apt-get", settings.flatMap { ["-o", $0] } + ["update"])
  }

  /// Expects apt's and our own answer about the archive; `nil` where apt's is not asked.
  func expect(
    apt: Bool?, pkg status: Int32, _ file: String = "InRelease", trusting keyring: String? = nil,
    saying words: String? = nil, about comment: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    if let apt {
      let result = try await update(trusting: keyring)
      #expect(
        (result.status == 0) == apt, "apt: \(comment) \(result.output)\(result.errors)",
        sourceLocation: sourceLocation)
    }
    try await signing.expect(
      status, "repo/\(file)", by: ["--keyring", keyring ?? signing.certificate], saying: words,
      about: comment, sourceLocation: sourceLocation)
  }
}
