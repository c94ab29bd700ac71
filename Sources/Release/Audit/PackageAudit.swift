public import Diagnostics
public import OpenPGP
public import Trust

/// What was found out about one artefact.
public struct PackageAudit: Sendable {
  public enum Kind: String, Sendable { case rpm, deb, file }

  /// How deep to look.
  public enum Depth: Sendable {
    /// Layout, digests over the file's own bytes, signatures.
    case package
    /// Also the payload: unpacked in memory, every file against what the package states of it.
    case contents
  }

  public var name: String
  public var kind: Kind
  /// Of the whole file.
  public var sha256: [UInt8] = []
  /// Of the whole file; empty unless asked for.
  public var sha512: [UInt8] = []
  /// Of an RPM's main header, or a DEB's control member.
  public var headSHA256: [UInt8] = []
  /// Of the compressed payload, or a DEB's data member.
  public var payloadSHA256: [UInt8] = []
  /// Each with what became of it.
  public var signatures: [AuditedSignature] = []
  /// Signatures in other forms.
  public var otherSignatures: [OtherSignature] = []
  /// What does not hold, signatures included.
  public var findings: [Diagnostic] = []
  /// What other verifiers will say, where that was asked.
  public var predictions: [Prediction] = []
  /// What a policy makes of the signatures; `nil` when none was asked.
  public private(set) var decision: PolicyDecision?
  /// Whether a signature is there that is not among those above.
  ///
  /// It proves nothing, or nobody is trusted for it; still the file is not one without a signature.
  public var hasUncountedSignature = false
  /// Whether there is no signature, and need not be.
  private var isAdmittedUnsigned = false

  public init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// Whether nothing is left to doubt.
  public var isProven: Bool {
    if let decision { return !findings.hasErrors && decision.isTrusted }
    return !findings.hasErrors && hasGoodSignature
  }

  /// Whether somebody who is trusted has signed, in whatever form.
  public var hasGoodSignature: Bool {
    signatures.contains(where: \.verdict.isGood)
      || otherSignatures.contains { $0.problem == nil }
  }

  /// Whether all holds that can without a signature, of which there need be none.
  ///
  /// Nobody vouches for such an artefact: it is never proven.
  public var isSoundButUnsigned: Bool { isAdmittedUnsigned && !findings.hasErrors }
}

/// One signature of an artefact.
public struct AuditedSignature: Sendable {
  /// Where it was found, such as `_gpgorigin` or `header`.
  public var place: String
  public var verdict: SignatureVerdict
  /// When a timestamp proves that it was there, in seconds since the epoch; `nil` without one.
  public var provenAt: UInt32?
}

extension PackageAudit {
  /// Adds a finding that answers "no".
  public mutating func doubt(_ code: String, _ message: String, hint: String? = nil) {
    findings.append(Diagnostic(code, message, hint: hint, exit: .findings))
  }

  /// Records a signature, and a finding for one that proves nothing.
  ///
  /// One by nobody known waits for ``concludeSignatures()``.
  mutating func record(_ place: String, _ verdict: SignatureVerdict, provenAt: UInt32? = nil) {
    signatures.append(AuditedSignature(place: place, verdict: verdict, provenAt: provenAt))
    findings += verdict.overlooked.map { $0.warning(about: place) }
    if case .bad(let reason) = verdict, !reason.isForeign {
      findings.append(reason.finding(about: place))
    }
  }

  /// Has a policy judge the signatures.
  ///
  /// Signatures by keys it does not know are told and no longer matter: who else signed is not the
  /// artefact's fault. All other findings stand.
  public mutating func apply(_ decision: PolicyDecision) {
    passOverStrangers()
    findings += decision.findings
    self.decision = decision
  }

  /// Tells of signatures by keys nobody knows, and no more.
  public mutating func passOverStrangers() {
    for index in findings.indices where findings[index].code == "signature.unknown-key" {
      findings[index].severity = .warning
    }
  }

  /// Records the signatures of several signers over one document.
  ///
  /// Where one is good, strangers' prove nothing and are noted; any other bad one is a doubt.
  mutating func record(
    _ place: String, _ verdicts: [SignatureVerdict], provenAt: UInt32? = nil
  ) {
    let hasGood = verdicts.contains(where: \.isGood)
    for verdict in verdicts {
      if hasGood, verdict.isPassedOver, case .bad(let reason) = verdict {
        findings.append(
          Diagnostic(
            "signature.passed-over", "'\(place)': another signature is passed over: \(reason)",
            severity: .note, exit: .findings))
      } else {
        record(place, verdict, provenAt: provenAt)
        if case .bad(let reason) = verdict, reason.isForeign {
          findings.append(reason.finding(about: place))
        }
      }
    }
  }

  /// Says what signatures by nobody known mean, once all are recorded.
  ///
  /// Beside a good one they are only told of: whoever adds a signature takes nothing from what the
  /// others prove. Alone they prove nothing.
  mutating func concludeSignatures() {
    let isSigned = signatures.contains(where: \.verdict.isGood)
    for signature in signatures {
      guard case .bad(let reason) = signature.verdict, reason.isForeign else { continue }
      var finding = reason.finding(about: signature.place)
      if isSigned {
        finding.severity = .warning
        if kind == .rpm {
          finding.hint =
            "rpm 6 refuses a package with a signature in tag '278' that it cannot check"
        }
      }
      findings.append(finding)
    }
  }

  /// An unsigned artefact is a doubt, and so is a DEB without a good signature of each of `roles`,
  /// such as `origin`.
  ///
  /// When unsigned ones are admitted, that is a warning: see ``isSoundButUnsigned``.
  public mutating func requireSignature(roles: [String] = [], admittingUnsigned: Bool = false) {
    if signatures.isEmpty, otherSignatures.isEmpty {
      isAdmittedUnsigned = admittingUnsigned && !hasUncountedSignature
      let hint =
        hasUncountedSignature
        ? "a signature is there that proves nothing, or that nobody is trusted for"
        : "sign it with 'pkg sign --key KEY \(name)'"
      findings.append(
        Diagnostic(
          "verify.unsigned", "'\(name)' is not signed",
          severity: isAdmittedUnsigned ? .warning : .error, hint: hint, exit: .findings))
    } else if kind == .deb, signatures.contains(where: \.verdict.isGood) {
      let good = Set(signatures.filter(\.verdict.isGood).map(\.place))
      for role in roles where !good.contains("_gpg\(role)") {
        doubt(
          "verify.wrong-role", "'\(name)' has no good signature of role '\(role)'",
          hint: "name the roles that count with --role, if others do")
      }
    }
  }
}

extension SignatureVerdict.Reason {
  /// Whether it cannot be the signature of a key anybody here trusts.
  ///
  /// What was made with a key or an algorithm of a kind that no certificate at hand has is nobody's
  /// signature; what names a trusted key and is not good is a forgery or a fault.
  var isForeign: Bool {
    switch self {
    case .unknownKey, .unsupportedAlgorithm: true
    case .unsupportedVersion(let version): version > 4
    default: false
    }
  }
}
