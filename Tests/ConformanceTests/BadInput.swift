import Foundation
import TestSupport
import Testing

/// A failed command: this status, an error with its code, and no trap.
func expectFailure(
  _ result: RunResult, _ expected: Int32,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectFailure(
    status: result.status, errors: result.errors, expected, sourceLocation: sourceLocation)
}

/// ``expectFailure(_:_:sourceLocation:)`` for a command that another one ran.
func expectFailure(
  status: Int32, errors: String, _ expected: Int32,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(status == expected, "\(errors)", sourceLocation: sourceLocation)
  #expect(
    errors.contains(/error: .* \[[a-z0-9.-]+\]/), "no coded error in '\(errors)'",
    sourceLocation: sourceLocation)
}

/// A small good recipe in a directory of its own, which tests then spoil.
struct SmallBuild {
  let place: ScratchDirectory

  static let recipe = """
    name: hello
    version: 1.2.3
    release: "1"
    arch: amd64
    formats: [rpm, deb]
    maintainer: Release Team <release@example.com>
    description: Polite greeter
    license: Apache-2.0
    mtime: 2026-01-02T03:04:05Z
    binaries:
      - {src: hello, dst: /usr/bin/hello, strip: none}
    contents:
      - {src: hello.yaml, dst: /etc/hello.yaml, type: config}
    depends: [ca-certificates]

    """

  /// What an earlier, good run left behind; no failed run may touch it.
  static let older = "hello_1.2.3-1_amd64.deb"

  init() async throws {
    place = try ScratchDirectory()
    let hello = try await Hello.built()
    try FileManager.default.copyItem(
      atPath: hello.workshop["specs/hello/dist/hello_linux_amd64/hello"], toPath: place["hello"])
    try FileManager.default.copyItem(
      atPath: hello.workshop["specs/hello/dist/hello_linux_arm64/hello"], toPath: place["foreign"])
    try place.write("lang: en\n", to: "hello.yaml")
    try place.write(Self.recipe, to: "pkg.yaml")
    try place.write("good\n", to: "out/\(Self.older)")
  }

  /// Replaces text of the recipe, which must be there.
  func edit(_ old: String, _ new: String) throws {
    let text = String(decoding: try place.read("pkg.yaml"), as: UTF8.self)
    try #require(text.contains(old))
    try place.write(text.replacing(old, with: new), to: "pkg.yaml")
  }

  func build(_ options: [String] = [], environment: [String: String] = [:]) async throws
    -> RunResult
  {
    try await pkg(
      ["build", "-f", "pkg.yaml", "-t", "out/"] + options, environment: environment, in: place.path)
  }

  /// Nothing but the older artefact is in the output directory, as it was.
  func expectNothingWritten(sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(try place.names(in: "out") == [Self.older], sourceLocation: sourceLocation)
    #expect(
      String(decoding: try place.read("out/\(Self.older)"), as: UTF8.self) == "good\n",
      sourceLocation: sourceLocation)
  }
}
