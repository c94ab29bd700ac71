import Foundation
import SBOM
import Testing

@Suite struct CycloneDXTests {
  @Test func everyDocumentPassesTheStrictValidator() async throws {
    let documents = try bills().map { try $0.cycloneDX16().bytes }
    let result = try await runPython(
      """
      import json, sys
      from cyclonedx.model.bom import Bom
      from cyclonedx.schema import SchemaVersion
      from cyclonedx.validation.json import JsonStrictValidator
      from license_expression import get_spdx_licensing
      validator = JsonStrictValidator(SchemaVersion.V1_6)
      for path in sys.argv[1:]:
        text = open(path, encoding='utf-8').read()
        for error in validator.validate_str(text, all_errors=True) or []:
          print(path, error)
        data = json.loads(text)
        if not Bom.from_json(data).validate():
          print(path, 'dangling references')
        references = {data['metadata']['component']['bom-ref']}
        references |= {c['bom-ref'] for c in data['components']}
        for composition in data['compositions']:
          for ref in composition.get('assemblies', []) + composition.get('dependencies', []):
            if ref not in references: print(path, 'composition of', ref)
        if references != {d['ref'] for d in data['dependencies']}: print(path, 'dependencies')
        if len(references) != len(data['components']) + 1: print(path, 'equal references')
        for holder in [data['metadata']['component']] + data['components']:
          for license in holder.get('licenses', []):
            if 'expression' in license:
              get_spdx_licensing().parse(license['expression'])
      """, over: documents)
    #expect(result.output == "")
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test func factsAreWhereReadersLookForThem() throws {
    let object = try parsed(sampleBill(.rpm).cycloneDX16())
    let metadata = try #require(object["metadata"] as? [String: Any])
    #expect(metadata["timestamp"] as? String == "2023-11-14T22:13:20Z")
    let component = try #require(metadata["component"] as? [String: Any])
    let purl = "pkg:rpm/example/hello@1.2.3~rc1%2Bgit-1?arch=x86_64&distro=el9&epoch=1"
    #expect(component["purl"] as? String == purl)
    let properties = try #require(component["properties"] as? [[String: String]])
    #expect(
      properties.contains([
        "name": "pkg:digest:rpm-header-sha256", "value": fakeDigest(3, 64),
      ]))
    let components = try #require(object["components"] as? [[String: Any]])
    let fork = try #require(components.first { $0["name"] as? String == "example.com/fork/toml" })
    #expect(fork["version"] as? String == "v1.3.3")
    let remarks = try #require(fork["properties"] as? [[String: String]])
    #expect(
      remarks.contains(["name": "pkg:go:replaces", "value": "github.com/BurntSushi/toml@v1.3.2"]))
    let local = try #require(components.first { $0["name"] as? String == "example.com/local" })
    #expect(local["version"] as? String == "v0.0.0")
    let library = try #require(components.first { $0["name"] as? String == "stdlib" })
    #expect(library["purl"] as? String == "pkg:golang/stdlib@1.27.3")
  }

  @Test func anEmbeddedDocumentLeavesItselfOut() throws {
    let object = try parsed(sampleBill(embedded: true).cycloneDX16())
    let components = try #require(object["components"] as? [[String: Any]])
    #expect(!components.contains { ($0["name"] as? String)?.hasSuffix(".cdx.json") ?? false })
    let metadata = try #require(object["metadata"] as? [String: Any])
    let component = try #require(metadata["component"] as? [String: Any])
    #expect(component["hashes"] == nil)
  }

  private func parsed(_ document: BillOfMaterials.Document) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(document.bytes))
    return try #require(object as? [String: Any])
  }
}
