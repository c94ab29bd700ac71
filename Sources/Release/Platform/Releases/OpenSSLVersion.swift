/// A release of OpenSSL, such as 1.0.2k or 3.0.13.
///
/// The symbol versions of libcrypto and libssl are named after the release that first has them:
/// `OPENSSL_1_1_0d`, `OPENSSL_3.0.9`. So no table of them is needed.
///
/// - SeeAlso: `util/libcrypto.num` of OpenSSL, whose third column has the names.
public struct OpenSSLVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Such as 1.0.2.
  public let number: DottedVersion
  /// Such as `k`; empty for the first of its number, and from OpenSSL 3 on.
  public let letters: String

  /// `nil` when `text` is not a dotted number with at most two small letters behind it.
  public init?(_ text: some StringProtocol) {
    let digits = text.prefix { !$0.isLowercase }
    let letters = text.dropFirst(digits.count)
    guard let number = DottedVersion(digits), letters.utf8.count <= 2,
      letters.allSatisfy({ $0.isASCII && $0.isLowercase })
    else { return nil }
    self.number = number
    self.letters = String(letters)
  }

  /// The release that the symbol version `name` came with; `nil` for a name that is not OpenSSL's.
  ///
  /// `OPENSSL_1.0.1_EC`, which Red Hat added to 1.0.1, is of 1.0.1.
  public init?(symbolVersion name: String) {
    guard name.hasPrefix(Self.prefix) else { return nil }
    var parts = name.dropFirst(Self.prefix.count).split(
      separator: "_", omittingEmptySubsequences: false)
    if parts.count > 1, let last = parts.last, !last.isEmpty,
      last.allSatisfy({ $0.isASCII && $0.isUppercase })
    {
      parts.removeLast()
    }
    self.init(parts.joined(separator: "."))
  }

  /// Whether the OpenSSL of this release has the symbol version `name` in `library`, such as
  /// `libcrypto.so.3`; `nil` when it has no library of that name, or the version is not OpenSSL's.
  ///
  /// What an older branch got late, such as `OPENSSL_3.0.9`, counts as part of every newer one;
  /// only the newer ones that are older than it, such as 3.1.0, lack it.
  public func has(_ name: String, in library: String) -> Bool? {
    guard isOfLibrary(library) else { return nil }
    return Self(symbolVersion: name).map { $0 <= self }
  }

  /// Whether its libraries are called `library`.
  ///
  /// Those of 3.x end in `.so.3`, those of 1.1.x in `.so.1.1`. What 1.0.x is called differs:
  /// `.so.10` with Red Hat, `.so.1.0.0` with most others.
  ///
  /// - SeeAlso: openssl/openssl#13619 on `.so.10`.
  private func isOfLibrary(_ library: String) -> Bool {
    guard let stem = ["libcrypto.so.", "libssl.so."].first(where: library.hasPrefix) else {
      return false
    }
    let suffix = String(library.dropFirst(stem.count))
    let major = number.numbers[0]
    if major >= 3 { return suffix == "\(major)" }
    guard major == 1 else { return false }
    let isFirst = number < DottedVersion(1, 1)
    return (isFirst ? ["10", "1.0.0", "1.0.2"] : ["1.1"]).contains(suffix)
  }

  public var description: String { number.description + letters }

  public static func < (a: Self, b: Self) -> Bool {
    if a.number != b.number { return a.number < b.number }
    // 0.9.8z was followed by 0.9.8za.
    if a.letters.utf8.count != b.letters.utf8.count {
      return a.letters.utf8.count < b.letters.utf8.count
    }
    return a.letters < b.letters
  }

  private static let prefix = "OPENSSL_"
}
