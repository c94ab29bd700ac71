/// Permission bits as recipes write them.
enum FileMode {
  /// Modes so usual that their decimal number, which JSON has to use, is taken at its word.
  private static let usual: Set<UInt16> = [
    0o022, 0o027, 0o077, 0o400, 0o440, 0o444, 0o500, 0o550, 0o555, 0o600, 0o640, 0o644, 0o660,
    0o664, 0o666, 0o700, 0o750, 0o755, 0o770, 0o775, 0o777, 0o1777, 0o2755, 0o4755,
  ]

  /// The bits of `0644`, `0o644` or a quoted `644`; `nil` when they are none.
  ///
  /// nfpm reads a bare `644` as a decimal number, which is mode 0o1204. A bare number without a
  /// leading zero is therefore accepted only when it cannot be meant otherwise: one digit, or
  /// the decimal number of a usual mode, such as 420 for 0o644.
  static func bits(_ text: String, isPlain: Bool) -> UInt16? {
    var digits = text[...]
    if digits.hasPrefix("0o") || digits.hasPrefix("0O") {
      digits = digits.dropFirst(2)
    } else if isPlain, digits.count > 1, !digits.hasPrefix("0") {
      guard let decimal = UInt16(digits), digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
        usual.contains(decimal)
      else { return nil }
      return decimal
    }
    guard (1...5).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }),
      let bits = UInt16(digits, radix: 8), bits <= 0o7777
    else { return nil }
    return bits
  }
}
