internal import FoundationEssentials

/// A result for people, and the same for programs.
public struct Report: Sendable {
  /// Lines that end in a newline.
  public let text: String
  private let value: any Encodable & Sendable

  init(text: String, value: any Encodable & Sendable) {
    self.text = text
    self.value = value
  }

  /// The value as JSON with sorted keys, ending in a newline.
  public func json() throws -> String { try jsonText(value) }
}

/// A value as JSON with sorted keys, ending in a newline.
func jsonText(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}
