import Foundation
import TestSupport
import Testing

/// `debug: split`: the packages of debugging information, held against those of the real tools.
@Suite struct DebugPackageTests {
  private typealias Target = DebugPackages.Target

  @Test("gdb finds lines once both packages are installed", arguments: DebugPackages.Target.all)
  func leadsADebuggerToTheLine(_ target: DebugPackages.Target) async throws {
    let packages = try await DebugPackages.built()
    let root = try ScratchDirectory()
    try await succeedAsRoot("rpm", Installation.database(root) + ["--initdb"])
    for name in ["hello", "hello-debuginfo"] {
      try await succeedAsRoot(
        "rpm",
        Installation.database(root) + [
          "-i", "--ignorearch", "--nodeps", packages.path(target.rpm(name)),
        ])
      try await expectLines(of: root, areKnown: name == "hello-debuginfo")
    }

    let deb = try await Installation.ofDEB(packages.path(target.deb("hello")), forced: true)
    try await expectLines(of: deb.root, areKnown: false)
    try await succeedAsRoot(
      "dpkg",
      [
        "--root", deb.root.path, "--log", "/dev/null", "--force-architecture", "--force-depends",
        "--install", packages.path(target.deb("hello-dbgsym")),
      ])
    try await expectLines(of: deb.root, areKnown: true)
  }

