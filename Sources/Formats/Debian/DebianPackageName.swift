public import Bytes

/// The name of a package: lower-case letters, digits, `+`, `-` and `.`, beginning with a letter
/// or digit.
///
/// dpkg-deb turns capitals into lower case without a word; they are refused here, as
/// dpkg-gencontrol refuses them.
///
/// - SeeAlso: Dpkg::Package, `pkg_name_is_illegal`; Debian Policy Manual §5.6.7, which asks for
///   two characters where dpkg is content with one.
public struct DebianPackageName: Hashable, Sendable, CustomStringConvertible {
  public let text: String

  /// - Throws: `MalformedInput` at the offending byte: `truncated` when empty, else
  ///   `invalid-value`.
  public init(_ text: String) throws(MalformedInput) {
    try checkWord(text.utf8, field: "package name") {
      isLower($0) || isDigit($0)
    } rest: {
      isLower($0) || isDigit($0) || isOne(of: "+-.", $0)
    }
    self.text = text
  }

  public var description: String { text }
}

/// The name of a Debian architecture, such as `amd64` or `all`.
///
/// Says nothing of whether that architecture exists.
///
/// - SeeAlso: `lib/dpkg/arch.c`, `dpkg_arch_name_is_illegal`.
public struct DebianArchitectureName: Hashable, Sendable, CustomStringConvertible {
  public let text: String

  /// - Throws: `MalformedInput` at the offending byte: `truncated` when empty, else
  ///   `invalid-value`.
  public init(_ text: String) throws(MalformedInput) {
    try checkWord(text.utf8, field: "architecture") {
      isLetter($0) || isDigit($0)
    } rest: {
      isLetter($0) || isDigit($0) || $0 == hyphen
    }
    self.text = text
  }

  public var description: String { text }

  /// Packages for every architecture.
  public static let all = Self(unchecked: "all")

  private init(unchecked text: String) { self.text = text }
}

/// Throws at the first byte of a word that may not stand where it does.
private func checkWord(
  _ word: some Collection<UInt8>, field: String, first: (UInt8) -> Bool, rest: (UInt8) -> Bool
) throws(MalformedInput) {
  guard let initial = word.first else { throw MalformedInput(.truncated, at: 0, field: field) }
  guard first(initial) else { throw MalformedInput(.invalidValue, at: 0, field: field) }
  for (offset, byte) in word.enumerated() where !rest(byte) {
    throw MalformedInput(.invalidValue, at: offset, field: field)
  }
}
