import Foundation
import SBOM
import TestSupport
import Testing

@Suite struct SPDXTests {
  @Test func everyDocumentPassesSpdxTools() async throws {
    let documents = try bills().map { try $0.spdx23().bytes }
    let result = try await runPython(
      """
      import hashlib, json, sys
      from spdx_tools.spdx.parser.parse_anything import parse_file
      from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document
      for path in sys.argv[1:]:
        for message in validate_full_spdx_document(parse_file(path), 'SPDX-2.3'):
          print(path, message.validation_message, message.context.spdx_id)
        data = json.load(open(path, encoding='utf-8'))
        main = [p for p in data['packages'] if p['SPDXID'] == 'SPDXRef-Package'][0]
        sums = sorted(c['checksumValue'] for f in data['files'] for c in f['checksums']
                      if c['algorithm'] == 'SHA1')
        code = hashlib.sha1(''.join(sums).encode()).hexdigest()
        stated = main.get('packageVerificationCode', {}).get('packageVerificationCodeValue')
        if sums and stated != code: print(path, 'verification code', stated, code)
      """, over: documents)
    #expect(result.output == "")
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test func theCommandLineValidatorAgrees() async throws {
    let directory = try ScratchDirectory()
    let file = try directory.write(sampleBill().spdx23().bytes, to: "hello.spdx.json")
    let result = try await run("pyspdxtools", ["-i", file, "--version", "SPDX-2.3"])
    #expect(result.status == 0, "\(result.output) \(result.errors)")
  }

  @Test func modulesAreLinkedIntoTheirBinary() throws {
    let data = Data(try sampleBill().spdx23().bytes)
    let object = try JSONSerialization.jsonObject(with: data)
    let document = try #require(object as? [String: Any])
    let relationships = try #require(document["relationships"] as? [[String: String]])
    let linked = relationships.filter { $0["relationshipType"] == "STATIC_LINK" }
    #expect(linked.count == 5)  // four modules and the standard library
    #expect(linked.allSatisfy { $0["spdxElementId"] == "SPDXRef-File-C2FusrC2FbinC2Fhello" })
    let origins = relationships.filter { $0["relationshipType"] == "GENERATED_FROM" }
    #expect(origins.count == 2)  // the main module and the unstripped binary
  }
}
