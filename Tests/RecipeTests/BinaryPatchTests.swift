import Testing

@testable import Recipe

/// `binaries: - patch:`.
struct BinaryPatchTests {
  private func binary(_ patch: String) -> String {
    base + "binaries:\n  - src: a\n    dst: /usr/bin/a\n    patch: \(patch)\n"
  }

  @Test func readsEveryKey() throws {
    let text = """
      {interpreter: /lib/ld.so, rpath: $$ORIGIN/../lib, add-rpath: [/a, /b], remove-rpath: true,
       force-rpath: yes, needed: {add: liba.so, remove: [libb.so, libc.so],
       replace: {libd.so: libe.so.1, libf.so: "${NEW}"}}, soname: libg.so.1, execstack: false,
       os-abi: 3}
      """
    let recipe = try read(
      binary(text.replacing("\n", with: "\n     ")), environment: ["NEW": "libn.so"])
    var expected = BinaryPatch()
    expected.interpreter = "/lib/ld.so"
    expected.rpath = "$ORIGIN/../lib"
    expected.addedRPaths = ["/a", "/b"]
    expected.removesRPath = true
    expected.forcesRPath = true
    expected.addedLibraries = ["liba.so"]
    expected.removedLibraries = ["libb.so", "libc.so"]
    expected.replacedLibraries = [
      .init("libd.so", with: "libe.so.1"), .init("libf.so", with: "libn.so"),
    ]
    expected.soname = "libg.so.1"
    expected.executableStack = false
    expected.osABI = 3
    let patch = try #require(recipe.binaries[0].patch)
    expected.location = patch.location
    #expect(patch == expected)
    #expect(patch.location?.line == 8)
  }

  @Test func changesNothingUnlessAsked() throws {
    #expect(try read(base + "binaries:\n  - {src: a, dst: /a}\n").binaries[0].patch == nil)
    let empty = try read(binary("{}")).binaries[0].patch
    #expect(empty?.interpreter == nil && empty?.addedLibraries == [])
  }

  @Test(arguments: [
    Remark(
      "{interpeter: /lib/ld.so}",
      """
      r.yaml:8:13: error: 'patch' knows no key 'interpeter' [recipe.unknown-key]
      r.yaml:8:13: hint: did you mean 'interpreter'?
      """),
    Remark(
      "{needed: {replaces: {a: b}}}",
      """
      r.yaml:8:22: error: 'needed' knows no key 'replaces' [recipe.unknown-key]
      r.yaml:8:22: hint: did you mean 'replace'?
      """),
    Remark(
      "{os-abi: 256}",
      """
      r.yaml:8:21: error: 'patch.os-abi' cannot be '256' [recipe.unknown-value]
      r.yaml:8:21: hint: it is a number from 0 to 255: 0 for System V, 3 for GNU
      """),
  ])
  func saysWhatIsWrong(_ remark: Remark) {
    #expect(said(binary(remark.yaml)).text == remark.expected)
  }
}
