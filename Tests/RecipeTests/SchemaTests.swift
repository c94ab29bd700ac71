import Foundation
import Testing

@testable import Recipe

struct SchemaTests {
  @Test func itIsJSONAndHasEveryKey() throws {
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(recipeSchema().utf8)) as? [String: Any])
    #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    #expect(schema["additionalProperties"] as? Bool == false)
    #expect(schema["required"] as? [String] == ["name", "version"])
    let properties = try #require(schema["properties"] as? [String: [String: Any]])
    #expect(Set(properties.keys) == Set(KeyTable.recipe.keys.map(\.name)))
    let contents = try #require(properties["contents"]?["items"] as? [String: Any])
    #expect((contents["properties"] as? [String: Any])?["disown_subtree"] != nil)
    let rpm = try #require(properties["rpm"]?["properties"] as? [String: Any])
    #expect(rpm["compression"] != nil)
    #expect((properties["services"]?["not"] as? [String: Any])?.isEmpty == true)
  }

  @Test func prohibitionsAreAListOrAMapping() throws {
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(recipeSchema().utf8)) as? [String: Any])
    var node = schema
    for key in ["preconditions", "kconfig", "rules"] {
      let properties = try #require(node["properties"] as? [String: [String: Any]])
      node = try #require(properties[key])
    }
    let rule = try #require(node["items"] as? [String: Any])
    let properties = try #require(rule["properties"] as? [String: [String: Any]])
    let forms = try #require(properties["forbid"]?["anyOf"] as? [[String: Any]])
    try #require(forms.count == 3)
    #expect(forms[0]["type"] as? [String] == ["string", "number", "boolean", "null"])
    #expect(forms[1]["type"] as? String == "array")
    #expect(forms[2]["type"] as? String == "object")
    let value = try #require(forms[2]["additionalProperties"] as? [String: Any])
    #expect((value["anyOf"] as? [Any])?.count == 2)
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
      case .listOrDictionary(let item, let value):
        look(item)
        look(value)
      default: break
      }
    }
    look(.recipe)
  }
}
