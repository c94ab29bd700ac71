import Bytes
import ELF
import Foundation
import GoBuild
import TestSupport
import Testing

@Suite struct BuildInfoTests {
  private func read(_ bytes: [UInt8]) throws -> BuildInfo? {
    var input = ByteReader(bytes.span.bytes)
    let file = try ELFFile(parsing: &input)
    return try BuildInfo(of: file, in: bytes.span.bytes)
  }

  /// As `go version -m` prints it.
  private func printed(_ info: BuildInfo) -> [String] {
    var lines = ["path\t\(info.path)"]
    func add(_ word: String, _ module: BuildInfo.Module) {
      lines.append("\(word)\t\(module.path)\t\(module.version)\t\(module.sum ?? "")")
      if let other = module.replace { add("=>", other) }
    }
    if let main = info.main { add("mod", main) }
    for module in info.dependencies { add("dep", module) }
    // go version quotes what ParseBuildInfo unquoted by the same rule.
    for setting in info.settings {
      let quoted = setting.value.contains { " \t\r\n\"`".contains($0) }
      lines.append("build\t\(setting.key)=\(quoted ? "\"\(setting.value)\"" : setting.value)")
    }
    return lines
  }

  @Test(arguments: GoToolchain.allCases, [TestArchitecture.amd64, .arm(6), .s390x])
  func agreesWithGoVersion(_ toolchain: GoToolchain, _ architecture: TestArchitecture) async throws
  {
    let path = try await TestBinary.go(
      toolchain, arch: architecture, flags: ["-trimpath=false", "-ldflags=-s -X main.unused=1"]
    ).path()
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let info = try #require(try read(bytes))
    let lines = try await toolchain.run(["version", "-m", path]).output
      .split(separator: "\n").map(String.init)
    #expect(lines.first == "\(path): \(info.goVersion)")
    #expect(lines.dropFirst().map { String($0.dropFirst()) } == printed(info))
    #expect(info.goos == "linux" && info.goarch == architecture.goArch)
    #expect(info.goarm == (architecture == .arm(6) ? "6" : nil))
    #expect(info.cgo == false && info.trimpath == false)
    #expect(info.setting("-ldflags") == "-s -X main.unused=1")

    // Without the section's name the search through the segments finds the same.
    var nameless = bytes
    let name = Array(".go.buildinfo\0".utf8)
    for start in nameless.indices.dropLast(name.count)
    where nameless[start] == name[0] && nameless[start + 4] == name[4] {
      if nameless[start..<start + name.count].elementsEqual(name) { nameless[start + 1] = 0x58 }
    }
    #expect(nameless != bytes)
    #expect(try read(nameless) == info)
  }

  @Test func findsNothingInOtherPrograms() async throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "/proc/self/exe")))
    #expect(try read(bytes) == nil)
  }

  static let text = """
    path\texample.com/cmd
    mod\texample.com\tv1.2.3\th1:main=
    dep\texample.com/a\tv1.0.0\th1:a=
    dep\texample.com/b\tv2.0.0
    =>\texample.com/fork\tv2.0.1\th1:fork=
    unknown\tline
    build\t-compiler=gc
    build\t-ldflags="-s -w \\"x\\" \\u00e9\\x41\\101\\t"
    build\t"a key"=`raw "value"`
    build\tCGO_ENABLED=1
    build\tGOARM=7,hardfloat
    build\tvcs.revision=0123
    build\tvcs.time=2024-01-02T03:04:05Z
    build\tvcs.modified=true
    build\t-trimpath=true
    build\tempty=

    """

  @Test func readsTheTextForm() throws {
    let info = try BuildInfo(goVersion: "go1.22.3", modules: Self.text.utf8)
    #expect(info.path == "example.com/cmd")
    #expect(info.main == .init(path: "example.com", version: "v1.2.3", sum: "h1:main="))
    let fork = BuildInfo.Module(path: "example.com/fork", version: "v2.0.1", sum: "h1:fork=")
    #expect(
      info.dependencies == [
        .init(path: "example.com/a", version: "v1.0.0", sum: "h1:a="),
        .init(path: "example.com/b", version: "v2.0.0", replace: fork),
      ])
    #expect(info.dependencies.last?.replace == fork)
    #expect(info.setting("-ldflags") == "-s -w \"x\" éAA\t")
    #expect(info.setting("a key") == "raw \"value\"")
    #expect(info.setting("empty") == "")
    #expect(info.setting("absent") == nil)
    #expect(info.cgo == true && info.trimpath == true && info.goarm == "7")
    #expect(info.vcsRevision == "0123" && info.vcsModified == true)
    #expect(info.vcsTime == "2024-01-02T03:04:05Z")
    #expect(info.goos == nil)
    #expect(BuildInfo(goVersion: "go1.16").trimpath == nil)
  }

  @Test(arguments: [
    "build\t=x", "build\t", "build\tnothing", "build\t\"open=x", "build\t\"k\"x", "build\tk=\"x",
    "build\tk=\"\\q\"", "build\tk=\"\\x4\"", "build\tk=\"\\400\"", "build\tk=\"\\ud800\"",
    "build\tk=\"a\"b", "mod\tonly", "dep\ta\tb\tc\td", "=>\tx\tv1", "build\tk=\"\\x+1\"",
  ])
  func namesTheLineThatIsWrong(_ line: String) throws {
    let text = "path\tx\n\(line)\n"
    do throws(MalformedInput) {
      _ = try BuildInfo(goVersion: "go1.18", modules: text.utf8, base: 100)
      Issue.record("a damaged line was read")
    } catch {
      #expect(error == MalformedInput(.invalidValue, at: 107))
      #expect(error.field == String(line.prefix { $0 != "\t" }))
    }
  }

  @Test(arguments: BuildInfoImage.all) func readsBothFormsInEveryLayout(
    _ image: BuildInfoImage
  ) throws {
    let info = try #require(try read(image.bytes))
    #expect(info.goVersion == "go1.17.13")
    #expect(info.path == "example.com/old")
    #expect(info.main?.version == "(devel)")
  }

  @Test(arguments: BuildInfoImage.all) func survivesDamage(_ image: BuildInfoImage) throws {
    let bytes = image.bytes
    for offset in bytes.indices {
      for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff] {
        var changed = bytes
        changed[offset] = value
        _ = try? read(changed)
      }
      for width in [4, 8] where offset + width <= bytes.count && offset % 4 == 0 {
        var changed = bytes
        for byte in offset..<offset + width { changed[byte] = 0xff }
        _ = try? read(changed)
        changed[offset] = 0xf0
        _ = try? read(changed)
      }
      _ = try? read(Array(bytes[..<offset]))
    }
  }

  /// A length that does not fit, and one past the end of the segment.
  @Test func refusesImpossibleLengths() throws {
    let image = BuildInfoImage(wide: true, order: .little, isInline: true)
    for length: [UInt8] in [
      [UInt8](repeating: 0xff, count: 12), [0xff, 0xff, 0xff, 0xff, 0x0f],
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
    ] {
      var bytes = image.bytes
      let start = image.infoOffset + 32
      bytes.replaceSubrange(start..<start + length.count, with: length)
      #expect(try read(bytes) == nil)
    }
  }
}
