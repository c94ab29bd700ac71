import Diagnostics
import Testing

@testable import Recipe

/// Recipes cut short or damaged: errors, never a trap.
struct RecipeDamageTests {
  @Test func truncationNeverTraps() {
    let bytes = Array(FullRecipe.text.replacing("[amd64, arm7]", with: "amd64").utf8)
    var isRead = 0
    for end in 0...bytes.count {
      do throws(Diagnostics) {
        _ = try PackageRecipe.parse(yaml: Array(bytes[..<end]), file: "r.yaml")
        isRead += 1
      } catch {
        #expect(error.all.hasErrors)
      }
    }
    #expect(isRead > 0)
  }

  @Test func damageNeverTraps() {
    let bytes = Array(FullRecipe.text.utf8)
    for position in stride(from: 0, to: bytes.count, by: 29) {
      for damage in [UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "$"), 0xff, 0x0a] {
        var damaged = bytes
        damaged[position] = damage
        _ = try? PackageRecipe.parse(yaml: damaged, file: "r.yaml")
      }
    }
  }

  @Test func theSameRecipeSaysTheSame() {
    let bad = FullRecipe.text.replacing("name: hello", with: "nam: hello") + "bogus: 1\n"
    let first = said(bad)
    for _ in 0..<5 { #expect(said(bad) == first) }
  }
}
