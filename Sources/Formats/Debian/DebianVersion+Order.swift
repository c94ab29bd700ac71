extension DebianVersion {
  /// How one version stands to another.
  public enum Order: Int, Sendable { case earlier = -1, same, later }

  /// Compares as `dpkg --compare-versions` does: epoch, upstream version, revision.
  ///
  /// A tilde sorts before everything, even the end of a part; a missing revision is the same as
  /// a revision of `0`. Linear in the versions' lengths.
  ///
  /// - SeeAlso: deb-version(7); `lib/dpkg/version.c`.
  public func compared(to other: DebianVersion) -> Order {
    if epoch != other.epoch { return epoch < other.epoch ? .earlier : .later }
    let first = Self.compare(upstream, other.upstream)
    return first == .same ? Self.compare(revision ?? "", other.revision ?? "") : first
  }

  private static func compare(_ a: String, _ b: String) -> Order {
    var x = Array(a.utf8)[...]
    var y = Array(b.utf8)[...]
    while !x.isEmpty || !y.isEmpty {
      let order = compareLetters(&x, &y)
      if order != .same { return order }
      let number = compareNumber(&x, &y)
      if number != .same { return number }
    }
    return .same
  }

  /// Compares and removes what both begin with up to a digit.
  private static func compareLetters(
    _ x: inout ArraySlice<UInt8>, _ y: inout ArraySlice<UInt8>
  ) -> Order {
    func weight(_ byte: UInt8?) -> Int {
      guard let byte, !isDigit(byte) else { return 0 }
      if byte == UInt8(ascii: "~") { return -1 }
      return isLetter(byte) ? Int(byte) : Int(byte) + 256
    }
    while x.first.map(isDigit) == false || y.first.map(isDigit) == false {
      let (left, right) = (weight(x.first), weight(y.first))
      if left != right { return left < right ? .earlier : .later }
      x = x.dropFirst()
      y = y.dropFirst()
    }
    return .same
  }

  /// Compares and removes the number both begin with; digits without end are no problem.
  private static func compareNumber(
    _ x: inout ArraySlice<UInt8>, _ y: inout ArraySlice<UInt8>
  ) -> Order {
    func number(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      let digits = text.prefix(while: isDigit)
      text = text.dropFirst(digits.count)
      return digits.drop { $0 == UInt8(ascii: "0") }
    }
    let (left, right) = (number(&x), number(&y))
    if left.count != right.count { return left.count < right.count ? .earlier : .later }
    if left == right { return .same }
    return left.lexicographicallyPrecedes(right) ? .earlier : .later
  }
}
