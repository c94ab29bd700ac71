import SBOM
import Testing

@testable import SBOM

@Suite struct LicenseTests {
  @Test(arguments: [
    ("MIT", "MIT"), ("mit", "MIT"), ("Apache-2.0 and MIT", "Apache-2.0 AND MIT"),
    ("MIT OR (ISC AND Zlib)", "MIT OR (ISC AND Zlib)"), ("GPL-2.0+", "GPL-2.0+"),
    ("EUPL-1.2+", "EUPL-1.2+"),
    ("gpl-2.0-only with classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
    ("LicenseRef-Acme", "LicenseRef-Acme"), ("MIT AND Acme", "MIT AND LicenseRef-Acme"),
    ("GPLv2+", "LicenseRef-GPLv2-plus"), ("((MIT))", "((MIT))"),
  ])
  func expressionsAreSpeltAsTheListSpellsThem(text: String, expected: String) async throws {
    let expression = try #require(LicenseExpression(text))
    #expect(expression.text == expected)
    let result = try await runPython(
      """
      import sys
      from license_expression import get_spdx_licensing
      unknown = get_spdx_licensing().validate(sys.stdin.read()).invalid_symbols
      print(sorted(s for s in unknown if not s.startswith('LicenseRef-')))
      """, input: expected)
    // The library knows `X+` only where the list had an identifier of that name.
    #expect(result.output == (text == "EUPL-1.2+" ? "['EUPL-1.2+']\n" : "[]\n"))
  }

  @Test(arguments: [
    "", " ", "ASL 2.0", "MIT AND", "AND MIT", "(MIT", "MIT)", "MIT WITH", "MIT WITH Nothing-1",
    "MIT OR OR ISC", "MIT/X11", "Proprietary, all rights reserved", "WITH", "()", "MIT ()",
    String(repeating: "(", count: 100_000),
  ])
  func otherTextIsNoExpression(text: String) { #expect(LicenseExpression(text) == nil) }

  @Test func manyReferencesAreGatheredInOnePass() throws {
    let words = (0..<20_000).map { "LicenseRef-\($0 % 15_000)" }
    let expression = try #require(LicenseExpression(words.joined(separator: " OR ")))
    #expect(expression.references.count == 15_000)
    #expect(expression.references.first?.name == "LicenseRef-0")
  }

  @Test func wordsAreNamedByTheirDigest() async throws {
    let license = try #require(try StatedLicense("All rights reserved"))
    let result = try await runPython(
      "import hashlib; print(hashlib.sha256(b'All rights reserved').hexdigest()[:12])")
    #expect(license.spdx + "\n" == "LicenseRef-pkg-\(result.output)")
    #expect(try StatedLicense("NOASSERTION") == nil)
    #expect(try StatedLicense(" ") == nil)
  }

  @Test func theListIsThatOfCycloneDX() async throws {
    let result = try await runPython(
      """
      import json, os, cyclonedx.schema._res as resources
      path = os.path.join(os.path.dirname(resources.__file__), 'spdx.SNAPSHOT.schema.json')
      print('\\n'.join(json.load(open(path))['enum']))
      """)
    let list = SPDXLicenseList.shared
    let strangers = result.output.split(separator: "\n").map(String.init).filter {
      (list.license($0) == $0) == (list.exception($0) == $0)
    }
    #expect(strangers.isEmpty)
    #expect(list.license("GPL-2.0-with-classpath-exception") != nil)
    #expect(list.exception("LLVM-exception") != nil)
    #expect(list.license("LLVM-exception") == nil)
  }
}
