import Testing

@testable import Recipe

/// `binaries: - debug:`.
struct BinaryDebugTests {
  private func binary(_ keys: String) -> String {
    base + "binaries:\n  - {src: a, dst: /a, \(keys)}\n"
  }

  @Test func readsTheKey() throws {
    #expect(try read(binary("strip: all")).binaries[0].debug == .none)
    #expect(try read(binary("debug: none, strip: none")).binaries[0].debug == .none)
    #expect(try read(binary("debug: split")).binaries[0].debug == .split)
    #expect(try read(binary("debug: split, strip: debug")).binaries[0].debug == .split)
  }

  @Test(arguments: [
    Remark(
      "strip: none, debug: split",
      """
      r.yaml:6:43: error: nothing is stripped from 'a', so there is nothing to split [recipe.split-unstripped]
      r.yaml:6:43: hint: set 'strip: all', or leave out 'debug: split'
      """),
    Remark(
      "debug: splt",
      """
      r.yaml:6:30: error: 'binaries.debug' cannot be 'splt' [recipe.unknown-value]
      r.yaml:6:30: hint: did you mean 'split'?
      """),
  ])
  func saysWhatIsWrong(_ remark: Remark) {
    #expect(said(binary(remark.yaml)).text == remark.expected)
  }
}
