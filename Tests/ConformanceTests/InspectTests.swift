import Foundation
import TestSupport
import Testing

/// `pkg inspect` of programs, beside the tools people ask otherwise.
@Suite struct InspectTests {
  private func inspect(_ path: String) async throws -> [String: Any] {
    let text = try await succeed(Surroundings.program, ["inspect", "--format", "json", path])
    return try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test(arguments: Matrix.binaries) func agreesWithFile(_ binary: TestBinary) async throws {
    let path = try await binary.path()
    let report = try await inspect(path)
    let text = try await succeed("file", ["-b", path])
    let format = try #require(report["format"] as? String)
    #expect(text.hasPrefix("ELF \(format.contains("64") ? 64 : 32)-bit "))
    #expect(text.contains(format.contains("little") ? " LSB " : " MSB "))
    let linking = try #require(report["linking"] as? [String: Any])
    if let interpreter = linking["interpreter"] as? String {
      #expect(text.contains("interpreter \(interpreter)"))
    } else {
      #expect(!text.contains("interpreter "))
    }
    if report["link"] as? String == "static" { #expect(text.contains("statically linked")) }
    if report["link"] as? String == "static-pie" { #expect(text.contains("static-pie linked")) }
    if let identifier = report["buildID"] as? String {
      #expect(text.contains("BuildID[sha1]=\(identifier)"))
    }
    let hasSymbols = report["stripState"] as? String != "stripped"
    #expect(text.contains("not stripped") == hasSymbols)
  }

  @Test(arguments: Matrix.programs) func agreesWithElfutils(_ binary: TestBinary) async throws {
    let path = try await binary.path()
    let report = try await inspect(path)
    #expect(try await run("eu-elfclassify", ["--executable", path]).status == 0)
    #expect(report["link"] as? String != "shared")
    let isUnstripped = try await run("eu-elfclassify", ["--unstripped", path]).status == 0
    #expect((report["stripState"] as? String != "stripped") == isUnstripped)
  }

  @Test(arguments: Matrix.go) func agreesWithGo(_ binary: TestBinary) async throws {
    let path = try await binary.path()
    let report = try #require(try await inspect(path)["go"] as? [String: Any])
    let lines = try await GoToolchain.v1_27.run(["version", "-m", path]).output.split(
      separator: "\n")
    #expect(lines.first?.hasSuffix(": \(report["version"] as? String ?? "")") == true)
    let settings = try #require(report["settings"] as? [[String: String]])
    let wanted = lines.filter { $0.hasPrefix("\tbuild\t") }.map { $0.dropFirst(7) }
    #expect(settings.count == wanted.count)
    for (setting, line) in zip(settings, wanted) {
      #expect(line.hasPrefix(setting["key"] ?? "?"))
    }
  }

  /// Their first bytes could begin an OpenPGP packet.
  @Test(
    arguments: [
      ([0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1], "a Mach-O executable (macOS)"),
      ([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2], "a Mach-O universal binary (macOS)"),
      ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], "an xz file"),
    ] as [([UInt8], String)])
  func otherFormatsAreNamed(_ magic: [UInt8], _ name: String) async throws {
    let place = try ScratchDirectory()
    try place.write(magic + [UInt8](repeating: 0, count: 100), to: "file")
    let result = try await pkg(["inspect", place["file"]])
    expectFailure(result, 65)
    #expect(result.errors.contains("is \(name), not an ELF file [binary.not-elf]"))
  }

  /// Offsets and sizes beyond 32 bits; the file is one hole, and none of it is read.
  @Test func moreThanFourGibibytes() async throws {
    let place = try ScratchDirectory()
    let source = try await TestBinary.c().path()
    try FileManager.default.copyItem(atPath: source, toPath: place["program"])
    try await succeed("truncate", ["-s", "5G", place["program"]])
    let report = try await inspect(place["program"])
    #expect(report["size"] as? Int == 5 << 30)
    #expect(try #require(report["trailingBytes"] as? Int) > 4 << 30)
    let findings = try #require(report["findings"] as? [[String: Any]])
    #expect(findings.contains { $0["code"] as? String == "binary.trailing-data" })
  }
}
