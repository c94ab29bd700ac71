/// The symbol versions a file needs of one library, from `DT_VERNEED`.
///
/// - SeeAlso: Linux Standard Base, Core, "Symbol Versioning".
public struct VersionNeed: Hashable, Sendable {
  /// One version.
  public struct Version: Hashable, Sendable {
    /// Such as `GLIBC_2.34`.
    public var name: String
    /// `VER_FLG_WEAK`: the program starts without it.
    public var isWeak: Bool
    /// `vna_other`: what `.gnu.version` calls it, without the hidden bit.
    public var index: UInt16
  }

  /// `vn_file`: the library, as in `DT_NEEDED`.
  public var library: String
  /// In file order.
  public var versions: [Version]
}

/// A dotted version of the GNU C library, such as 2.34.
public struct GLibCVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Its numbers, the major version first.
  public var numbers: [Int]

  /// Such as 2 and 34.
  public init(_ major: Int, _ minor: Int) { numbers = [major, minor] }

  /// The version that a symbol version such as `GLIBC_2.2.5` names.
  ///
  /// `nil` for names without numbers, such as `GLIBC_PRIVATE`.
  public init?(symbolVersion name: some StringProtocol) {
    guard name.hasPrefix("GLIBC_") else { return nil }
    var numbers: [Int] = []
    for part in name.dropFirst(6).split(separator: ".", omittingEmptySubsequences: false) {
      guard let number = Int(part), number >= 0 else { return nil }
      numbers.append(number)
    }
    self.numbers = numbers
  }

  public static func < (a: Self, b: Self) -> Bool { a.numbers.lexicographicallyPrecedes(b.numbers) }

  public var description: String { numbers.map(String.init).joined(separator: ".") }
}
