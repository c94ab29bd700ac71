public import Bytes

/// What an attestation is about, and what kind of claim it makes: an in-toto statement without its
/// predicate.
///
/// - SeeAlso: in-toto Attestation Framework, spec/v1/statement.md.
public struct StatementHeader: Hashable, Sendable {
  /// `_type` of version 1.
  public static let type = "https://in-toto.io/Statement/v1"
  /// What a DSSE envelope calls a statement.
  public static let payloadType = "application/vnd.in-toto+json"

  /// A thing the claim is about, known by its digests.
  public struct Subject: Hashable, Sendable, Codable {
    /// How to tell it from the statement's other subjects; often a file's name.
    public var name: String
    /// Digests in hexadecimal, by the names of the in-toto standard such as `sha256`.
    public var digest: [String: String]

    public init(name: String, digest: [String: String]) {
      self.name = name
      self.digest = digest
    }

    /// A subject known by its SHA-256.
    public init(name: String, sha256: [UInt8]) {
      self.init(name: name, digest: ["sha256": hexadecimal(sha256)])
    }

    /// SHA-256 in lower-case hexadecimal, if it is stated.
    public var sha256: String? { digest["sha256"]?.lowercased() }
  }

  public var subjects: [Subject]
  /// A URI that says what the predicate means.
  public var predicateType: String

  public init(subjects: [Subject], predicateType: String) {
    self.subjects = subjects
    self.predicateType = predicateType
  }

  /// Reads what every statement has, whatever its predicate.
  ///
  /// - Throws: `MalformedInput` for another `_type`, no subject, a subject without a digest, or a
  ///   name that stands twice.
  public init(parsing json: [UInt8]) throws(MalformedInput) {
    try self.init(StrictJSON.value(Statement<Nothing>.Wire.self, in: json, field: "statement"))
  }

  fileprivate init<P>(_ wire: Statement<P>.Wire) throws(MalformedInput) {
    guard wire.type == Self.type else {
      throw MalformedInput(.unsupported, at: 0, field: "_type")
    }
    guard !wire.predicateType.isEmpty else {
      throw MalformedInput(.invalidValue, at: 0, field: "predicateType")
    }
    guard !wire.subject.isEmpty, wire.subject.allSatisfy({ !$0.digest.isEmpty }) else {
      throw MalformedInput(.invalidValue, at: 0, field: "subject")
    }
    let isSHA256 = { (text: String) in text.utf8.count == 64 && bytes(hexadecimal: text) != nil }
    guard wire.subject.allSatisfy({ $0.digest["sha256"].map(isSHA256) ?? true }) else {
      throw MalformedInput(.invalidValue, at: 0, field: "sha256")
    }
    self.init(subjects: wire.subject, predicateType: wire.predicateType)
  }
}

/// A claim about artefacts: an in-toto statement with a predicate of a known form.
public struct Statement<Predicate: Codable & Sendable>: Sendable {
  public var header: StatementHeader
  public var predicate: Predicate

  public init(
    subjects: [StatementHeader.Subject], predicateType: String, predicate: Predicate
  ) {
    header = StatementHeader(subjects: subjects, predicateType: predicateType)
    self.predicate = predicate
  }

  /// Reads a statement whose predicate is a `Predicate`.
  ///
  /// - Throws: `MalformedInput` for what is no such statement; see ``StatementHeader/init(parsing:)``.
  public init(parsing json: [UInt8]) throws(MalformedInput) {
    let wire: Wire = try StrictJSON.value(in: json, field: "statement")
    header = try StatementHeader(wire)
    guard let predicate = wire.predicate else {
      throw MalformedInput(.invalidValue, at: 0, field: "predicate")
    }
    self.predicate = predicate
  }

  /// The JSON form in one line with sorted keys, without a newline: a DSSE payload.
  public func serialized() -> [UInt8] {
    encode(
      Wire(
        type: StatementHeader.type, subject: header.subjects,
        predicateType: header.predicateType, predicate: predicate)
    ).dropLast()
  }

  fileprivate struct Wire: Codable {
    var type: String
    var subject: [StatementHeader.Subject]
    var predicateType: String
    var predicate: Predicate?

    enum CodingKeys: String, CodingKey {
      case type = "_type"
      case subject, predicateType, predicate
    }
  }
}

/// A predicate that is not looked at.
private struct Nothing: Codable, Sendable {
  init(from decoder: any Decoder) throws {}
  func encode(to encoder: any Encoder) throws {}
}
