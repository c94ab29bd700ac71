/// What of a key file is read where it lies, because it is secret.
extension SecretBytes {
  /// Whether it is text in PEM, and no OpenPGP armor; text may stand before the first block.
  public var isPEM: Bool {
    guard count > 0, span[0] < 0x80 else { return false }
    for line in lines {
      let line = self[line]
      if line.starts(with: "-----BEGIN ") { return !line.starts(with: "-----BEGIN PGP ") }
    }
    return false
  }

  /// The one private key of a text in PEM, with the lines that mark it; all of what is no PEM, or
  /// has no such block.
  ///
  /// - Throws: `SigningFailure` `.unreadable` for several private keys.
  func onlyPrivateKey() throws(SigningFailure) -> SecretBytes {
    guard isPEM else { return self }
    var keys: [Range<Int>] = []
    var start: Int?
    for line in lines {
      let text = self[line]
      if text.starts(with: "-----BEGIN ") {
        start = text.ends(with: "PRIVATE KEY-----") ? line.lowerBound : nil
      } else if let begun = start, text.starts(with: "-----END ") {
        keys.append(begun..<line.upperBound)
        start = nil
      }
    }
    guard keys.count < 2 else { throw unreadable("it holds \(keys.count) private keys") }
    return keys.first.map { self[$0] } ?? self
  }

  /// Where the lines lie, with their ends.
  private var lines: [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    let bytes = span
    for index in 0..<count where bytes[index] == UInt8(ascii: "\n") {
      lines.append(start..<index + 1)
      start = index + 1
    }
    if start < count { lines.append(start..<count) }
    return lines
  }

  /// Whether the last bytes before blank space are those of a text.
  private func ends(with text: StaticString) -> Bool {
    let bytes = span
    var end = count
    while end > 0, [0x20, 0x09, 0x0d, 0x0a].contains(bytes[end - 1]) { end -= 1 }
    return end >= text.utf8CodeUnitCount
      && self[end - text.utf8CodeUnitCount..<end].starts(with: text)
  }
}
