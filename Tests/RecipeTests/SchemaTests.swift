import Foundation
import Testing

@testable import Recipe

struct SchemaTests {
  @Test func itIsJSONAndHasEveryKey() throws {
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(recipeSchema().utf8)) as? [String: Any])
    #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    #expect(schema["additionalProperties"] as? Bool == false)
    #expect(schema["required"] as? [String] == ["name", "arch", "version"])
    let properties = try #require(schema["properties"] as? [String: [String: Any]])
    #expect(Set(properties.keys) == Set(KeyTable.recipe.keys.map(\.name)))
    let contents = try #require(properties["contents"]?["items"] as? [String: Any])
    #expect((contents["properties"] as? [String: Any])?["disown_subtree"] != nil)
    let rpm = try #require(properties["rpm"]?["properties"] as? [String: Any])
    #expect(rpm["compression"] != nil)
    #expect((properties["services"]?["not"] as? [String: Any])?.isEmpty == true)
  }

  @Test func keysAreNamedOnceInEachTable() {
    func look(_ table: KeyTable) {
      #expect(Set(table.keys.map(\.name)).count == table.keys.count, "\(table.noun)")
      for key in table.keys { look(key.shape) }
    }
    func look(_ shape: Shape) {
      switch shape {
      case .mapping(let table): look(table)
      case .list(let item), .listOrOne(let item), .dictionary(let item): look(item)
      default: break
      }
    }
    look(.recipe)
  }
}
