public import Bytes

/// One field of a control paragraph.
///
/// - SeeAlso: deb822(5); Debian Policy Manual §5.1.
public struct ControlField: Sendable {
  /// The name as written; names compare without regard to case.
  public let name: String
  /// The unfolded value: lines joined by newlines, each without its leading blank and without
  /// trailing ones, and an empty line where the file has ` .`.
  public let value: String
  /// The line of the file the field begins on, from one; `nil` when it came from no file.
  public let line: Int?

  /// A field from a value that may have several lines.
  ///
  /// Blanks at the start of the value and at the end of each line are dropped.
  ///
  /// - Throws: `MalformedInput` `invalid-value` at the offending byte of the name or the value:
  ///   a name outside printable ASCII, with a colon, or beginning with `#` or `-`; a control
  ///   character other than tab and newline in the value.
  public init(name: String, value: String) throws(MalformedInput) {
    if let offset = Self.badOffset(inName: name.utf8) {
      throw MalformedInput(.invalidValue, at: offset, field: "field name")
    }
    if let offset = Self.badOffset(inValue: value.utf8) {
      throw MalformedInput(.invalidValue, at: offset, field: name)
    }
    var lines = value.utf8.split(separator: newline, omittingEmptySubsequences: false).map {
      String(Substring(trimmingTrailingBlanks($0)))
    }
    lines[0] = String(Substring(lines[0].utf8.drop(while: isBlank)))
    self.init(checkedName: name, value: lines.joined(separator: "\n"), line: nil)
  }

  init(checkedName name: String, value: String, line: Int?) {
    self.name = name
    self.value = value
    self.line = line
  }

  /// The bytes of the field, folded: continuation lines begin with a space, an empty one is ` .`.
  ///
  /// A line of full stops alone gets one more, as Dpkg::Control does, so that it comes back.
  public func serialized() -> [UInt8] {
    let lines = value.utf8.split(separator: newline, omittingEmptySubsequences: false)
    var bytes = Array(name.utf8) + [colon]
    for (index, line) in lines.enumerated() {
      if index > 0 || !line.isEmpty { bytes.append(space) }
      if index > 0 && line.allSatisfy({ $0 == fullStop }) { bytes.append(fullStop) }
      bytes += line
      bytes.append(newline)
    }
    return bytes
  }

  static func badOffset(inName name: some Collection<UInt8>) -> Int? {
    guard let first = name.first, first != UInt8(ascii: "#"), first != UInt8(ascii: "-") else {
      return 0
    }
    return offset(in: name) { !(0x21...0x7e).contains($0) || $0 == colon }
  }

  static func badOffset(inValue value: some Collection<UInt8>) -> Int? {
    offset(in: value) { $0 < 0x20 && $0 != newline && $0 != tab || $0 == 0x7f }
  }

  private static func offset(
    in bytes: some Collection<UInt8>, where isBad: (UInt8) -> Bool
  ) -> Int? {
    bytes.firstIndex(where: isBad).map { bytes.distance(from: bytes.startIndex, to: $0) }
  }
}

extension ControlField: Hashable {
  /// Equality ignores ``line``.
  public static func == (a: Self, b: Self) -> Bool { a.name == b.name && a.value == b.value }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(value)
  }
}
