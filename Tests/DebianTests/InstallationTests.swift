import Bytes
import Debian
import Foundation
import TestSupport
import Testing

/// Packages whose control archive we wrote, installed with dpkg into a root of their own.
@Suite struct InstallationTests {
  /// A system with dpkg's database and nothing else.
  struct Root {
    let room: ScratchDirectory

    init() throws {
      room = try ScratchDirectory()
      for directory in ["info", "updates", "triggers"] {
        try room.makeDirectory("root/var/lib/dpkg/\(directory)")
      }
      try room.write("", to: "root/var/lib/dpkg/status")
    }

    func dpkg(_ arguments: [String]) async throws -> RunResult {
      try await run(
        "fakeroot",
        [
          "dpkg", "--root=\(room["root"])", "--log=/dev/null", "--force-script-chrootless",
          "--force-bad-path", "--force-unsafe-io", "--force-confdef", "--force-confold",
        ] + arguments, environment: ["DEBIAN_FRONTEND": "noninteractive"])
    }

    func install(_ metadata: DebianMetadata, files: [String: String]) async throws -> RunResult {
      let archives = try await Archives.make(metadata.controlMembers(), files: files)
      try room.write(try Layout(archives).bytes, to: metadata.fileName)
      return try await dpkg(["-i", room[metadata.fileName]])
    }
  }

  @Test func `a package with everything is installed, upgraded and purged`() async throws {
    var metadata = try sampleMetadata()
    metadata.section = "utils"
    metadata.multiArch = "foreign"
    metadata.installedSize = 7
    metadata.relations[.provides] = try DebianDependencyList("greeter (= 1.2)")
    metadata.relations[.breaks] = try DebianDependencyList("goodbye (<< 2~)")
    let files = ["etc/hello.conf": "a\n", "usr/bin/hello": "hello\n"]
    metadata.md5sums = MD5Sums([
      .init(path: "/etc/hello.conf", digest: try Self.md5("60b725f10c9c85c70d97880dfe8191b3")),
      .init(path: "/usr/bin/hello", digest: try Self.md5("b1946ac92492d2347c6235b4d2611184")),
    ])
    metadata.conffiles = Conffiles([.init("/etc/hello.conf")])
    metadata.triggers = DebianTriggers([
      .init(.interestNoawait, "/usr/share/hello"), .init(.activateNoawait, "hello-trigger"),
    ])
    for script in MaintainerScript.allCases {
      metadata.scripts[script] = Array(
        "#!/bin/sh\nset -e\necho \(script.rawValue) \"$1\" >> \"$DPKG_ROOT/calls\"\n".utf8)
    }
    let root = try Root()
    let installed = try await root.install(metadata, files: files)
    #expect(installed.status == 0, "\(installed.errors)")
    #expect(try root.room.text("root/calls") == "preinst install\npostinst configure\n")
    let status = try ControlParagraph(parsing: try root.room.read("root/var/lib/dpkg/status"))
    #expect(status["Status"] == "install ok installed")
    #expect(status["Version"] == "1:1.2.3-1")
    #expect(status["Provides"] == "greeter (= 1.2)")
    #expect(status["Description"] == metadata.description.value)
    #expect(status["Conffiles"] == "\n/etc/hello.conf 60b725f10c9c85c70d97880dfe8191b3")
    let sums = try root.room.text("root/var/lib/dpkg/info/hello.md5sums")
    #expect(sums == "b1946ac92492d2347c6235b4d2611184  usr/bin/hello\n")
    let verified = try await root.dpkg(["-V", "hello"])
    #expect(verified.status == 0 && verified.output == "", "\(verified.output)")

    try root.room.write("changed\n", to: "root/usr/bin/hello")
    #expect(try await root.dpkg(["-V", "hello"]).output.contains("/usr/bin/hello"))

    try root.room.write("mine\n", to: "root/etc/hello.conf")
    metadata.version = try DebianVersion("1:1.2.4~rc1-1")
    let upgraded = try await root.install(
      metadata, files: ["etc/hello.conf": "a\n", "usr/bin/hello": "hello\n"])
    #expect(upgraded.status == 0, "\(upgraded.errors)")
    #expect(try root.room.text("root/etc/hello.conf") == "mine\n")
    #expect(try root.room.text("root/usr/bin/hello") == "hello\n")

    let purged = try await root.dpkg(["-P", "hello"])
    #expect(purged.status == 0, "\(purged.errors)")
    #expect(try root.room.text("root/var/lib/dpkg/status") == "")
    #expect(!FileManager.default.fileExists(atPath: root.room["root/etc/hello.conf"]))
  }

  @Test func `a signed package is installed`() async throws {
    let root = try Root()
    let archives = try await DebianPackageTests.archives.value
    let bytes = try Layout(archives, signatures: [("_gpgorigin", [1, 2, 3])]).bytes
    try root.room.write(bytes, to: "a.deb")
    let result = try await root.dpkg(["-i", root.room["a.deb"]])
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test(arguments: [
    ("/usr/share/hello", true), ("hello", true), ("a.b+c-d", true), ("/a/../b", true),
    ("/usr/", false), ("/usr//a", false), ("/", false), ("a_b", false), ("a/b", false),
    (".", false), ("\u{e9}", false), ("a b", false),
  ])
  func `dpkg installs the triggers we allow, and not the others`(
    _ name: String, _ isLegal: Bool
  ) async throws {
    let triggers = DebianTriggers([.init(.interest, name)])
    #expect(triggers.check().isEmpty == isLegal)
    let root = try Root()
    let metadata = try sampleMetadata()
    let members =
      try metadata.controlMembers()
      + [ControlMember(name: "triggers", mode: 0o644, bytes: triggers.serialized())]
    let archives = try await Archives.make(members, files: [:])
    try root.room.write(try Layout(archives).bytes, to: "a.deb")
    let result = try await root.dpkg(["-i", root.room["a.deb"]])
    #expect((result.status == 0) == isLegal, "\(result.errors)")
  }

  private static func md5(_ text: String) throws -> [UInt8] {
    try #require(bytes(hexadecimal: text))
  }
}
