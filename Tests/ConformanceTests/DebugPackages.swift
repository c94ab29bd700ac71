import Foundation
import TestSupport

/// A release whose binaries are split: a Go and a C program for two architectures, built once.
final class DebugPackages: Sendable {
  /// The programs, the recipe and the keys.
  let place: ScratchDirectory
  /// The artefacts; tests do not write here.
  let output: String

  /// One of the architectures, as each tool calls it.
  struct Target: Sendable, CustomStringConvertible {
    var architecture: TestArchitecture
    var debian: String
    var rpm: String

    var description: String { debian }
    func rpm(_ name: String) -> String { "\(name)-1.2.3-1.\(rpm).rpm" }
    func deb(_ name: String) -> String { "\(name)_1.2.3-1_\(debian).deb" }

    static let all = [
      Target(architecture: .amd64, debian: "amd64", rpm: "x86_64"),
      Target(architecture: .arm64, debian: "arm64", rpm: "aarch64"),
    ]
  }

  static func go(_ target: Target) -> TestBinary { .go(.v1_27, arch: target.architecture) }
  static func c(_ target: Target) -> TestBinary { .c(arch: target.architecture, flags: ["-g"]) }

  static let recipe = """
    name: hello
    version: 1.2.3
    release: 1
    arch: [amd64, arm64]
    maintainer: Release Team <release@example.com>
    license: Apache-2.0
    homepage: https://example.com/hello
    description: |
      Polite greeter
      Says hello.
    section: contrib/utils
    priority: important
    depends: [libc6]
    recommends: [ca-certificates]
    deb: {fields: {Multi-Arch: same, Bugs: "https://example.com/bugs"}}
    changelog: changelog.yaml
    binaries:
      - {src: "go-${ARCH}", dst: /usr/bin/hello, debug: split}
      - {src: "c-${ARCH}", dst: /usr/libexec/hello/answer, strip: debug, debug: split}
    sign: {key: key.sec.asc}
    """

  static let changelog = """
    - semver: 1.2.3
      date: 2026-01-02T03:04:05Z
      packager: Release Team <release@example.com>
      changes:
        - note: first release

    """

  private static let shared = Task { try await DebugPackages() }

  static func built() async throws -> DebugPackages { try await shared.value }

  private init() async throws {
    place = try ScratchDirectory()
    output = place["out"]
    for target in Target.all {
      for (name, binary) in [("go", Self.go(target)), ("c", Self.c(target))] {
        try FileManager.default.copyItem(
          atPath: try await binary.path(), toPath: place["\(name)-\(target.debian)"])
      }
    }
    try place.write(Self.recipe, to: "spec/pkg.yaml")
    try place.write(Self.changelog, to: "changelog.yaml")
    try await succeed(
      Surroundings.program,
      [
        "key", "generate", "--algorithm", "ed25519", "--user-id", "Test <test@example.com>",
        "--out", "key",
      ], environment: ["SOURCE_DATE_EPOCH": Surroundings.epoch], in: place.path)
    try await build(into: "out/")
  }

  func build(into directory: String, options: [String] = []) async throws {
    try await succeed(
      Surroundings.program, ["build", "-f", "spec/pkg.yaml", "-t", directory] + options,
      environment: ["SOURCE_DATE_EPOCH": Surroundings.epoch], in: place.path)
  }

  func path(_ artefact: String) -> String { "\(output)/\(artefact)" }

  /// The GNU build id of one of the programs, as readelf sees it.
  func buildID(_ program: String) async throws -> String {
    let notes = try await succeed("readelf", ["-nW", place[program]])
    let match = try notes.firstMatch(of: /Build ID: ([0-9a-f]+)/).orThrow("no build id")
    return String(match.1)
  }
}

extension Optional {
  /// The value, or an error that says what is missing.
  func orThrow(_ words: String) throws -> Wrapped {
    guard let self else { throw MissingValue(description: words) }
    return self
  }
}

/// What a test looked for in vain.
struct MissingValue: Error, CustomStringConvertible { var description: String }
