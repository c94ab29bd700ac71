import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import RPM

@Suite struct RPMMetadataTests {
  static let identities = [
    "Name: -x", "Name: .x", "Name: +x", "Name: _x", "Name: a..b", "Name: a.b+c-d_e", "Name: héllo",
    "Name: 7zip", "Name: a/b", "Version: 1-2", "Version: 1:2", "Version: 1..2", "Version: ~1",
    "Version: v1", "Version: 1.0^git+x_y", "Version: 1/2", "Release: 1-2", "Release: .1",
    "Release: é",
  ]

  @Test func takesTheNamesAndVersionsRPMBuildTakes() async throws {
    let scratch = try ScratchDirectory()
    for line in Self.identities {
      let accepted = try await RPMBuild.accepts([line], in: scratch).0
      let (field, value) = (line.prefix { $0 != ":" }, String(line.drop { $0 != " " }.dropFirst()))
      var metadata = Sample().metadata
      switch field {
      case "Name": metadata.name = value
      case "Version": metadata.version = value
      default: metadata.release = value
      }
      #expect(metadata.check().isEmpty == accepted, "\(line)")
    }
  }

  @Test func knowsTheInstructionSetsOfRPM() async throws {
    let names = [
      "x86_64", "i386", "i586", "i686", "aarch64", "armv5tel", "armv6hl", "armv7hl", "armv7hnl",
      "armv8hl", "ppc64", "ppc64le", "s390x", "riscv64", "loongarch64", "mips", "mipsel", "mips64",
      "mips64el", "ppc", "s390", "sparc64", "ia64", "noarch",
    ]
    for name in names {
      var metadata = Sample().metadata
      metadata.architecture = name
      let isa = try await succeed("rpm", ["--target", "\(name)-linux", "--eval", "%{?_isa}"])
      let expected = "hello" + isa.trimmingCharacters(in: .whitespacesAndNewlines)
      let provided = metadata.allDependencies(files: []).filter { $0.kind == .provides }.map(\.name)
      #expect(provided.contains(expected), "\(name): \(provided)")
    }
  }

  @Test func namesTheOutput() throws {
    #expect(try Sample.full().metadata.fileName == "hello-1.2.3~rc1-2.x86_64.rpm")
  }

  @Test func reportsEachProblemOnce() throws {
    func codes(_ change: (inout Sample) throws -> Void) rethrows -> [String] {
      var sample = Sample()
      try change(&sample)
      return (sample.metadata.check() + RPMFile.check(sample.files)).map(\.code)
    }
    #expect(codes { _ in } == [])
    #expect(codes { $0.metadata.name = "" } == ["rpm.invalid-name"])
    #expect(codes { $0.metadata.version = "1-1" } == ["rpm.invalid-version"])
    #expect(codes { $0.metadata.release = "" } == ["rpm.invalid-release"])
    #expect(codes { $0.metadata.architecture = "amd46" } == ["rpm.unknown-architecture"])
    #expect(codes { $0.metadata.summary = "" } == ["rpm.missing-field"])
    #expect(codes { $0.metadata.license = "" } == ["rpm.missing-field"])
    #expect(codes { $0.metadata.summary = "a\nb" } == ["rpm.control-character"])
    #expect(codes { $0.metadata.description = "a\0b" } == ["rpm.control-character"])
    #expect(codes { $0.metadata.prefixes = ["usr"] } == ["rpm.invalid-prefix"])
    #expect(codes { $0.metadata.prefixes = ["/usr/"] } == ["rpm.invalid-prefix"])
    #expect(
      codes {
        $0.metadata.changelog = [
          .init(time: 1, author: "a", text: ""), .init(time: 2, author: "a", text: ""),
        ]
      } == ["rpm.changelog-order"])
    #expect(
      codes { $0.metadata.dependencies = [RPMDependency(.requires, "a b")] }
        == ["rpm.invalid-dependency"])
    #expect(
      codes { $0.metadata.dependencies = [RPMDependency(.requires, "a", [], "1")] }
        == ["rpm.invalid-dependency"])
    #expect(
      codes { $0.metadata.dependencies = [RPMDependency(.obsoletes, "a")] }
        == ["rpm.unversioned-obsoletes"])
    #expect(
      codes { $0.metadata.scripts = [.init(.preIn, body: ""), .init(.preIn, body: "")] }
        == ["rpm.duplicate-script"])
    #expect(
      codes { $0.metadata.scripts = [.init(.preIn, body: "", interpreter: ["sh"])] }
        == ["rpm.invalid-interpreter"])
    #expect(
      codes { $0.metadata.scripts = [.init(.preIn, body: "", interpreter: [])] }
        == ["rpm.invalid-interpreter"])
    #expect(
      codes { $0.metadata.additionalTags = [.name: .string("x")] } == ["rpm.reserved-tag"])
    #expect(
      codes { $0.metadata.additionalTags = [.bugURL: .string("\0")] } == ["rpm.control-character"])
    for path in ["a", "/a/", "/a//b", "/a/../b", "/./a", "/", "/a\nb"] {
      #expect(try codes { try $0.add(path, "") } == ["rpm.invalid-path"], "\(path)")
    }
    #expect(try codes { try $0.add("/a", "", mode: 0o020644) }.contains("rpm.invalid-mode"))
    #expect(try codes { try $0.add("/a", "") { $0.linkTarget = "b" } } == ["rpm.invalid-link"])
    #expect(try codes { try $0.add("/a", "") { $0.digest = "00" } } == ["rpm.invalid-digest"])
    #expect(try codes { try $0.add("/a", "") { $0.owner = "" } } == ["rpm.invalid-owner"])
    #expect(
      try codes { try $0.add("/a", "") { $0.capabilities = "cap_fly=ep" } }
        == ["rpm.invalid-capabilities"])
    #expect(
      try codes {
        try $0.add("/a", "")
        try $0.add("/a", "")
      } == ["rpm.duplicate-file"])
  }

  @Test func writesNothingThatIsWrong() {
    var metadata = Sample().metadata
    metadata.name = "a b"
    #expect(throws: Diagnostics.self) {
      try RPMHeader.main(metadata: metadata, files: [], payload: .unknown)
    }
  }
}
