import Foundation
import TestSupport
import Testing

/// Independent validators accept the bills of materials, embedded and beside.
@Suite struct BillOfMaterialsTests {
  /// Strict schema, unknown keys refused, then the library's own model and its consistency.
  static let validator = """
    import json, sys
    from cyclonedx.model.bom import Bom
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator
    failures = 0
    for name in sys.argv[1:]:
        text = open(name, encoding="utf-8").read()
        errors = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text, all_errors=True)
        for error in errors or ():
            print(name, error)
            failures += 1
        Bom.from_json(json.loads(text)).validate()
    sys.exit(1 if failures else 0)
    """

  @Test func everyArtefactHasBothBesideIt() async throws {
    let hello = try await Hello.built()
    let names = try hello.workshop.names(in: "out")
    for target in Hello.Target.all {
      for artefact in [target.rpm, target.deb] {
        #expect(names.contains("\(artefact).cdx.json"))
        #expect(names.contains("\(artefact).spdx.json"))
      }
    }
  }

  @Test func sidecarsAreValid() async throws {
    let hello = try await Hello.built()
    let paths = try hello.workshop.names(in: "out").map { hello.path($0) }
    try await validate(paths)
  }

  @Test("embedded documents are valid and name what is linked in", arguments: Hello.Target.all)
  func embedded(target: Hello.Target) async throws {
    let hello = try await Hello.built()
    for installation in [
      try await Installation.ofRPM(hello.path(target.rpm)),
      try await Installation.ofDEB(hello.path(target.deb)),
    ] {
      let folder = "usr/share/sbom/hello"
      let names = try installation.root.names(in: folder)
      #expect(names.count == 2)
      #expect(names.contains { $0.hasSuffix(".cdx.json") })
      #expect(names.contains { $0.hasSuffix(".spdx.json") })
      try await validate(names.map { installation.root["\(folder)/\($0)"] })
      for name in names {
        let text = String(decoding: try installation.root.read("\(folder)/\(name)"), as: UTF8.self)
        #expect(text.contains("example.com/greetings"))
        #expect(text.contains("pkg:golang/stdlib") || text.contains("stdlib"))
      }
    }
  }

  @Test func digestsInTheDocumentAreThoseOfTheFiles() async throws {
    let hello = try await Hello.built()
    let target = Hello.Target.all[0]
    let root = try await Installation.ofRPM(hello.path(target.rpm)).root
    let sum = try await succeed("sha256sum", [root["usr/bin/hello"]])
    let digest = String(sum.prefix(64))
    let folder = "usr/share/sbom/hello"
    for name in try root.names(in: folder) {
      let text = String(decoding: try root.read("\(folder)/\(name)"), as: UTF8.self)
      #expect(text.contains(digest), "\(name)")
    }
  }

  private func validate(_ paths: [String]) async throws {
    let cyclone = paths.filter { $0.hasSuffix(".cdx.json") }
    try #require(!cyclone.isEmpty)
    try await succeed(
      Surroundings.pythonTool("python"), ["-c", Self.validator] + cyclone)
    let spdx = paths.filter { $0.hasSuffix(".spdx.json") }
    try #require(!spdx.isEmpty)
    for path in spdx {
      try await succeed(
        Surroundings.pythonTool("pyspdxtools"), ["--infile", path, "--version", "SPDX-2.3"])
    }
  }
}
