internal import Bytes
public import Diagnostics
public import OpenPGP
public import Recipe

/// What a policy is asked about: a package, or another file by its name.
public struct PolicySubject: Hashable, Sendable {
  public var kind: TrustPolicy.Kind
  public var name: String
  /// `nil` for what is no package.
  public var version: String?

  public init(kind: TrustPolicy.Kind, name: String, version: String? = nil) {
    self.kind = kind
    self.name = name
    self.version = version
  }

  var description: String {
    version.map { "\(kind.rawValue) '\(name)' \($0)" } ?? "\(kind.rawValue) '\(name)'"
  }
}

/// What a policy makes of an artefact's signatures.
public struct PolicyDecision: Hashable, Sendable {
  /// The rule that decided; `nil` when none fits.
  public var rule: String?
  /// The policy's names of the keys whose signatures count, each once.
  public var signers: [String] = []
  /// How many are needed.
  public var threshold = 1
  /// Why the answer is no, and what was passed over.
  public var findings: [Diagnostic] = []

  public var isTrusted: Bool { rule != nil && signers.count >= threshold && !findings.hasErrors }
}

/// A good signature by a key of a policy.
public struct PolicyVote: Hashable, Sendable {
  /// The policy's name of the key.
  public var key: String
  /// When the signature says it was made, in seconds since the epoch; `nil` for a form that does not
  /// say.
  public var created: UInt32?
  /// When it is proven to have been there; `nil` without a timestamp.
  public var provenAt: UInt32?
  /// The type of the predicate, for a statement about the artefact.
  public var statement: String?

  public init(
    key: String, created: UInt32? = nil, provenAt: UInt32? = nil, statement: String? = nil
  ) {
    self.key = key
    self.created = created
    self.provenAt = provenAt
    self.statement = statement
  }
}

extension TrustPolicy {
  /// Judges verified signatures at `time`, in seconds since the epoch.
  ///
  /// A good signature counts when its key may sign the subject and is trusted both when the
  /// signature says it was made and now, or when it is proven to have been there; every key counts
  /// once. A statement counts when the rule names its type. Signatures of keys that may not sign
  /// this are told and do not matter. That a signature is bad is for the caller to judge. No rule is
  /// for `nil`, a package whose name cannot be read.
  public func decision(
    on subject: PolicySubject?, votes: [PolicyVote], at time: UInt32
  ) -> PolicyDecision {
    var decision = PolicyDecision()
    guard let subject, let rule = rule(for: subject) else {
      decision.findings.append(.noRule(for: subject, "trust", exit: .findings))
      return decision
    }
    decision.rule = rule.name
    decision.threshold = rule.signers.threshold
    for vote in votes {
      guard let key = self[vote.key] else { continue }
      if let statement = vote.statement, !rule.statements.contains(statement) {
        decision.note(
          "policy.not-a-signature",
          "'\(key.name)' signed a statement of type '\(statement)', which '\(rule.name)' does not "
            + "count")
        continue
      }
      guard rule.signers.keys.contains(key.name) else {
        decision.note(
          "policy.not-for-this", "'\(key.name)' signed, and '\(rule.name)' does not name it")
        continue
      }
      let moments = [vote.created, vote.provenAt ?? time].compactMap(\.self)
      guard moments.allSatisfy({ key.isTrusted(at: Int64($0)) }) else {
        decision.note(
          "policy.outside-window",
          "'\(key.name)' signed\(vote.created.map { " at \($0)" } ?? ""), and the policy does not "
            + "trust it then and \(vote.provenAt == nil ? "now" : "when that is proven")")
        continue
      }
      if !decision.signers.contains(key.name) { decision.signers.append(key.name) }
    }
    if decision.signers.count < decision.threshold {
      let names = decision.signers.isEmpty ? "none" : decision.signers.joined(separator: ", ")
      decision.findings.append(
        Diagnostic(
          "policy.too-few-signers",
          "'\(rule.name)' asks for \(decision.threshold) of \(rule.signers.keys.count) keys, and "
            + "signed have: \(names)",
          hint: "have it signed by: \(rule.signers.keys.joined(separator: ", "))",
          exit: .findings))
    }
    return decision
  }

  /// The rule under which `signer` may sign the subject at `time`, its signature stating `created`.
  ///
  /// Nobody may sign `nil`, a package whose name cannot be read.
  ///
  /// - Throws: `Diagnostic` `policy.no-rule`, `policy.may-not-sign`, `policy.outside-hours`.
  public func requireRule(
    for subject: PolicySubject?, signedBy signer: Fingerprint, created: UInt32, at time: UInt32
  ) throws(Diagnostic) -> Rule {
    guard let subject, let rule = rule(for: subject) else {
      throw .noRule(for: subject, "sign", exit: .notPermitted)
    }
    func refusal(_ why: String) -> Diagnostic {
      Diagnostic(
        "policy.may-not-sign", "key '\(signer)' may not sign the \(subject.description): \(why)",
        hint: "'\(rule.name)' lets sign: \(rule.signers.keys.joined(separator: ", "))",
        exit: .notPermitted)
    }
    guard let key = key(fingerprint: "\(signer)") else {
      throw refusal("the policy does not know it")
    }
    guard rule.signers.keys.contains(key.name) else {
      throw refusal("'\(rule.name)' does not name '\(key.name)'")
    }
    guard key.isTrusted(at: Int64(time)), key.isTrusted(at: Int64(created)) else {
      throw refusal("the policy does not trust '\(key.name)' at this time")
    }
    if let hours = rule.hours, !hours.contains(Int64(time)) {
      throw Diagnostic(
        "policy.outside-hours",
        "'\(rule.name)' does not let the \(subject.description) be signed now, at "
          + CivilTime(secondsSinceEpoch: Int64(time)).rfc3339,
        hint: "sign it on the days and in the hours of the rule, which are UTC", exit: .notPermitted
      )
    }
    return rule
  }

  /// The first rule for an artefact; `nil` when there is none.
  public func rule(for subject: PolicySubject) -> Rule? {
    rule(for: subject.kind, name: subject.name, version: subject.version)
  }
}

extension Diagnostic {
  fileprivate static func noRule(
    for subject: PolicySubject?, _ verb: String, exit: ExitStatus
  ) -> Diagnostic {
    let words = subject?.description ?? "package, whose name cannot be read"
    return Diagnostic(
      "policy.no-rule", "no rule of the policy is for the \(words)",
      hint: subject == nil
        ? "fetch or build the package anew" : "add one, if it is yours to \(verb)", exit: exit)
  }
}

extension PolicyDecision {
  fileprivate mutating func note(_ code: String, _ message: String) {
    findings.append(Diagnostic(code, message, severity: .warning, exit: .findings))
  }
}
