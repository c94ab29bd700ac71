import Foundation
import TestSupport
import Testing

/// `pkg patch` and `patch:` of a recipe's binaries.
@Suite struct PatchCommandTests {
  private func copy(_ binary: TestBinary, mode: Int = 0o755) async throws -> ScratchDirectory {
    let place = try ScratchDirectory()
    try FileManager.default.copyItem(atPath: try await binary.path(), toPath: place["input"])
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: place["input"])
    return place
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func writesAnotherFileOrTheSame() async throws {
    let place = try await copy(.c(), mode: 0o750)
    let original = try place.read("input")
    let options = ["--set-rpath", "/opt/hello/lib", "--add-needed", "libm.so.6"]
    let other = try await pkg(["patch"] + options + [place["input"], "-o", place["output"]])
    #expect(other.status == 0 && other.errors == "" && other.output == "")
    #expect(try place.read("input") == original)
    #expect(try mode(place["output"]) == 0o750)
    #expect(try await succeed(place["output"]) == "2 3\n")
    let same = try await pkg(["patch"] + options + [place["input"], "--output", place["input"]])
    #expect(same.status == 0)
    #expect(try place.read("input") == place.read("output"))
    #expect(try place.names(in: "") == ["input", "output"])
  }

  @Test func printsAsPatchelfDoes() async throws {
    let place = try await copy(.c(flags: ["-Wl,-rpath,/a:/b", "-Wl,--no-as-needed", "-lm"]))
    for question in ["--print-interpreter", "--print-rpath", "--print-needed"] {
      let ours = try await pkg(["patch", question, place["input"]])
      let theirs = try await succeed("patchelf", [question, place["input"]])
      #expect(ours.status == 0 && ours.output == theirs && !theirs.isEmpty)
    }
    let more = try await pkg(["patch", "--print-os-abi", "--print-execstack", place["input"]])
    #expect(more.output == "System V\nexecstack: -\n")
    let soname = try await pkg(["patch", "--print-soname", place["input"]])
    expectFailure(soname, 1)
    #expect(soname.errors.contains("[patch.no-soname]"))
    let library = try await TestBinary.c(kind: .shared).path()
    #expect(try await pkg(["patch", "--print-soname", library]).output == "libanswer.so.1\n")
    expectFailure(try await pkg(["patch", "--print-interpreter", library]), 1)
    let program = try await TestBinary.go(.v1_27).path()
    for question in ["--print-needed", "--print-rpath"] {
      let result = try await pkg(["patch", question, program])
      expectFailure(result, 1)
      #expect(result.errors.contains("[patch.static]") && result.output == "")
    }
  }

  @Test func refusesWithoutWriting() async throws {
    let place = try await copy(.go(.v1_27))
    let result = try await pkg([
      "patch", "--set-rpath", "/a", place["input"], "-o", place["output"],
    ])
    expectFailure(result, 65)
    #expect(result.errors.contains("[patch.static]"))
    #expect(try place.names(in: "") == ["input"])
    try place.write("#!/bin/sh\n", to: "script")
    let script = try await pkg(["patch", "--set-rpath", "/a", place["script"], "-o", place["out"]])
    expectFailure(script, 65)
    #expect(script.errors.contains("[binary.not-elf]"))
    #expect(try place.names(in: "") == ["input", "script"])
  }

  @Test func warnsOfWhatMayNotBeMeant() async throws {
    let place = try await copy(.c())
    let result = try await pkg([
      "patch", "--remove-needed", "libnone.so", "--remove-needed", "libc.so.6", place["input"],
      "-o", place["output"],
    ])
    #expect(result.status == 0)
    #expect(result.errors.contains("warning:") && result.errors.contains("[patch.not-needed]"))
    #expect(result.errors.contains("[patch.still-versioned]"))
  }

  @Test(arguments: [
    ["input"], ["--set-rpath", "/a", "input"], ["input", "-o", "output"],
    ["--print-rpath", "input", "-o", "output"],
    ["--print-rpath", "--set-rpath", "/a", "input", "-o", "output"],
    ["--set-execstack", "--clear-execstack", "input", "-o", "output"],
    ["--replace-needed", "libc.so.6", "input", "-o", "output"],
    ["--set-os-abi", "256", "input", "-o", "output"],
  ])
  func tellsMistakesApart(_ arguments: [String]) async throws {
    let result = try await pkg(["patch"] + arguments)
    #expect(result.status == 64 && !result.errors.isEmpty && result.output == "")
  }

