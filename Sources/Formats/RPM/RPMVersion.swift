/// An epoch, version and release, compared as rpm does.
public struct RPMVersion: Hashable, Sendable {
  /// `nil` where none was written, which compares as 0.
  public var epoch: UInt32?
  public var version: String
  /// `nil` in a dependency that leaves it open.
  public var release: String?

  public init(epoch: UInt32? = nil, version: String, release: String? = nil) {
    self.epoch = epoch
    self.version = version
    self.release = release
  }

  /// Splits `[epoch:]version[-release]`; `nil` for an epoch that is no 32-bit number.
  ///
  /// The release begins after the last hyphen. Source: rpm's `rpmio/rpmver.cc`.
  public init?(_ text: String) {
    var rest = text[...]
    epoch = nil
    if let colon = rest.firstIndex(of: ":") {
      let digits = rest[..<colon]
      guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      if !digits.isEmpty {
        guard let number = UInt32(digits) else { return nil }
        epoch = number
      }
      rest = rest[rest.index(after: colon)...]
    }
    release = nil
    if let hyphen = rest.lastIndex(of: "-") {
      release = String(rest[rest.index(after: hyphen)...])
      rest = rest[..<hyphen]
    }
    version = String(rest)
  }

  /// Negative, zero or positive as this version is older, equal or newer.
  ///
  /// A release only one of the two has does not count.
  public func compare(to other: RPMVersion) -> Int {
    let (mine, theirs) = (epoch ?? 0, other.epoch ?? 0)
    if mine != theirs { return mine < theirs ? -1 : 1 }
    let order = Self.compare(version, other.version)
    guard order == 0, let release, let theirs = other.release else { return order }
    return Self.compare(release, theirs)
  }

  /// Compares two versions or releases segment by segment, as `rpmvercmp` does.
  ///
  /// Runs of digits compare as numbers, runs of ASCII letters bytewise, digits
  /// are newer than letters; `~` sorts before everything, the end of the text
  /// included, and `^` after the end but before anything else. All other
  /// characters only separate. Source: rpm's `rpmio/rpmvercmp.cc`.
  ///
  /// - Returns: −1, 0 or 1.
  public static func compare(_ first: String, _ second: String) -> Int {
    var a = Array(first.utf8)[...]
    var b = Array(second.utf8)[...]
    if a == b { return 0 }
    while !a.isEmpty || !b.isEmpty {
      a = a.drop { !$0.isSegment && $0 != tilde && $0 != caret }
      b = b.drop { !$0.isSegment && $0 != tilde && $0 != caret }
      if a.first == tilde || b.first == tilde {
        guard a.first == tilde else { return 1 }
        guard b.first == tilde else { return -1 }
        a.removeFirst()
        b.removeFirst()
        continue
      }
      if a.first == caret || b.first == caret {
        if a.isEmpty { return -1 }
        if b.isEmpty { return 1 }
        guard a.first == caret else { return 1 }
        guard b.first == caret else { return -1 }
        a.removeFirst()
        b.removeFirst()
        continue
      }
      guard let lead = a.first, !b.isEmpty else { break }
      let numeric = lead.isDigit
      let belongs: (UInt8) -> Bool = { numeric ? $0.isDigit : $0.isSegment && !$0.isDigit }
      var one = a.prefix(while: belongs)
      var two = b.prefix(while: belongs)
      a = a.dropFirst(one.count)
      b = b.dropFirst(two.count)
      if two.isEmpty { return numeric ? 1 : -1 }
      if numeric {
        one = one.drop { $0 == UInt8(ascii: "0") }
        two = two.drop { $0 == UInt8(ascii: "0") }
        if one.count != two.count { return one.count < two.count ? -1 : 1 }
      }
      if one != two { return one.lexicographicallyPrecedes(two) ? -1 : 1 }
    }
    if a.isEmpty && b.isEmpty { return 0 }
    return a.isEmpty ? -1 : 1
  }
}

extension RPMVersion: CustomStringConvertible {
  /// `[epoch:]version[-release]`.
  public var description: String {
    (epoch.map { "\($0):" } ?? "") + version + (release.map { "-\($0)" } ?? "")
  }
}

private let tilde = UInt8(ascii: "~")
private let caret = UInt8(ascii: "^")

extension UInt8 {
  var isDigit: Bool { (0x30...0x39).contains(self) }
  /// Whether rpm's `risalnum` holds, which knows ASCII only.
  var isSegment: Bool {
    isDigit || (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self)
  }
}
