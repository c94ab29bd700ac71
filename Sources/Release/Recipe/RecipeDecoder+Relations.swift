import Diagnostics

extension RecipeDecoder {
  /// The relations of one format's package, each sayable in that format.
  mutating func relations(
    _ fields: Fields, _ own: Fields, for format: PackageFormat
  ) -> Relations {
    var relations = Relations()
    relations.depends = read(fields, "depends", for: format)
    relations.recommends = read(fields, "recommends", for: format)
    relations.suggests = read(fields, "suggests", for: format)
    relations.conflicts = read(fields, "conflicts", for: format, alternatives: format == .rpm)
    relations.replaces = read(fields, "replaces", for: format, alternatives: false)
    relations.provides = read(
      fields, "provides", for: format, alternatives: false, comparisons: ["="])
    switch format {
    case .rpm: relations.requiresPost = read(own.section("requires"), "post", for: .rpm)
    case .deb:
      relations.preDepends = read(own, "predepends", for: .deb)
      relations.breaks = read(own, "breaks", for: .deb, alternatives: false)
    }
    return relations
  }

  private mutating func read(
    _ fields: Fields, _ key: String, for format: PackageFormat, alternatives: Bool = true,
    comparisons: [String]? = nil
  ) -> [Located<DependencyText>] {
    var found: [Located<DependencyText>] = []
    for text in fields.texts(key) {
      let parsed = noting { () throws(Diagnostic) in
        try DependencyText(text.value, at: text.location)
      }
      guard let parsed else { continue }
      if parsed.isAmbiguous {
        report(
          "recipe.ambiguous-comparison",
          "'\(text.value)' compares strictly here, which dpkg would not", severity: .warning,
          text.location, hint: "write '<<', '<=', '>=' or '>>'")
      }
      // rpm's parser: what a conflict is conditional on is said the other way round.
      let misplaced = key == "conflicts" ? "if" : "unless"
      if parsed.joiner == misplaced, format == .rpm {
        report(
          "recipe.invalid-relation", "'\(key)' takes no '\(misplaced)'", text.location,
          hint: "write '\(key == "conflicts" ? "and" : "or")'")
      } else if parsed.isRich, !alternatives {
        report(
          "recipe.invalid-relation", "'\(key)' of a \(format.rawValue) takes no alternatives",
          text.location, hint: "write each as an entry of its own")
      } else if let comparison = parsed.comparison, comparisons?.contains(comparison) == false {
        report(
          "recipe.invalid-relation", "'\(key)' takes no '\(comparison)'", text.location,
          hint: "write '='")
      } else if parsed.rendered(for: format) == nil {
        let other = PackageFormat.allCases.first { $0 != format } ?? format
        report(
          "recipe.untranslatable-dependency",
          "'\(text.value)' cannot be said in a \(format.rawValue)", text.location,
          hint: "say it under 'overrides.\(other.rawValue)' only")
      } else {
        found.append(Located(parsed, at: text.location))
      }
    }
    return found
  }
}