  /// A small recipe whose binary is a program with a loader.
  private func build(_ binary: TestBinary, patch: String) async throws -> SmallBuild {
    let small = try await SmallBuild()
    try FileManager.default.removeItem(atPath: small.place["hello"])
    try FileManager.default.copyItem(
      atPath: try await binary.path(), toPath: small.place["hello"])
    try small.edit("strip: none", "strip: all, patch: \(patch)")
    return small
  }

  @Test func patchesWhatItPackages() async throws {
    for binary in [
      TestBinary.go(.v1_27, kind: .pie), .go(.v1_27, kind: .cgoInternal),
      .go(.v1_27, kind: .cgoExternalPIE),
    ] {
      let small = try await build(
        binary, patch: "{rpath: $$ORIGIN/../lib/hello, needed: {add: [libm.so.6, librt.so.1]}}")
      let result = try await small.build(["-p", "deb"])
      #expect(result.status == 0, "\(result.errors)")
      let root = small.place["root"]
      try await succeed("dpkg-deb", ["-x", small.place["out/\(SmallBuild.older)"], root])
      let program = "\(root)/usr/bin/hello"
      let dynamic = try await succeed("readelf", ["-dSW", program])
      #expect(dynamic.contains("[$ORIGIN/../lib/hello]") && dynamic.contains("[librt.so.1]"))
      #expect(!dynamic.contains(".symtab"))
      let expected = try await binary.run()
      #expect(try await run(program).output == expected.output)
      let toolchain = GoToolchain.v1_27
      let before = try await toolchain.run(["version", "-m", binary.path()]).output
      let after = try await toolchain.run(["version", "-m", program]).output
      #expect(after.split(separator: "\n").dropFirst() == before.split(separator: "\n").dropFirst())
      // The same bytes as one after the other.
      try await succeed(
        Surroundings.program, ["strip", small.place["hello"], "-o", small.place["stripped"]])
      try await succeed(
        Surroundings.program,
        [
          "patch", "--set-rpath", "$ORIGIN/../lib/hello", "--add-needed", "libm.so.6",
          "--add-needed", "librt.so.1", small.place["stripped"], "-o", small.place["patched"],
        ])
      #expect(try small.place.read("patched") == small.place.read("root/usr/bin/hello"))
    }
  }

  /// What the patch cures is no finding; what it brings is.
  @Test func judgesWhatItMade() async throws {
    let foreign = try await build(.c(), patch: "{}")
    let loader = "/nix/store/0123456789-glibc/lib/ld-linux-x86-64.so.2"
    try await succeed(
      Surroundings.program,
      ["patch", "--set-interpreter", loader, foreign.place["hello"], "-o", foreign.place["hello"]])
    let refused = try await foreign.build(["-p", "deb"])
    expectFailure(refused, 1)
    #expect(refused.errors.contains("[binary.wrong-interpreter]"))
    try foreign.expectNothingWritten()
    try foreign.edit("patch: {}", "patch: {interpreter: /lib64/ld-linux-x86-64.so.2}")
    let cured = try await foreign.build(["-p", "deb"])
    #expect(cured.status == 0, "\(cured.errors)")

    let broken = try await build(.c(), patch: "{interpreter: /lib/nowhere.so}")
    let result = try await broken.build(["-p", "deb"])
    expectFailure(result, 1)
    #expect(result.errors.contains("'/lib/nowhere.so'"))
    try broken.expectNothingWritten()

    for (patch, code) in [
      ("{interpreter: /lib/ld-musl-x86_64.so.1}", "binary.wrong-interpreter"),
      ("{needed: {add: [libasan.so.8]}}", "binary.instrumented"),
    ] {
      let wrong = try await build(.c(), patch: patch)
      let refused = try await wrong.build(["-p", "deb"])
      expectFailure(refused, 1)
      #expect(refused.errors.contains("[\(code)]"), "\(refused.errors)")
      try wrong.expectNothingWritten()
    }

    let complete = try await build(.go(.v1_27), patch: "{rpath: /opt}")
    let unpatched = try await complete.build(["-p", "deb"])
    expectFailure(unpatched, 65)
    #expect(unpatched.errors.contains(/pkg\.yaml:11:\d+: error: .* \[patch\.static\]/))
    try complete.expectNothingWritten()
  }
}
