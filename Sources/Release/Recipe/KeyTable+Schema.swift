/// The recipe's JSON Schema (draft 2020-12), from the table of keys that the parser uses.
///
/// Editors complete and check recipes with it. Strings may hold variables, so it is laxer than
/// the parser where a value's form is concerned.
public func recipeSchema() -> String {
  let fields: [(String, String)] = [
    ("$schema", jsonString("https://json-schema.org/draft/2020-12/schema")),
    ("title", jsonString("pkg recipe")),
  ]
  return schema(of: .recipe, leading: fields, indent: "") + "\n"
}

private func schema(
  of table: KeyTable, leading: [(String, String)] = [], indent: String
) -> String {
  let inner = indent + "  "
  let properties = table.keys.map { key in
    (key.name, schema(of: key, indent: inner + "  "))
  }
  var fields = leading
  fields.append(("type", jsonString("object")))
  fields.append(("additionalProperties", "false"))
  let required = table.keys.filter(\.isRequired).map { jsonString($0.name) }
  if !required.isEmpty { fields.append(("required", "[\(required.joined(separator: ", "))]")) }
  fields.append(("properties", jsonObject(properties, indent: inner)))
  return jsonObject(fields, indent: indent)
}

private func schema(of key: KeyTable.Key, indent: String) -> String {
  var leading = [("description", jsonString(key.about))]
  switch key.fate {
  case .read: return schema(of: key.shape, leading: leading, indent: indent)
  case .withoutEffect, .otherFormat: leading.append(("deprecated", "true"))
  case .notYet:
    leading.append(("not", "{}"))
  }
  return jsonObject(leading, indent: indent)
}

private func schema(
  of shape: Shape, leading: [(String, String)] = [], indent: String
) -> String {
  let inner = indent + "  "
  switch shape {
  case .line, .text, .time:
    return jsonObject(
      leading + [("type", "[\"string\", \"number\", \"boolean\", \"null\"]")], indent: indent)
  case .boolean:
    return jsonObject(leading + [("type", "[\"boolean\", \"string\", \"null\"]")], indent: indent)
  case .mode:
    return jsonObject(leading + [("type", "[\"integer\", \"string\", \"null\"]")], indent: indent)
  case .choice(let words):
    let list = words.map(jsonString).joined(separator: ", ")
    let known = jsonObject([("enum", "[\(list)]")], indent: inner)
    let variable = jsonObject(
      [("type", jsonString("string")), ("pattern", jsonString("\\$"))], indent: inner)
    return jsonObject(leading + [("anyOf", "[\(known), \(variable)]")], indent: indent)
  case .list(let item):
    let items = schema(of: item, indent: inner)
    return jsonObject(
      leading + [("type", "[\"array\", \"null\"]"), ("items", items)], indent: indent)
  case .listOrOne(let item):
    let one = schema(of: item, indent: inner)
    let many = jsonObject([("type", jsonString("array")), ("items", one)], indent: inner)
    return jsonObject(leading + [("anyOf", "[\(one), \(many)]")], indent: indent)
  case .listOrDictionary(let item, let value):
    let one = schema(of: item, indent: inner)
    let many = jsonObject([("type", jsonString("array")), ("items", one)], indent: inner)
    let named = schema(of: .dictionary(value), indent: inner)
    return jsonObject(leading + [("anyOf", "[\(one), \(many), \(named)]")], indent: indent)
  case .anything: return jsonObject(leading, indent: indent)
  case .mapping(let table):
    return schema(of: table, leading: leading, indent: indent)
  case .dictionary(let item):
    return jsonObject(
      leading + [
        ("type", jsonString("object")),
        ("additionalProperties", schema(of: item, indent: inner)),
      ], indent: indent)
  }
}

private func jsonObject(_ fields: [(String, String)], indent: String) -> String {
  if fields.isEmpty { return "{}" }
  let lines = fields.map { "\(indent)  \(jsonString($0.0)): \($0.1)" }
  return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
}

private func jsonString(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
