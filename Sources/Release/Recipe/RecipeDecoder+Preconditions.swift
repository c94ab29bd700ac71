import Diagnostics
import Platform

extension RecipeDecoder {
  func vendor(_ fields: Fields) -> VendorPreconditions {
    VendorPreconditions(
      path: fields.text("path") ?? Located(".", at: fields.location), location: fields.location)
  }

  mutating func kconfig(_ fields: Fields) -> KconfigPreconditions {
    KconfigPreconditions(
      references: fields.texts("references"), onMissing: fields.word("on-missing") ?? .error,
      rules: fields.list("rules").map { rule($0) }, location: fields.location)
  }

  private mutating func rule(_ fields: Fields) -> KconfigRule {
    let read = KconfigRule(
      require: requirements(fields["require"]), forbid: prohibitions(fields),
      any: fields.list("any").map { rule($0) }, when: fields.fields("when").map { condition($0) },
      why: fields.text("why")?.value, severity: fields.word("severity") ?? .error,
      location: fields.location)
    if fields["require"] == nil, fields["forbid"] == nil, fields["any"] == nil {
      report(
        "recipe.empty-rule", "the rule asks for nothing", fields.location,
        hint: "write 'require', 'forbid' or 'any'")
    }
    return read
  }

  /// `forbid:` as a list of options, or as a mapping like that of `require:`.
  private mutating func prohibitions(_ fields: Fields) -> [KconfigProhibition] {
    if let forbid = fields["forbid"], forbid.entries != nil {
      return requirements(forbid).map {
        KconfigProhibition(option: $0.option, values: $0.accepted)
      }
    }
    return fields.texts("forbid").map { option in
      checkOption(option)
      return KconfigProhibition(option: option, values: [])
    }
  }

  private mutating func requirements(_ node: YAMLNode?) -> [KconfigRequirement] {
    (node?.entries ?? []).map { entry in
      let option = Located(entry.key, at: entry.location)
      checkOption(option)
      let accepted = (entry.value.items ?? []).compactMap(\.located)
      if accepted.isEmpty {
        report(
          "recipe.empty-value", "'\(entry.key)' names no value", entry.location,
          hint: "write 'y', 'm', 'n' or a value")
      }
      return KconfigRequirement(option: option, accepted: accepted)
    }
  }

  /// Kconfig's symbols are words of letters, digits and underscores.
  private mutating func checkOption(_ option: Located<String>) {
    let isSymbol =
      !option.value.isEmpty
      && option.value.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || $0 == "_" }
    if !isSymbol {
      report("recipe.invalid-option", "'\(option.value)' is no kernel option", option.location)
    }
  }

  private mutating func condition(_ fields: Fields) -> KconfigCondition {
    var architectures: [Located<String>] = []
    for name in fields.texts("arch") {
      if let architecture = Architecture.named(name.value) {
        architectures.append(Located(architecture.name, at: name.location))
      } else {
        problems.append(unknownArchitecture(name.value, at: name.location))
      }
    }
    return KconfigCondition(
      kernel: fields.text("kernel"), architectures: architectures,
      reference: fields.text("reference").flatMap { patterns([$0]).first },
      set: requirements(fields["set"]))
  }
}
