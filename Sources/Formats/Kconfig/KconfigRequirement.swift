/// One option and what is asked of it, such as `NR_CPUS: ">=64"`.
public struct KconfigRequirement: Hashable, Sendable {
  /// Without `CONFIG_`.
  public let option: String
  /// Any of these will do; never empty.
  public let accepted: [KconfigNeed]

  /// - Parameters:
  ///   - option: The option, with or without `CONFIG_`.
  ///   - values: Texts in the language of ``KconfigNeed``, of which any will do.
  /// - Throws: ``MalformedRequirement`` for a name no option can have, for no value, and for
  ///   a value outside the language.
  public init(option: String, values: [String]) throws(MalformedRequirement) {
    let name = bareOption(option)
    guard !name.isEmpty, name.utf8.allSatisfy(isOptionByte) else {
      throw .optionName(option)
    }
    guard !values.isEmpty else { throw .noValue(option: name) }
    var accepted: [KconfigNeed] = []
    for value in values { accepted.append(try KconfigNeed(value)) }
    self.option = name
    self.accepted = accepted
  }

  /// Whether a configuration meets it.
  public func isMet(by file: KconfigFile) -> Bool {
    let state = file[option]
    return accepted.contains { $0.isMet(by: state) }
  }
}

extension KconfigRequirement: CustomStringConvertible {
  /// What is needed, alternatives joined by `or`.
  public var description: String { accepted.map(\.description).joined(separator: " or ") }
}

/// Text that is not in the requirement language.
public enum MalformedRequirement: Error, Hashable, Sendable {
  case optionName(String)
  case noValue(option: String)
  case value(String)
  /// The regular expression does not compile.
  case expression(String)
  /// Not `OPERATOR VERSION`.
  case kernel(String)
}

private func isOptionByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
    true
  default: false
  }
}
