/// What an option's state may be asked to be.
///
/// The language: `y`, `m`, `n` or `off`, `enabled` (`y` or `m`), `>=N` `<=N` `>N` `<N` `==N`
/// `!=N` with decimal or `0x` numbers, `"text"`, `contains ITEM`, `~EXPRESSION`.
public enum KconfigNeed: Hashable, Sendable {
  case yes, module
  /// Switched off or absent, which is the same for a switch.
  case off
  /// Built in or built as a module.
  case enabled
  case number(Comparison, Int128)
  /// The whole string.
  case string(String)
  /// One item of a string that lists items between commas or blanks.
  case item(String)
  /// A regular expression that matches anywhere in the value's text.
  case pattern(String)

  /// How a number is compared; the raw value is the operator.
  public enum Comparison: String, Hashable, Sendable, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case equal = "=="
    case unequal = "!="
    case above = ">"
    case below = "<"

    func holds<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
      switch self {
      case .atLeast: a >= b
      case .atMost: a <= b
      case .equal: a == b
      case .unequal: a != b
      case .above: a > b
      case .below: a < b
      }
    }

    /// Takes an operator off the beginning of a text.
    static func split(_ text: Substring) -> (Comparison, Substring)? {
      for comparison in allCases where text.hasPrefix(comparison.rawValue) {
        return (comparison, text.dropFirst(comparison.rawValue.count).trimmed)
      }
      return nil
    }
  }

  /// Reads one value of the language.
  public init(_ text: String) throws(MalformedRequirement) {
    let trimmed = text[...].trimmed
    switch trimmed {
    case "y": self = .yes
    case "m": self = .module
    case "n", "off": self = .off
    case "enabled": self = .enabled
    case let quoted where quoted.hasPrefix("\""):
      guard quoted.count >= 2, quoted.hasSuffix("\"") else { throw .value(text) }
      self = .string(String(quoted.dropFirst().dropLast()))
    case let listed where listed.hasPrefix("contains "):
      let item = listed.dropFirst("contains ".count).trimmed
      guard !item.isEmpty, !item.contains(where: isSeparator) else { throw .value(text) }
      self = .item(String(item))
    case let pattern where pattern.hasPrefix("~"):
      let expression = String(pattern.dropFirst())
      guard !expression.isEmpty, (try? Regex(expression)) != nil else {
        throw .expression(expression)
      }
      self = .pattern(expression)
    default:
      if let (comparison, rest) = Comparison.split(trimmed), let value = wholeNumber(rest) {
        self = .number(comparison, value)
      } else if let value = wholeNumber(trimmed) {
        self = .number(.equal, value)
      } else {
        throw .value(text)
      }
    }
  }

  /// Whether an option in this state is as needed; of an absent one only `off` holds.
  public func isMet(by state: KconfigFile.State) -> Bool {
    switch self {
    case .yes: return state == .yes
    case .module: return state == .module
    case .off: return state == .off || state == .absent
    case .enabled: return state == .yes || state == .module
    case .number(let comparison, let wanted):
      switch state {
      case .integer(let value): return comparison.holds(Int128(value), wanted)
      case .hexadecimal(let value): return comparison.holds(Int128(value), wanted)
      default: return false
      }
    case .string(let wanted): return state == .string(wanted)
    case .item(let item):
      guard case .string(let text) = state else { return false }
      return text.split(whereSeparator: isSeparator).contains(item[...])
    case .pattern(let expression):
      let text: String
      switch state {
      case .absent: return false
      case .string(let value): text = value
      case .off: text = "n"
      default: text = state.description
      }
      // Compiled anew because a `Regex` is not `Sendable`.
      guard let regex = try? Regex(expression) else {
        preconditionFailure("an expression is compiled when it is read")
      }
      return text.firstMatch(of: regex) != nil
    }
  }
}

extension KconfigNeed: CustomStringConvertible {
  /// As the language writes it.
  public var description: String {
    switch self {
    case .yes: "y"
    case .module: "m"
    case .off: "off"
    case .enabled: "enabled"
    case .number(let comparison, let value): "\(comparison.rawValue)\(value)"
    case .string(let text): "\"\(text)\""
    case .item(let item): "contains \(item)"
    case .pattern(let expression): "~\(expression)"
    }
  }
}

private func wholeNumber(_ text: Substring) -> Int128? {
  guard !text.hasPrefix("+") else { return nil }
  guard text.hasPrefix("0x") || text.hasPrefix("0X") else { return Int128(text) }
  let digits = text.dropFirst(2)
  return digits.hasPrefix("-") || digits.hasPrefix("+") ? nil : Int128(digits, radix: 16)
}

private func isSeparator(_ character: Character) -> Bool {
  character == "," || character.isWhitespace
}

extension Substring {
  /// Without white space at either end.
  var trimmed: Substring {
    let front = drop(while: \.isWhitespace)
    guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return front[...last]
  }
}
