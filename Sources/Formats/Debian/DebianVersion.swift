public import Bytes

/// A Debian version: `[epoch:]upstream[-revision]`.
///
/// Equality is by spelling, `1.0` and `1.00` differ; ``compared(to:)`` is dpkg's order, in which
/// they do not.
///
/// - SeeAlso: deb-version(7); `lib/dpkg/parsehelp.c`, `parseversion`.
public struct DebianVersion: Hashable, Sendable {
  /// At most 2 147 483 647; zero when not written.
  public let epoch: Int
  public let upstream: String
  /// What follows the last hyphen; `nil` for a version without one.
  public let revision: String?

  /// Reads a version as strictly as dpkg-deb does when it builds a package.
  ///
  /// Stricter still in that blanks around it and a sign before the epoch are refused.
  ///
  /// - Throws: `MalformedInput` at the offending byte of `text`; its field is `epoch`,
  ///   `upstream version` or `revision`.
  public init(_ text: String) throws(MalformedInput) {
    let bytes = Array(text.utf8)
    var start = 0
    var epoch = 0
    if let end = bytes.firstIndex(of: colon) {
      epoch = try Self.epoch(bytes[..<end])
      start = end + 1
    }
    let split = bytes[start...].lastIndex(of: hyphen)
    let upstream = bytes[start..<(split ?? bytes.endIndex)]
    guard let first = upstream.first else {
      throw MalformedInput(.truncated, at: start, field: "upstream version")
    }
    guard isDigit(first) else {
      throw MalformedInput(.invalidValue, at: start, field: "upstream version")
    }
    try Self.check(upstream, marks: ".-+~:", field: "upstream version")
    if let split {
      let revision = bytes[(split + 1)...]
      guard !revision.isEmpty else {
        throw MalformedInput(.truncated, at: bytes.count, field: "revision")
      }
      try Self.check(revision, marks: ".+~", field: "revision")
      self.revision = String(decoding: revision, as: UTF8.self)
    } else {
      self.revision = nil
    }
    self.epoch = epoch
    self.upstream = String(decoding: upstream, as: UTF8.self)
  }

  private static func epoch(_ digits: ArraySlice<UInt8>) throws(MalformedInput) -> Int {
    guard !digits.isEmpty else { throw MalformedInput(.truncated, at: 0, field: "epoch") }
    var value = 0
    for (offset, digit) in digits.enumerated() {
      guard isDigit(digit) else {
        throw MalformedInput(.invalidValue, at: offset, field: "epoch")
      }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
      guard value <= Int(Int32.max) else {
        throw MalformedInput(.overflow, at: offset, field: "epoch")
      }
    }
    return value
  }

  private static func check(
    _ part: ArraySlice<UInt8>, marks: StaticString, field: String
  ) throws(MalformedInput) {
    for (offset, byte) in zip(part.indices, part)
    where !isDigit(byte) && !isLetter(byte) && !isOne(of: marks, byte) {
      throw MalformedInput(.invalidValue, at: offset, field: field)
    }
  }

  /// The version as package file names have it.
  public var withoutEpoch: String { revision.map { "\(upstream)-\($0)" } ?? upstream }
}

extension DebianVersion: CustomStringConvertible {
  /// As dpkg writes it: an epoch of zero only where a colon would be ambiguous without it.
  public var description: String {
    epoch == 0 && !upstream.utf8.contains(colon) ? withoutEpoch : "\(epoch):\(withoutEpoch)"
  }
}
