import Diagnostics
import Foundation
import Testing

@testable import Recipe

/// Four valid lines; what a test appends starts in line 5.
let base = """
  name: hello
  arch: amd64
  version: 1.2.3
  maintainer: A <a@example.com>

  """

func readAll(
  _ yaml: String, environment: [String: String] = [:], set overrides: [String: String] = [:],
  formats: [PackageFormat]? = nil
) throws(Diagnostics) -> RecipeDocument {
  try PackageRecipe.parse(
    yaml: Array(yaml.utf8), file: "r.yaml", environment: environment, overrides: overrides,
    formats: formats)
}

/// The first architecture's recipe.
func read(
  _ yaml: String, environment: [String: String] = [:], set overrides: [String: String] = [:],
  formats: [PackageFormat]? = nil
) throws(Diagnostics) -> PackageRecipe {
  try readAll(yaml, environment: environment, set: overrides, formats: formats).recipes[0]
}

/// Everything said about a recipe, warnings and notes of a good one included.
func said(
  _ yaml: String, environment: [String: String] = [:], set overrides: [String: String] = [:],
  formats: [PackageFormat]? = nil
) -> [Diagnostic] {
  do throws(Diagnostics) {
    return try readAll(yaml, environment: environment, set: overrides, formats: formats).warnings
  } catch {
    return error.all
  }
}

extension [Diagnostic] {
  var texts: [String] { map(\.description) }

  /// As a terminal shows them.
  var text: String { texts.joined(separator: "\n") }
}

/// A recipe's text and all that is said about it.
struct Remark: Sendable, CustomTestStringConvertible {
  var yaml: String
  var expected: String

  init(_ yaml: String, _ expected: String) {
    self.yaml = yaml
    self.expected = expected
  }

  var testDescription: String { yaml }
}
