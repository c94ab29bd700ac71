import Foundation
import TestSupport
import Testing

/// `specs/hello`, built and packaged once for every test of this process.
final class Hello: Sendable {
  /// A copy of the sources, the licence and the recipe, where `pkg` runs.
  let workshop: ScratchDirectory
  /// The folder of artefacts.
  ///
  /// Tests do not write here.
  let output: String
  let secretKey: String
  let certificate: String

  /// One architecture of the recipe.
  struct Target: Sendable, CustomStringConvertible {
    var name: String
    var rpmArchitecture: String
    var debianArchitecture: String
    var goArchitecture: String
    /// How RPM qualifies a package's own name.
    var isa: String
    /// The user emulator; the machine's own programs run without.
    var emulator: String

    var description: String { name }

    static let all = [
      Target(
        name: "amd64", rpmArchitecture: "x86_64", debianArchitecture: "amd64",
        goArchitecture: "amd64", isa: "x86-64", emulator: "qemu-x86_64-static"),
      Target(
        name: "arm64", rpmArchitecture: "aarch64", debianArchitecture: "arm64",
        goArchitecture: "arm64", isa: "aarch-64", emulator: "qemu-aarch64-static"),
      Target(
        name: "arm7", rpmArchitecture: "armv7hl", debianArchitecture: "armhf",
        goArchitecture: "arm", isa: "armv7hl-32", emulator: "qemu-arm-static"),
    ]

    var rpm: String { "hello-1.2.3-1.\(rpmArchitecture).rpm" }
    var deb: String { "hello_1.2.3-1_\(debianArchitecture).deb" }
  }

  private static let shared = Task { try await Hello() }

  static func built() async throws -> Hello { try await shared.value }

  private init() async throws {
    workshop = try ScratchDirectory()
    let top = packageDirectory
    try FileManager.default.createDirectory(
      atPath: workshop["specs"], withIntermediateDirectories: true)
    try await succeed("cp", ["-R", "\(top)/specs/hello", workshop["specs/hello"]])
    try await succeed("cp", ["\(top)/LICENSE", workshop["LICENSE"]])
    try await succeed(
      "\(top)/Scripts/build-hello", [workshop["specs/hello"]],
      environment: ["GOCACHE": "\(top)/.build/go-cache", "GOPATH": "\(top)/.build/go"])
    secretKey = workshop["key.sec.asc"]
    certificate = workshop["key.pub.asc"]
    output = workshop["out"]
    let key = try await pkg([
      "key", "generate", "--algorithm", "rsa3072", "--user-id", "Test <test@example.com>",
      "--out", workshop["key"],
    ])
    guard key.status == 0 else { throw CouldNotBuild(words: key.errors) }
    try await build(into: output)
  }

  /// Packages hello, in the workshop or a copy of it.
  func build(
    into output: String, from directory: String? = nil, options: [String] = [],
    environment: [String: String] = [:]
  ) async throws {
    let settings = ["PKG_SIGNING_KEY": secretKey].merging(environment) { $1 }
    let result = try await pkg(
      ["build", "-f", "specs/hello/pkg.yaml", "-t", output + "/"] + options,
      environment: settings, in: directory ?? workshop.path)
    guard result.status == 0 else { throw CouldNotBuild(words: result.errors) }
  }

  func path(_ artefact: String) -> String { "\(output)/\(artefact)" }

  struct CouldNotBuild: Error { var words: String }
}

/// The paths of a root directory into which hello was installed.
struct Installation {
  var root: ScratchDirectory

  /// Installs an RPM into a new root, without running its scripts.
  static func ofRPM(_ package: String) async throws -> Installation {
    let root = try ScratchDirectory()
    try await succeedAsRoot("rpm", database(root) + ["--initdb"])
    try await succeedAsRoot(
      "rpm", database(root) + ["-i", "--ignorearch", "--noscripts", "--nodeps", package])
    return Installation(root: root)
  }

  static func database(_ root: ScratchDirectory) -> [String] {
    ["--root", root.path, "--dbpath", "/var/lib/rpm"]
  }

  /// Installs a DEB into a new root, running its scripts outside of it; `forced` without what it
  /// depends on.
  static func ofDEB(_ package: String, forced: Bool = false) async throws -> Installation {
    let root = try ScratchDirectory()
    for directory in ["info", "updates", "triggers"] {
      try FileManager.default.createDirectory(
        atPath: root["var/lib/dpkg/\(directory)"], withIntermediateDirectories: true)
    }
    for file in ["status", "available"] { try root.write("", to: "var/lib/dpkg/\(file)") }
    try await succeedAsRoot(
      "dpkg",
      [
        "--root", root.path, "--log", "/dev/null", "--force-architecture",
        "--force-script-chrootless",
      ] + (forced ? ["--force-depends"] : []) + ["--install", package])
    return Installation(root: root)
  }

  /// Runs the installed program, under an emulator when it is another processor's.
  func runHello(_ arguments: [String], _ target: Hello.Target) async throws -> RunResult {
    let program = root["usr/bin/hello"]
    return target.rpmArchitecture == Surroundings.machine
      ? try await run(program, arguments)
      : try await run(target.emulator, [program] + arguments)
  }
}
