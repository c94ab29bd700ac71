public import Bytes
internal import FoundationEssentials

/// One line of the log of signatures: who signed what, with which key, and by whose leave.
///
/// Written as JSON with sorted keys and no spaces, so that a line has one spelling.
public struct LogEntry: Hashable, Sendable, Codable {
  /// The artefact before and after it was signed; SHA-256 in hexadecimal.
  public struct Artefact: Hashable, Sendable, Codable {
    public var name: String
    public var before: String
    /// Of what was published: the signed package, or the signature beside the file.
    public var after: String
    /// What was published under, where that is another name.
    public var output: String?

    public init(name: String, before: String, after: String, output: String? = nil) {
      self.name = name
      self.before = before
      self.after = after
      self.output = output
    }
  }

  /// By whose leave.
  public struct Decision: Hashable, Sendable, Codable {
    /// SHA-256 of the policy file, in hexadecimal.
    public var policy: String
    public var rule: String
    /// The policy's names of those who approved.
    public var approvals: [String]

    public init(policy: String, rule: String, approvals: [String]) {
      self.policy = policy
      self.rule = rule
      self.approvals = approvals
    }
  }

  /// RFC 3339, in UTC.
  public var time: String
  /// User and host, as the system names them.
  public var actor: String
  /// The whole fingerprint of the signing certificate's primary key.
  public var key: String
  /// Where the private half lies, such as `file`; `attached` for a signature made elsewhere.
  public var backend: String
  /// What was signed: `rpm`, `deb`, `file`.
  public var kind: String
  public var artefact: Artefact
  /// `nil` when no policy was asked.
  public var decision: Decision?
  /// SHA-256 of the line before, without its newline; zeros in the first.
  public var prev: String

  /// `prev` of the first line.
  public static let beginning = String(repeating: "0", count: 64)
  /// No line is longer, in bytes, with its newline.
  public static let longest = 64 << 10

  public init(
    time: String, actor: String, key: String, backend: String, kind: String, artefact: Artefact,
    decision: Decision?, prev: String
  ) {
    self.time = time
    self.actor = actor
    self.key = key
    self.backend = backend
    self.kind = kind
    self.artefact = artefact
    self.decision = decision
    self.prev = prev
  }

  /// Reads a line without its newline.
  ///
  /// - Throws: `MalformedInput` for anything but the very bytes ``serialized()`` gives.
  public init(parsing line: [UInt8]) throws(MalformedInput) {
    guard line.count < Self.longest else {
      throw MalformedInput(.outOfBounds, at: Self.longest, field: "log line")
    }
    guard let entry = try? JSONDecoder().decode(LogEntry.self, from: Data(line)) else {
      throw MalformedInput(.invalidValue, at: 0, field: "log line")
    }
    guard entry.serialized() == line else {
      throw MalformedInput(.invalidValue, at: 0, field: "log line's spelling")
    }
    guard entry.prev.utf8.count == 64, bytes(hexadecimal: entry.prev) != nil else {
      throw MalformedInput(.invalidValue, at: 0, field: "prev")
    }
    self = entry
  }

  /// The line, without its newline.
  public func serialized() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do { return [UInt8](try encoder.encode(self)) } catch {
      preconditionFailure("strings encode as JSON: \(error)")
    }
  }
}
