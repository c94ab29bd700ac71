import Foundation
import TestSupport
import Testing

/// Outputs that cannot be written: all artefacts or none, and the older ones survive.
@Suite struct BadOutputTests {
  @Test(
    "a directory stands where an artefact goes",
    arguments: [
      "hello-1.2.3-1.x86_64.rpm", "hello-1.2.3-1.x86_64.rpm.cdx.json", "SHA256SUMS",
    ])
  func directoryInTheWay(name: String) async throws {
    let small = try await SmallBuild()
    try FileManager.default.createDirectory(
      atPath: small.place["out/\(name)"], withIntermediateDirectories: true)
    expectFailure(try await small.build(), 73)
    #expect(try small.place.names(in: "out") == [name, SmallBuild.older].sorted())
    #expect(try small.place.read("out/\(SmallBuild.older)") == Array("good\n".utf8))
    #expect(try small.place.names(in: "out/\(name)") == [])
  }

  @Test func theOutputDirectoryIsAFile() async throws {
    let small = try await SmallBuild()
    try small.place.write("file\n", to: "taken")
    let result = try await pkg(
      ["build", "-f", "pkg.yaml", "-t", "taken/inside/"], in: small.place.path)
    expectFailure(result, 73)
    #expect(try small.place.read("taken") == Array("file\n".utf8))
  }

  @Test("the disk fills up", arguments: [0, 64, 512, 1400])
  func fullDisk(kibibytes: Int) async throws {
    let small = try await SmallBuild()
    // The file system lives in a mount namespace and vanishes with it.
    let script = """
      set -e
      mount -t tmpfs -o size=$1k tmpfs out
      echo good >out/older
      status=0
      "$0" build -f pkg.yaml -t out/ || status=$?
      echo "status $status"
      ls -A out
      cat out/older
      """
    // The older artefact takes one page.
    let size = kibibytes + 4
    let result = try await run(
      "unshare",
      (geteuid() == 0 ? ["--mount"] : ["--map-root-user", "--mount"])
        + ["--", "sh", "-c", script, Surroundings.program, "\(size)"],
      environment: ["SOURCE_DATE_EPOCH": Surroundings.epoch], in: small.place.path)
    try #require(result.status == 0, "a small file system must be mountable: \(result.errors)")
    let words = lines(result.output)
    let status = words.first { $0.hasPrefix("status ") }.flatMap { Int32($0.dropFirst(7)) }
    expectFailure(status: status ?? -1, errors: result.errors, 74)
    #expect(Array(words.suffix(2)) == ["older", "good"], "\(result.output)")
  }

  @Test("a result that cannot be printed is no success", arguments: ["/dev/full", "&-"])
  func unprinted(output: String) async throws {
    let small = try await SmallBuild()
    let result = try await run(
      "sh", ["-c", #""$0" inspect hello >\#(output)"#, Surroundings.program],
      in: small.place.path)
    expectFailure(result, 74)
    #expect(result.errors.contains("[output.not-printed]"))
  }

  @Test func aReaderThatWentAwayIsNoFailure() async throws {
    let small = try await SmallBuild()
    let script = #"trap '' PIPE; { sleep 0.2; "$0" inspect hello; echo $? >status; } | true"#
    _ = try await run("bash", ["-c", script, Surroundings.program], in: small.place.path)
    #expect(try small.place.text("status") == "0\n")
  }
}