  /// Whether gdb knows the lines of the programs below a root by the debug files installed there.
  private func expectLines(of root: ScratchDirectory, areKnown: Bool) async throws {
    for (program, question, answer) in [
      ("usr/bin/hello", "info line main.boom", "main.go\" starts at address"),
      ("usr/libexec/hello/answer", "info line main", "greeter.c\" starts at address"),
    ] {
      let result = try await run(
        "gdb-multiarch",
        [
          "-nx", "-batch", "-iex", "set debug-file-directory \(root["usr/lib/debug"])", "-ex",
          question, root[program],
        ])
      #expect(
        result.output.contains(answer) == areKnown,
        "\(program): \(result.output)\(result.errors)")
      #expect(!result.errors.contains("CRC mismatch"), "\(result.errors)")
    }
  }

  /// The control data and files that debhelper makes of the same programs.
  @Test func isWhatDebhelperMakes() async throws {
    let packages = try await DebugPackages.built()
    let target = DebugPackages.Target.all[0]
    let tree = try ScratchDirectory()
    let root = "debian/hello"
    for (name, path) in [("go-amd64", "usr/bin/hello"), ("c-amd64", "usr/libexec/hello/answer")] {
      try await succeed(
        "install", ["-D", "-m", "755", packages.place[name], tree["\(root)/\(path)"]])
    }
    try tree.write(
      """
      Source: hello
      Section: contrib/utils
      Priority: important
      Maintainer: Release Team <release@example.com>
      Homepage: https://example.com/hello
      Standards-Version: 4.6.2
      Build-Depends: debhelper-compat (= 13)

      Package: hello
      Architecture: any
      Multi-Arch: same
      Depends: libc6
      Recommends: ca-certificates
      Description: Polite greeter
       Says hello.

      """, to: "debian/control")
    try tree.write(
      """
      hello (1.2.3-1) unstable; urgency=medium

        * first release

       -- Release Team <release@example.com>  Fri, 02 Jan 2026 03:04:05 +0000

      """, to: "debian/changelog")
    for step in ["dh_strip", "dh_gencontrol"] {
      try await succeed(step, environment: ["DEB_HOST_ARCH": "amd64"], in: tree.path)
    }
    let theirs = "debian/.debhelper/hello/dbgsym-root"
    let ours = try ScratchDirectory()
    try await succeed(
      "dpkg-deb", ["-R", packages.path(target.deb("hello-dbgsym")), ours["deb"]])
    func fields(_ text: String) -> [String] {
      lines(text).filter { !$0.hasPrefix("Installed-Size:") }
    }
    #expect(
      try fields(ours.text("deb/DEBIAN/control")) == fields(tree.text("\(theirs)/DEBIAN/control")))
    #expect(try ours.text("deb/DEBIAN/control").contains("Installed-Size: "))
    func files(_ directory: String) async throws -> [String] {
      let found = try await succeed(
        "find", ["usr", "-printf", "%M %p %l\n"], in: directory)
      return lines(found).sorted()
    }
    #expect(try await files(ours["deb"]) == files(tree[theirs]))
    // The program says the same of its debug file, but for the checksum.
    let bare = try ScratchDirectory()
    try await succeed("dpkg-deb", ["-x", packages.path(target.deb("hello")), bare.path])
    for path in ["usr/bin/hello", "usr/libexec/hello/answer"] {
      func link(_ file: String) async throws -> Substring? {
        let dump = try await succeed("readelf", ["--string-dump=.gnu_debuglink", file])
        return dump.firstMatch(of: /([0-9a-f]+\.debug)/)?.1
      }
      let ours = try await link(bare[path])
      #expect(try await link(tree["\(root)/\(path)"]) == ours && ours != nil)
    }
  }

  /// The header and files that rpmbuild makes of the same programs.
  @Test func isWhatRPMBuildMakes() async throws {
    let packages = try await DebugPackages.built()
    let target = DebugPackages.Target.all[0]
    let tree = try ScratchDirectory()
    try tree.write(
      """
      Name: hello
      Version: 1.2.3
      Release: 1
      Summary: Polite greeter
      License: Apache-2.0
      URL: https://example.com/hello
      %description
      Says hello.
      %debug_package
      %install
      install -D -m 755 \(packages.place["go-amd64"]) %{buildroot}/usr/bin/hello
      install -D -m 755 \(packages.place["c-amd64"]) %{buildroot}/usr/libexec/hello/answer
      %files
      /usr/bin/hello
      /usr/libexec/hello/answer
      %changelog
      * Fri Jan 02 2026 Release Team <release@example.com> - 1.2.3-1
      - first release

      """, to: "hello.spec")
    let settings = [
      "_topdir \(tree.path)/top", "_build_id_links alldebug", "_rpmfilename %%{NAME}.rpm",
    ]
    // Sources, an index and minimal symbols are further things than ours.
    let others = ["_debugsource_packages", "_include_gdb_index", "_include_minidebuginfo"]
    try await succeed(
      "rpmbuild",
      ["-bb", "--quiet"] + settings.flatMap { ["--define", $0] }
        + others.map { "--undefine=\($0)" } + ["hello.spec"],
      in: tree.path)
    let format = """
      %{NAME} %{EVR} %{ARCH}|%{SUMMARY}|%{DESCRIPTION}|%{GROUP}|%{LICENSE}|%{URL}|%{SOURCERPM}
      [%{REQUIRENEVRS}
      ][%{PROVIDENEVRS}
      ][%{CHANGELOGNAME} %{CHANGELOGTEXT}
      ][%{FILEMODES:perms} %{FILEUSERNAME} %{FILENAMES} %{FILELINKTOS}
      ]
      """
    func query(_ package: String) async throws -> [String] {
      let text = try await succeed("rpm", ["-qp", "--nosignature", "--qf", format, package])
      // rpmbuild gives programs new build ids, and compresses payloads otherwise.
      return lines(text).filter { !$0.contains("PayloadIs") }
        .map {
          $0.replacing(/[0-9a-f]{38,40}/, with: "ID").replacing(/\/[0-9a-f]{2}\b/, with: "/XX")
        }
        .sorted()
    }
    let ours = try await query(packages.path(target.rpm("hello-debuginfo")))
    let theirs = try await query(tree["top/RPMS/hello-debuginfo.rpm"])
    #expect(ours.difference(from: theirs).map { "\($0)" } == [])
    #expect(ours.contains { $0.hasPrefix("debuginfo(build-id) = ") })
  }

  @Test func isSignedDescribedAndListed() async throws {
    let packages = try await DebugPackages.built()
    let names = try packages.place.names(in: "out")
    var debug: [String] = []
    for target in DebugPackages.Target.all {
      debug += [target.rpm("hello-debuginfo"), target.deb("hello-dbgsym")]
    }
    let sums = try packages.place.text("out/SHA256SUMS")
    for name in debug {
      for file in [name, "\(name).cdx.json", "\(name).spdx.json"] {
        #expect(names.contains(file) && sums.contains("  \(file)\n"))
      }
    }
    let result = try await pkg(
      ["verify", "--keyring", packages.place["key.pub.asc"]]
        + (debug + ["SHA256SUMS"]).map(packages.path))
    #expect(result.status == 0, "\(result.errors)")
    try await succeed("sha256sum", ["--check", "--quiet", "SHA256SUMS"], in: packages.output)
    let document = try packages.place.text("out/\(debug[0]).cdx.json")
    #expect(document.contains("hello-debuginfo"))
    #expect(document.contains("/usr/lib/debug/usr/bin/hello-1.2.3-1.x86_64.debug"))
    // The main packages hold none of it.
    for name in [DebugPackages.Target.all[0].rpm("hello")] {
      let files = try await succeed("rpm", ["-qlp", "--nosignature", packages.path(name)])
      #expect(!files.contains("/usr/lib/debug"))
    }
  }

  /// Only the signature is not to its taste, as with every DEB that carries one.
  @Test func lintianHasNothingToSay() async throws {
    let packages = try await DebugPackages.built()
    let deb = packages.path(DebugPackages.Target.all[0].deb("hello-dbgsym"))
    // lintian leaves files behind in its temporary directory.
    let place = try ScratchDirectory()
    let result = try await run(
      "lintian",
      [
        "--allow-root", "--no-cfg", "--fail-on", "error,warning", "--tag-display-limit", "0",
        "--suppress-tags", "misplaced-extra-member-in-deb", deb,
      ], environment: ["TMPDIR": place.path])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test("neither threads nor formats matter", arguments: [["-j", "1"], ["-j", "4"]])
  func isReproducible(_ options: [String]) async throws {
    let packages = try await DebugPackages.built()
    let again = try ScratchDirectory()
    try await packages.build(into: again["out/"], options: options)
    try await succeed("diff", ["-r", packages.output, again["out"]])
    try await packages.build(into: again["deb/"], options: options + ["-p", "deb", "-a", "arm64"])
    for name in ["hello", "hello-dbgsym"] {
      let deb = DebugPackages.Target.all[1].deb(name)
      #expect(try again.read("deb/\(deb)") == packages.place.read("out/\(deb)"))
    }
  }

  private static let strippedGo = ["-ldflags=-s -w -B=0x0123456789abcdef0123456789abcdef01234567"]

  @Test(
    "what cannot be split is refused",
    arguments: [
      (TestBinary.go(.v1_19), "strip: all", "strip.no-build-id"),
      (.go(.v1_27, flags: strippedGo), "strip: all", "strip.nothing-to-split"),
      (.go(.v1_27), "strip: none", "recipe.split-unstripped"),
    ])
  func refuses(_ binary: TestBinary, _ strip: String, _ code: String) async throws {
    let small = try await SmallBuild()
    try FileManager.default.removeItem(atPath: small.place["hello"])
    try FileManager.default.copyItem(
      atPath: try await binary.path(), toPath: small.place["hello"])
    try small.edit("strip: none", "\(strip), debug: split")
    let result = try await small.build([])
    expectFailure(result, 65)
    #expect(result.errors.contains(Regex<Substring>(verbatim: "[\(code)]")), "\(result.errors)")
    #expect(result.errors.contains("pkg.yaml:11:") && result.errors.contains("debug: split"))
    try small.expectNothingWritten()
  }

  @Test func refusesOneBuildIDForTwoPrograms() async throws {
    let small = try await SmallBuild()
    let id = "-ldflags=-B=0x0123456789abcdef0123456789abcdef01234567"
    for (name, flags) in [("hello", [id]), ("other", [id + " -X main.name=other"])] {
      let path = try await TestBinary.go(.v1_27, flags: flags).path()
      try await succeed("install", ["-m", "755", path, small.place[name]])
    }
    try small.edit(
      "strip: none", "debug: split}\n  - {src: other, dst: /usr/bin/other, debug: split")
    let result = try await small.build([])
    expectFailure(result, 65)
    #expect(result.errors.contains("[build.same-build-id]"), "\(result.errors)")
    try small.expectNothingWritten()
  }

  /// Where one file is installed twice, its debug file serves both.
  @Test func oneProgramInTwoPlaces() async throws {
    let small = try await SmallBuild()
    let path = try await TestBinary.go(.v1_27).path()
    try await succeed("install", ["-m", "755", path, small.place["hello"]])
    try small.edit(
      "strip: none", "debug: split}\n  - {src: hello, dst: /usr/bin/other, debug: split")
    let result = try await small.build([])
    #expect(result.status == 0, "\(result.errors)")
  }
}
