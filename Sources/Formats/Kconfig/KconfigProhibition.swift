/// One option and what it must not be, such as `MODULE_SIG_FORCE: [y, m]`.
public struct KconfigProhibition: Hashable, Sendable {
  /// Without `CONFIG_`.
  public let option: String
  /// None of these may hold; empty forbids all but `n` and absence.
  public let values: [KconfigNeed]

  /// Forbids `y`, `m` and every value; the option goes with or without `CONFIG_`.
  public init(option: String) {
    self.option = bareOption(option)
    values = []
  }

  /// - Parameters:
  ///   - option: The option, with or without `CONFIG_`.
  ///   - values: Texts in the language of ``KconfigNeed``, none of which may hold.
  /// - Throws: ``MalformedRequirement`` for a name no option can have, for no value, and for
  ///   a value outside the language.
  public init(option: String, values: [String]) throws(MalformedRequirement) {
    let named = try KconfigRequirement(option: option, values: values)
    self.option = named.option
    self.values = named.accepted
  }

  /// What a configuration has against it; `nil` when it keeps to it.
  func shortfall(in file: KconfigFile) -> KconfigShortfall? {
    let state = file[option]
    if values.isEmpty {
      return KconfigNeed.off.isMet(by: state) ? nil : .option(option, state: state, need: "off")
    }
    guard values.contains(where: { $0.isMet(by: state) }) else { return nil }
    return .forbidden(option, state: state, values: description)
  }
}

extension KconfigProhibition: CustomStringConvertible {
  /// What is forbidden, alternatives joined by `or`; empty when all values are.
  public var description: String { values.map(\.description).joined(separator: " or ") }
}
