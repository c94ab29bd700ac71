public import Bytes
internal import Cryptography

/// Who may sign what with which SSH key: an `allowed_signers` file.
///
/// - SeeAlso: ssh-keygen(1), "ALLOWED SIGNERS".
public struct AllowedSigners: Hashable, Sendable {
  /// One line.
  public struct Entry: Hashable, Sendable {
    /// The names the key may sign under, such as addresses; wildcards as in ssh_config(5).
    public var principals: String
    public var key: SSHPublicKey
    /// What it may sign for: wildcards, and with `!` what it may not; `nil` for anything.
    public var namespaces: String?
    /// Seconds since the epoch, as `Int64` because a date may lie anywhere.
    public var validAfter: Int64?
    public var validBefore: Int64?

    /// A key that may sign anything at any time.
    public init(principals: String, key: SSHPublicKey) {
      self.principals = principals
      self.key = key
    }
  }

  /// A line that allows nothing here.
  public struct PassedOver: Hashable, Sendable {
    /// Counted from 1.
    public var line: Int
    /// As the end of a sentence.
    public var reason: String
  }

  public var entries: [Entry] = []
  /// The lines that vouch for certificates, or for keys of a type that is not verified here.
  public var passedOver: [PassedOver] = []

  /// Nobody.
  public init() {}

  /// Reads a whole file.
  ///
  /// - Throws: `MalformedInput` at the line that is none: an unknown option is refused, because it
  ///   may restrict what the line allows.
  public init(parsing text: [UInt8]) throws(MalformedInput) {
    var offset = 0
    for (index, line) in text.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).enumerated() {
      let start = offset
      offset += line.count + 1
      let words = try Self.words(line, at: start)
      guard let first = words.first, first.first != "#" else { continue }
      var rest = words.dropFirst()
      var options: [String] = []
      if let second = rest.first, !Self.isKeyType(second) {
        options = try Self.options(second, at: start)
        rest = rest.dropFirst()
      }
      if options.contains(where: { $0.lowercased() == "cert-authority" }) {
        passedOver.append(
          PassedOver(line: index + 1, reason: "certificate authorities are passed over"))
        continue
      }
      guard rest.count >= 2, let type = rest.first else {
        throw MalformedInput(.truncated, at: start, field: "allowed signer")
      }
      let blob = try Base64.decoded(Array(rest[rest.startIndex + 1].utf8), at: start)
      let key: SSHPublicKey
      do throws(MalformedInput) { key = try SSHPublicKey(parsing: blob) } catch {
        // As in OpenSSH, one line of a newer kind does not take the others away.
        if error.code == .unsupported, error.field == "key type" {
          passedOver.append(
            PassedOver(line: index + 1, reason: "keys of type '\(type)' are not verified here"))
          continue
        }
        throw MalformedInput(error.code, at: start, field: error.field)
      }
      guard key.type == type else {
        throw MalformedInput(.invalidValue, at: start, field: "key type")
      }
      var entry = Entry(principals: first, key: key)
      for option in options { try entry.apply(option, at: start) }
      entries.append(entry)
    }
  }

  private static func isKeyType(_ word: String) -> Bool {
    word.hasPrefix("ssh-") || word.hasPrefix("ecdsa-sha2-") || word.hasPrefix("sk-")
  }

  /// Splits at blanks outside quotes; the quotes around the first word are taken off.
  private static func words(
    _ line: ArraySlice<UInt8>, at offset: Int
  ) throws(MalformedInput) -> [String] {
    guard let text = String(validating: line, as: UTF8.self) else {
      throw MalformedInput(.invalidValue, at: offset, field: "allowed signer")
    }
    var words: [String] = []
    var word = ""
    var isQuoted = false
    for character in text.unicodeScalars {
      if character == "\"" { isQuoted.toggle() }
      if !isQuoted, [" ", "\t", "\r"].contains(character) {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.unicodeScalars.append(character)
      }
    }
    guard !isQuoted else { throw MalformedInput(.truncated, at: offset, field: "quotes") }
    if !word.isEmpty { words.append(word) }
    if let first = words.first, first.hasPrefix("\""), first.hasSuffix("\""), first.count > 2 {
      words[0] = String(first.dropFirst().dropLast())
    }
    return words
  }

  /// The options of a word, at commas outside quotes.
  private static func options(
    _ word: String, at offset: Int
  ) throws(MalformedInput) -> [String] {
    var options = [""]
    var isQuoted = false
    for character in word.unicodeScalars {
      if character == "\"" { isQuoted.toggle() }
      if character == ",", !isQuoted {
        options.append("")
      } else {
        options[options.count - 1].unicodeScalars.append(character)
      }
    }
    guard options.allSatisfy({ !$0.isEmpty }) else {
      throw MalformedInput(.invalidValue, at: offset, field: "options")
    }
    return options
  }

  /// The entries that allow `key` to sign for `namespace` at `time`, in seconds since the epoch,
  /// under a name that is `identity` when one is asked for.
  public func entries(
    for key: SSHPublicKey, namespace: String, identity: String? = nil, at time: UInt32
  ) -> [Entry] {
    entries.filter { entry in
      entry.key == key
        && entry.namespaces.map { fits($0, namespace) } ?? true
        && entry.validAfter.map { Int64(time) >= $0 } ?? true
        && entry.validBefore.map { Int64(time) < $0 } ?? true
        && identity.map(entry.allows) ?? true
    }
  }
}

