internal import Bytes
internal import Diagnostics
internal import OpenPGP

/// What is wrong with one certificate, each finding told by the verifier it breaks.
struct CertificateHygiene {
  private let certificate: Certificate
  private let standing: CertificateStanding
  private let time: UInt32
  private var name: String { "key '\(certificate.primary.fingerprint)'" }

  init(_ certificate: Certificate, at time: UInt32) {
    self.certificate = certificate
    self.time = time
    standing = certificate.standing(at: time)
  }

  var findings: [Diagnostic] {
    let signatures = certificate.selfSignatures
    return ability + version + age + size + weakSignatures(signatures) + missingFlags(signatures)
      + criticalParts(signatures) + example
  }

  /// Whether anything in it may sign, and whether everybody will find that out.
  private var ability: [Diagnostic] {
    guard !standing.keys.contains(where: { $0.problem == nil }) else { return subkeyOnly }
    let able = standing.keys.compactMap(\.problem)
    let telling = able.first { $0 != .notForSigning } ?? able.first ?? .unbound
    let (code, cure) = telling.codeAndCure
    return [
      Diagnostic(code, "\(name) may not sign: \(telling)", hint: cure, exit: .findings)
    ]
  }

  /// rpm of EL7 looks for primary keys only, and so does debsig-verify.
  private var subkeyOnly: [Diagnostic] {
    guard standing.keys.first?.problem != nil else { return [] }
    return [
      Diagnostic(
        "key.subkey-only",
        "\(name) signs with a subkey only: rpm 4.11 (EL7) and debsig-verify do not find it",
        severity: .warning, hint: "for those, sign with a primary key that may sign",
        exit: .findings)
    ]
  }

  private var version: [Diagnostic] {
    guard certificate.primary.version == 6 else { return [] }
    return [
      Diagnostic(
        "key.version-6",
        "\(name) is of version 6: no rpm before 6.0, no GnuPG and no dpkg reads it",
        severity: .warning, hint: "sign packages with a key of version 4", exit: .findings)
    ]
  }

  /// Keys that stop being valid within 90 days.
  private var age: [Diagnostic] {
    standing.keys.filter { $0.problem == nil }.compactMap { key in
      key.expires.flatMap { expiresSoon("key '\(key.fingerprint)'", at: $0, now: time) }
    }
  }

  private var size: [Diagnostic] {
    certificate.keys.filter { standing.problem(signingWith: $0.fingerprint) == nil }
      .compactMap { key in
        key.modulusBits.flatMap { shortRSA("key '\(key.fingerprint)'", bits: $0) }
      }
  }

  private var example: [Diagnostic] {
    certificate.isExample ? [exampleKey(name)] : []
  }

  /// SHA-1 and older: rpm from 4.19 on, apt and Sequoia do not believe them.
  private func weakSignatures(_ signatures: [SelfSignature]) -> [Diagnostic] {
    signatures.filter(\.signature.hash.isWeak).map { own in
      Diagnostic(
        "key.weak-self-signature",
        "\(name): the self-signature on \(own.subject) is over \(own.signature.hash), which rpm from "
          + "4.19 on, apt and Sequoia refuse",
        hint:
          "renew it with SHA-256 or stronger: 'gpg --cert-digest-algo SHA512 --quick-set-expire'",
        exit: .findings)
    }
  }

  /// Without flags Sequoia, and so rpm from 4.19 on, takes a key for one that does not sign.
  private func missingFlags(_ signatures: [SelfSignature]) -> [Diagnostic] {
    let own = signatures.filter {
      if case .subkey = $0.subject { false } else { true }
    }
    var findings: [Diagnostic] = []
    if !own.isEmpty, own.allSatisfy({ $0.signature.keyFlags == nil }) {
      findings.append(noFlags(.primaryKey))
    }
    for case let binding in signatures where binding.signature.keyFlags == nil {
      if case .subkey = binding.subject { findings.append(noFlags(binding.subject)) }
    }
    return findings
  }

  private func noFlags(_ subject: SelfSignature.Subject) -> Diagnostic {
    Diagnostic(
      "key.no-flags",
      "\(name): no self-signature says what \(subject) is for: rpm from 4.19 on refuses it",
      hint: "renew it with key flags, as every key made since 2005 has them", exit: .findings)
  }

  /// rpm 4.18 does not import a certificate with such statements; Sequoia writes them.
  private func criticalParts(_ signatures: [SelfSignature]) -> [Diagnostic] {
    let marked = signatures.filter { own in
      (own.signature.hashed + own.signature.unhashed).contains {
        $0.isCritical && $0.kind != .creationTime
      }
    }
    guard let first = marked.first else { return [] }
    return [
      Diagnostic(
        "key.critical-statement",
        "\(name): the self-signature on \(first.subject) marks statements critical: rpm 4.18 does not "
          + "import it", severity: .warning,
        hint: "for Debian 12, make the key with 'pkg key generate' or GnuPG", exit: .findings)
    ]
  }
}

extension Certificate {
  /// Whether this is a published example key's, which proves nothing about who signed.
  var isExample: Bool { userIDs.contains { $0.text.contains(SigningKey.exampleMarker) } }
}
