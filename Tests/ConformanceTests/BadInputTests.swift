import Foundation
import TestSupport
import Testing

/// Whatever is wrong with the input, `pkg build` says so, and leaves the output alone.
@Suite struct BadInputTests {
  /// One thing gone wrong.
  struct Fault: Sendable, CustomStringConvertible {
    var description: String
    /// The exit status that is right.
    var status: Int32
    var spoil: @Sendable (SmallBuild) throws -> Void

    init(
      _ description: String, _ status: Int32,
      _ spoil: @escaping @Sendable (SmallBuild) throws -> Void
    ) {
      self.description = description
      self.status = status
      self.spoil = spoil
    }

    /// A recipe in which `old` stands as `new`.
    static func recipe(
      _ description: String, _ old: String, _ new: String, exit status: Int32 = 65
    ) -> Fault {
      Fault(description, status) { try $0.edit(old, new) }
    }

    /// A binary that holds `bytes`.
    static func binary(
      _ description: String, _ bytes: @escaping @Sendable (SmallBuild) throws -> [UInt8]
    ) -> Fault {
      Fault(description, 65) { try $0.place.write(try bytes($0), to: "hello") }
    }
  }

  static let binaries: [Fault] = [
    .binary("empty file") { _ in [] },
    .binary("ELF cut in its header") { Array(try $0.place.read("hello").prefix(40)) },
    .binary("ELF cut in its program headers") { Array(try $0.place.read("hello").prefix(100)) },
    .binary("ELF cut in half") {
      let bytes = try $0.place.read("hello")
      return Array(bytes.prefix(bytes.count / 2))
    },
    .binary("garbage after an ELF magic") { _ in
      [0x7f, 0x45, 0x4c, 0x46] + (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ 11) }
    },
    .binary("text") { _ in Array("#!/bin/sh\necho hello\n".utf8) },
    .binary("Mach-O, 64 bits") { _ in
      [0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1] + [UInt8](repeating: 0, count: 100)
    },
    .binary("Mach-O for two processors") { _ in
      [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2] + [UInt8](repeating: 0, count: 100)
    },
    .binary("Windows program") { _ in
      Array("MZ".utf8) + [UInt8](repeating: 0, count: 200)
    },
    Fault("another processor's binary", 1) {
      try $0.place.write(try $0.place.read("foreign"), to: "hello")
    },
    Fault("missing binary", 66) {
      try FileManager.default.removeItem(atPath: $0.place["hello"])
    },
    Fault("directory in place of the binary", 66) {
      try FileManager.default.removeItem(atPath: $0.place["hello"])
      try $0.place.write("", to: "hello/inside")
    },
    .recipe(
      "unexpected main package", "strip: none}",
      "strip: none, expect: {main: example.com/other}}", exit: 1),
    .recipe(
      "unexpected linking", "strip: none}", "strip: none, expect: {link: dynamic}}", exit: 1),
  ]

  static let recipes: [Fault] = [
    Fault("no recipe", 66) { try FileManager.default.removeItem(atPath: $0.place["pkg.yaml"]) },
    Fault("empty recipe", 65) { try $0.place.write("", to: "pkg.yaml") },
    Fault("recipe that is no YAML", 65) { try $0.place.write("name: [\n", to: "pkg.yaml") },
    Fault("recipe that is no text", 65) { try $0.place.write([0xff, 0xfe, 0], to: "pkg.yaml") },
    Fault("aliases that multiply", 65) {
      var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
      for level in 1..<12 {
        let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
        text += "a\(level): &a\(level) [\(aliases)]\n"
      }
      try $0.place.write(text, to: "pkg.yaml")
    },
    .recipe("bad name", "name: hello", "name: Hello World!"),
    .recipe("name that is a path", "name: hello", "name: ../hello"),
    .recipe("bad version", "version: 1.2.3", "version: one two"),
    .recipe("empty version", "version: 1.2.3", "version: ''"),
    .recipe("bad release", "release: \"1\"", "release: \"1-2\""),
    .recipe("bad dependency", "[ca-certificates]", "['libfoo (>= )']"),
    .recipe("dependency with a newline", "[ca-certificates]", "[\"a\\nPriority: required\"]"),
    .recipe("unknown key", "license:", "licence:"),
    .recipe("unknown architecture", "arch: amd64", "arch: amd46"),
    .recipe("unset variable", "version: 1.2.3", "version: ${PKG_TEST_UNSET}"),
    .recipe("two entries with one destination", "/etc/hello.yaml", "/usr/bin/hello"),
    .recipe("destination that climbs", "/etc/hello.yaml", "/etc/../../hello.yaml"),
    .recipe(
      "missing file", "src: hello.yaml", "src: absent.yaml", exit: 66),
    .recipe(
      "glob that matches nothing", "src: hello.yaml", "src: absent-*.yaml", exit: 66),
    .recipe(
      "missing script", "depends:", "scripts: {postinstall: absent.sh}\ndepends:", exit: 66),
    .recipe(
      "kernel option that is not there", "depends:",
      """
      preconditions:
        kconfig:
          references: [kernel.config]
          rules: [{require: {BPF_SYSCALL: y}, why: test}]
      depends:
      """, exit: 1),
    .recipe(
      "vendored modules that disagree", "depends:",
      "preconditions: {vendor: {path: module}}\ndepends:", exit: 1),
    .recipe(
      "missing key", "depends:", "sign: {key: absent.asc}\ndepends:", exit: 66),
    .recipe(
      "key that is none", "depends:", "sign: {key: hello.yaml}\ndepends:", exit: 65),
  ]

  @Test("a binary that must not be packed", arguments: binaries)
  func binary(fault: Fault) async throws { try await expectRefusal(fault) }

  @Test("a recipe that cannot be built", arguments: recipes)
  func recipe(fault: Fault) async throws { try await expectRefusal(fault) }

  private func expectRefusal(_ fault: Fault) async throws {
    let small = try await SmallBuild()
    try small.place.write("# CONFIG_BPF_SYSCALL is not set\n", to: "kernel.config")
    try small.place.write(
      "module example.com/m\n\ngo 1.19\n\nrequire example.com/n v1.0.0\n", to: "module/go.mod")
    try small.place.write(
      "# example.com/n v1.1.0\n## explicit\nexample.com/n\n", to: "module/vendor/modules.txt")
    try fault.spoil(small)
    expectFailure(try await small.build(), fault.status)
    try small.expectNothingWritten()
    // What a build refuses, a check refuses, with no output directory at all.
    let check = try await pkg(["check", "-f", "pkg.yaml"], in: small.place.path)
    if fault.description.contains("key") && !fault.description.contains("unknown") { return }
    expectFailure(check, fault.status)
  }

  @Test func theUnspoiledRecipeBuilds() async throws {
    let small = try await SmallBuild()
    let result = try await small.build()
    #expect(result.status == 0, "\(result.errors)")
    #expect(try small.place.names(in: "out").contains("hello-1.2.3-1.x86_64.rpm"))
    #expect(try small.place.read("out/\(SmallBuild.older)").starts(with: Array("!<arch>\n".utf8)))
  }

  @Test func everyProblemIsToldAtOnceWithItsPlace() async throws {
    let small = try await SmallBuild()
    try small.edit("name: hello", "name: Hello!")
    try small.edit("license:", "licence:")
    try small.edit("arch: amd64", "arch: amd46")
    let result = try await small.build()
    expectFailure(result, 65)
    for line in [1, 4, 8] {
      #expect(result.errors.contains("pkg.yaml:\(line):"), "\(result.errors)")
    }
    #expect(result.errors.contains("hint: "))
  }

  @Test func aWrongPassphraseIsRefused() async throws {
    let small = try await SmallBuild()
    let keys = try ScratchDirectory()
    try small.place.write("correct horse\n", to: "passphrase", mode: 0o600)
    let key = try await pkg(
      [
        "key", "generate", "--algorithm", "ed25519", "--user-id", "Locked <locked@example.com>",
        "--out", keys["locked"], "--passphrase-file", "passphrase",
      ], in: small.place.path)
    try #require(key.status == 0, "\(key.errors)")
    try small.edit("depends:", "sign: {key: \(keys["locked.sec.asc"])}\ndepends:")
    expectFailure(try await small.build(environment: ["PKG_PASSPHRASE": "wrong"]), 77)
    try small.expectNothingWritten()
    expectFailure(try await small.build(), 77)
    try small.expectNothingWritten()
    let built = try await small.build(environment: ["PKG_PASSPHRASE": "correct horse"])
    #expect(built.status == 0, "\(built.errors)")
  }
}