extension AllowedSigners.Entry {
  fileprivate mutating func apply(
    _ option: String, at offset: Int
  ) throws(MalformedInput) {
    let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].hasPrefix("\""), parts[1].hasSuffix("\""),
      parts[1].utf8.count >= 2
    else { throw MalformedInput(.unsupported, at: offset, field: "options") }
    let value = String(parts[1].dropFirst().dropLast())
    switch parts[0].lowercased() {
    case "namespaces": namespaces = value
    case "valid-after": validAfter = try Self.time(value, at: offset)
    case "valid-before": validBefore = try Self.time(value, at: offset)
    default: throw MalformedInput(.unsupported, at: offset, field: "options")
    }
  }

  /// `YYYYMMDD` or `YYYYMMDDHHMM[SS]`, with `Z`.
  ///
  /// OpenSSH takes a time without `Z` for one of the machine's own zone, which nothing here knows:
  /// it is refused.
  private static func time(_ text: String, at offset: Int) throws(MalformedInput) -> Int64 {
    let digits = Array(text.utf8.dropLast())
    guard text.utf8.last == UInt8(ascii: "Z"), [8, 12, 14].contains(digits.count),
      digits.allSatisfy({ (48...57).contains($0) })
    else { throw MalformedInput(.unsupported, at: offset, field: "time zone") }
    func number(_ range: Range<Int>) -> Int {
      range.upperBound <= digits.count ? digits[range].reduce(0) { $0 * 10 + Int($1 - 48) } : 0
    }
    guard
      let time = CivilTime(
        year: number(0..<4), month: number(4..<6), day: number(6..<8), hour: number(8..<10),
        minute: number(10..<12), second: number(12..<14))
    else { throw MalformedInput(.invalidValue, at: offset, field: "time") }
    return time.secondsSinceEpoch
  }

  /// Whether a name is one of the line's, and none of those it excludes with `!`.
  public func allows(_ identity: String) -> Bool { fits(principals, identity) }
}

/// Whether a text is what a list of patterns is for, as OpenSSH's `match_pattern_list` answers: one
/// fits, and none that begins with `!` does.
private func fits(_ list: String, _ text: String) -> Bool {
  var isAllowed = false
  for pattern in list.split(separator: ",") {
    if pattern.hasPrefix("!") {
      if Wildcard(String(pattern.dropFirst())).matches(text) { return false }
    } else if Wildcard(String(pattern)).matches(text) {
      isAllowed = true
    }
  }
  return isAllowed
}
