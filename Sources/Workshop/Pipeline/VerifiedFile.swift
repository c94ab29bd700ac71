internal import Audit
internal import Bytes
internal import Diagnostics
internal import OpenPGP
internal import Platform
internal import Trust

/// The verdict on an artefact, for people; a name with a line end in it stays within its line.
func text(of audit: PackageAudit) -> String {
  let verdict =
    audit.isProven ? "proven" : audit.isSoundButUnsigned ? "UNSIGNED, else sound" : "NOT PROVEN"
  var lines = ["\(audit.name): \(verdict)"]
  if !audit.sha256.isEmpty { lines.append("  sha256 \(hexadecimal(audit.sha256))") }
  for signature in audit.signatures {
    switch signature.verdict {
    case .good(let fingerprint, let userID, let created, let overlooked):
      lines.append(
        "  \(signature.place): good signature by \(fingerprint) \(userID), at \(created)")
      lines += overlooked.map { "  \(signature.place): overlooked of it: \($0)" }
    case .bad(.unknownKey(let key)):
      lines.append("  \(signature.place): signature by the unknown key \(key)")
    case .bad(let reason): lines.append("  \(signature.place): BAD signature, \(reason)")
    }
  }
  for signature in audit.otherSignatures {
    let who = signature.name.isEmpty ? signature.signer : "\(signature.signer) \(signature.name)"
    lines.append(
      signature.problem.map { "  \(signature.place): BAD signature, \($0)" }
        ?? "  \(signature.place): good signature by \(who)")
  }
  for note in audit.findings where note.severity == .note { lines.append("  \(note.message)") }
  if let decision = audit.decision {
    lines.append(
      decision.rule.map { rule in
        let names = decision.signers.joined(separator: ", ")
        return "  policy: '\(rule)' asks for \(decision.threshold) and has "
          + "\(decision.signers.count)\(names.isEmpty ? "" : ": \(names)")"
      } ?? "  policy: no rule is for it")
  }
  lines += audit.predictions.map { "  as \($0.text)" }
  return lines.map { printable($0) }.joined(separator: "\n") + "\n"
}

/// A verdict for programs.
struct VerifiedFile: Encodable, Sendable {
  struct Signature: Encodable, Sendable {
    var place: String
    var good: Bool
    var fingerprint: String?
    var userID: String?
    var created: UInt32?
    var reason: String?
    /// What was wrong with the key; missing when nothing was.
    var overlooked: [String]?
  }

  /// What the policy decided.
  struct Decision: Encodable, Sendable {
    var rule: String?
    var signers: [String]
    var threshold: Int
    var trusted: Bool
  }

  var file: String
  var kind: String
  var proven: Bool
  /// Whether it has no signature, needs none, and is sound for the rest; missing when not.
  var unsigned: Bool?
  var sha256: String
  var signatures: [Signature]
  var findings: [FindingValue]
  /// What another verifier will say.
  struct Predicted: Encodable, Sendable {
    struct Reason: Encodable, Sendable {
      var row: String
      var answer: String?
      var place: String?
    }

    /// The release or verifier that was asked for.
    var name: String
    var verifier: String
    var verdict: String
    var reasons: [Reason]
    var unreadable: String?

    init(_ prediction: Prediction) {
      name = prediction.name
      verifier = prediction.verifier.name
      verdict = prediction.verdict.rawValue
      reasons = prediction.reasons.map {
        Reason(row: $0.question.rawValue, answer: $0.answer?.rawValue, place: $0.place)
      }
      unreadable = prediction.unreadable
    }
  }

  /// Missing unless asked for.
  var predictions: [Predicted]?
  /// Missing unless a policy was asked.
  var policy: Decision?
  /// One for each program run; missing unless that was asked for.
  var runs: [ProgramReport.Value]?

  init(_ audit: PackageAudit, _ runs: [ProgramReport]) throws {
    file = audit.name
    kind = audit.kind.rawValue
    proven = audit.isProven
    unsigned = audit.isSoundButUnsigned ? true : nil
    sha256 = hexadecimal(audit.sha256)
    signatures = audit.signatures.map { signature in
      switch signature.verdict {
      case .good(let fingerprint, let userID, let created, let overlooked):
        Signature(
          place: signature.place, good: true, fingerprint: "\(fingerprint)", userID: userID,
          created: created, overlooked: overlooked.isEmpty ? nil : overlooked.map { "\($0)" })
      case .bad(let reason):
        Signature(place: signature.place, good: false, reason: "\(reason)")
      }
    }
    signatures += audit.otherSignatures.map { signature in
      Signature(
        place: signature.place, good: signature.problem == nil, fingerprint: signature.signer,
        userID: signature.name, reason: signature.problem)
    }
    findings = audit.findings.map { FindingValue($0) }
    predictions =
      audit.predictions.isEmpty ? nil : audit.predictions.map { Predicted($0) }
    policy = audit.decision.map {
      Decision(
        rule: $0.rule, signers: $0.signers, threshold: $0.threshold, trusted: $0.isTrusted)
    }
    self.runs = runs.isEmpty ? nil : try runs.map { try $0.value() }
  }
}

/// A finding for programs.
struct FindingValue: Encodable, Sendable {
  var code: String
  var severity: String
  var message: String

  init(_ finding: Diagnostic) {
    code = finding.code
    severity = finding.severity.rawValue
    message = finding.message
  }
}
