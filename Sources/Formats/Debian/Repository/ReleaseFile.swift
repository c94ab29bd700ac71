public import Bytes
public import Cryptography

/// What a Debian archive signs: the digests of its indexes, and how long they hold.
///
/// - SeeAlso: the Debian repository format, "Release" files; apt-secure(8).
public struct ReleaseFile: Sendable {
  /// One listed file.
  public struct Entry: Hashable, Sendable {
    /// In lower-case hexadecimal.
    public var digest: String
    public var size: Int
    /// Below the directory of the file; see ``Bytes/isContainedPath(_:)``.
    public var path: String
  }

  /// The fields as they were read.
  public let fields: ControlParagraph
  /// `Date`: when the file was made, in seconds since the epoch.
  public let date: Int64?
  /// `Valid-Until`: when it is to be believed no longer.
  public let validUntil: Int64?
  /// `SHA256` and `SHA512`, the digests that prove anything.
  public let listed: [DigestAlgorithm: [Entry]]

  /// Reads the one paragraph of a `Release` file, or of the text in `InRelease`.
  ///
  /// - Throws: `MalformedInput` also for a date in another form than RFC 5322 in UTC, for a line of
  ///   a digest list that is not `digest size path`, for a path that leaves the directory, and for
  ///   a path listed twice with different digests.
  public init(parsing bytes: [UInt8]) throws(MalformedInput) {
    fields = try ControlParagraph(parsing: bytes)
    date = try Self.time("Date", in: fields)
    validUntil = try Self.time("Valid-Until", in: fields)
    var listed: [DigestAlgorithm: [Entry]] = [:]
    for (name, algorithm) in [("SHA256", DigestAlgorithm.sha256), ("SHA512", .sha512)] {
      if let text = fields[name] { listed[algorithm] = try Self.entries(text, name, algorithm) }
    }
    self.listed = listed
  }

  private static func time(
    _ name: String, in fields: ControlParagraph
  ) throws(MalformedInput) -> Int64? {
    guard let text = fields[name] else { return nil }
    guard let time = CivilTime(rfc5322: text) else {
      throw MalformedInput(.invalidValue, at: 0, field: name)
    }
    return time.secondsSinceEpoch
  }

  private static func entries(
    _ text: String, _ name: String, _ algorithm: DigestAlgorithm
  ) throws(MalformedInput) -> [Entry] {
    var entries: [Entry] = []
    var known: [String: Entry] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split { $0 == " " || $0 == "\t" }
      guard words.count == 3, words[0].utf8.count == 2 * algorithm.byteCount,
        Bytes.bytes(hexadecimal: String(words[0])) != nil, let size = Int(words[1]), size >= 0,
        isContainedPath(String(words[2]))
      else { throw MalformedInput(.invalidValue, at: 0, field: name) }
      let entry = Entry(digest: words[0].lowercased(), size: size, path: String(words[2]))
      if let other = known.updateValue(entry, forKey: entry.path) {
        guard other == entry else {
          throw MalformedInput(.duplicateField, at: 0, field: name)
        }
      } else {
        entries.append(entry)
      }
    }
    return entries
  }
}
