import TestSupport
import Testing

/// Two small packages in both formats, neither of them signed, to forge others from.
struct Forgeries: Sendable {
  let place: ScratchDirectory
  let rpm, otherRPM, deb, otherDEB: [UInt8]
  /// The first without compression.
  let plainDEB: [UInt8]

  private static let shared = Task { try await Forgeries() }

  static func ready() async throws -> Forgeries { try await shared.value }

  private init() async throws {
    let place = try ScratchDirectory()
    func build(
      _ text: String, _ name: String, _ compression: String = "xz"
    ) async throws -> (rpm: [UInt8], deb: [UInt8]) {
      try place.write(text, to: "\(name)/file")
      try place.write(
        """
        name: small
        version: 1.2.3
        release: "1"
        arch: amd64
        formats: [rpm, deb]
        maintainer: Release Team <release@example.com>
        description: Nothing much
        license: MIT
        mtime: 2020-02-01T00:00:00Z
        sbom: {formats: []}
        deb: {compression: \(compression)}
        contents:
          - {src: file, dst: /usr/share/small/file}

        """, to: "\(name)/pkg.yaml")
      let built = try await pkg(["build", "-t", "out/"], in: place[name])
      try #require(built.status == 0, "\(built.errors)")
      return (
        try place.read("\(name)/out/small-1.2.3-1.x86_64.rpm"),
        try place.read("\(name)/out/small_1.2.3-1_amd64.deb")
      )
    }
    let one = try await build("hello\n", "one")
    let plain = try await build("hello\n", "plain", "none")
    let two = try await build("HELLO, everybody\n", "two")
    self.place = place
    (rpm, deb) = (one.rpm, one.deb)
    (otherRPM, otherDEB) = (two.rpm, two.deb)
    plainDEB = plain.deb
  }
}

/// What `pkg verify` is to say of a forgery.
enum Answer: Sendable {
  /// Status 1 with this code among the errors.
  case no(String)
  /// Status 0, with this code among the warnings if one is named.
  case yes(String?)
}

/// Has `pkg verify` judge a file, and holds its words against what they should be.
func expect(
  _ answer: Answer, of file: String, options: [String] = [], keyring: String,
  sourceLocation: SourceLocation = #_sourceLocation
) async throws {
  let result = try await pkg(["verify", "--keyring", keyring, file] + options)
  let words = "\(result.output)\(result.errors)"
  switch answer {
  case .no(let code):
    #expect(result.status == 1, "\(words)", sourceLocation: sourceLocation)
    #expect(
      result.errors.contains("error: ") && result.errors.contains("[\(code)]"),
      "no \(code) in \(words)", sourceLocation: sourceLocation)
    #expect(result.output.contains("NOT PROVEN"), sourceLocation: sourceLocation)
  case .yes(let code):
    #expect(result.status == 0, "\(words)", sourceLocation: sourceLocation)
    #expect(!result.errors.contains("error: "), "\(words)", sourceLocation: sourceLocation)
    if let code {
      #expect(
        result.errors.contains("warning: ") && result.errors.contains("[\(code)]"),
        "no \(code) in \(words)", sourceLocation: sourceLocation)
    }
  }
}
