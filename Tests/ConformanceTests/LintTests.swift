import TestSupport
import Testing

/// The distributions' linters find nothing but what the recipe's own lists excuse.
@Suite struct LintTests {
  @Test("lintian", arguments: Hello.Target.all)
  func lintian(target: Hello.Target) async throws {
    let file = try await Hello.built().path(target.deb)
    // lintian leaves files behind in its temporary directory.
    let place = try ScratchDirectory()
    // debsigs puts the signature behind the data, where debsig-verify looks and dpkg passes by;
    // lintian would have every extra member before the control archive.
    let result = try await run(
      "lintian",
      [
        "--allow-root", "--no-cfg", "--fail-on", "error,warning", "--tag-display-limit", "0",
        "--suppress-tags", "misplaced-extra-member-in-deb", file,
      ], environment: ["TMPDIR": place.path])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(!result.output.contains("unused-override"), "\(result.output)")
  }

  @Test("rpmlint", arguments: Hello.Target.all)
  func rpmlint(target: Hello.Target) async throws {
    let hello = try await Hello.built()
    let excused = hello.workshop["specs/hello/hello.rpmlintrc"]
    let result = try await run(
      "rpmlint", ["--strict", "--rpmlintrc", excused, hello.path(target.rpm)],
      environment: ["XDG_CONFIG_HOME": hello.workshop["none"]])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(result.output.contains(" 0 errors, 0 warnings"), "\(result.output)")
  }

  @Test("eu-elflint has nothing new to say after stripping", arguments: Hello.Target.all)
  func elflint(target: Hello.Target) async throws {
    let hello = try await Hello.built()
    let installed = try await Installation.ofRPM(hello.path(target.rpm)).root
    let before = try await elflintMessages(
      hello.workshop["specs/hello/dist/hello_linux_\(target.name)/hello"])
    let after = try await elflintMessages(installed["usr/bin/hello"])
    #expect(after.isSubset(of: before), "\(after.subtracting(before))")
  }
}

/// What eu-elflint says of a file, without the section numbers that stripping changes.
func elflintMessages(_ file: String) async throws -> Set<String> {
  let result = try await run("eu-elflint", ["--gnu-ld", file])
  return Set(
    lines(result.output + result.errors).map { line in
      line.replacing(/section \[ *\d+\]/, with: "section").replacing(/entry \d+/, with: "entry")
        .replacing(/offset \d+/, with: "offset")
    })
}
