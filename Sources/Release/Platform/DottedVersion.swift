/// A version of numbers, such as a kernel's or a C library's: `4.18`, `2.2.5`.
///
/// Zeros at the end do not count: `3.2` and `3.2.0` are equal.
public struct DottedVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The first number first; the last is not 0.
  public let numbers: [Int]
  /// As it was written.
  public let description: String

  /// `nil` when `text` is not one to six numbers of at most nine digits, joined by dots.
  public init?(_ text: some StringProtocol) {
    var numbers: [Int] = []
    for part in text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      guard (1...9).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) })
      else { return nil }
      numbers.append(part.reduce(0) { $0 * 10 + Int($1 - 0x30) })
    }
    guard (1...6).contains(numbers.count) else { return nil }
    while let last = numbers.last, last == 0, numbers.count > 1 { numbers.removeLast() }
    self.numbers = numbers
    description = String(text)
  }

  /// - Precondition: at least one number, none of them negative.
  public init(_ numbers: Int...) {
    precondition(!numbers.isEmpty && numbers.allSatisfy { $0 >= 0 }, "a version has numbers")
    description = numbers.map(String.init).joined(separator: ".")
    var significant = numbers
    while let last = significant.last, last == 0, significant.count > 1 {
      significant.removeLast()
    }
    self.numbers = significant
  }

  public static func < (a: Self, b: Self) -> Bool { a.numbers.lexicographicallyPrecedes(b.numbers) }
  public static func == (a: Self, b: Self) -> Bool { a.numbers == b.numbers }
  public func hash(into hasher: inout Hasher) { hasher.combine(numbers) }
}
