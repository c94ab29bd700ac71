internal import Bytes
internal import Cryptography

extension SigstoreVerification {
  /// The certificate must have been valid at `time`, issued by an authority trusted then, for
  /// signing code, and made public.
  func requireCertificate(
    _ certificate: X509Certificate, at time: Int64
  ) throws(SigstoreRefusal) {
    guard certificate.isValid(at: time) else {
      throw SigstoreRefusal(
        .certificateExpired, "the certificate was not valid at \(moment(time)), when it was signed")
    }
    let chain = try chain(of: certificate, at: time)
    guard certificate.isForSigningCode, chain.dropFirst().allSatisfy(\.mayIssueForSigningCode)
    else {
      throw SigstoreRefusal(.wrongPurpose, "the certificate is not for signing code")
    }
    // An anchor that is the certificate itself issued nothing.
    guard chain.count >= 2 else {
      throw SigstoreRefusal(.untrustedCertificate, "nobody issued the certificate")
    }
    try requirePublication(of: certificate, issuer: chain[1])
  }

  private func chain(
    of certificate: X509Certificate, at time: Int64
  ) throws(SigstoreRefusal) -> [X509Certificate] {
    var refusal = SigstoreRefusal(
      .untrustedCertificate, "the trusted root has no certificate authority")
    for authority in root.certificateAuthorities {
      do throws(CryptographyError) {
        let chain = try certificate.chain(to: authority.certificates, at: time)
        if authority.period.contains(seconds: time) { return chain }
        refusal = SigstoreRefusal(
          .authorityExpired,
          "the trusted root does not trust the certificate's authority for \(moment(time))")
      } catch {
        guard refusal.reason != .authorityExpired else { continue }
        refusal = SigstoreRefusal(
          .untrustedCertificate,
          "no authority of the trusted root issued the certificate: \(error.reason)")
      }
    }
    throw refusal
  }

  /// One log of the trusted root must have promised to publish the certificate; what is promised in
  /// the name of one must be true.
  private func requirePublication(
    of certificate: X509Certificate, issuer: X509Certificate
  ) throws(SigstoreRefusal) {
    let reason = SigstoreRefusal.Reason.badCertificateTimestamp
    let timestamps = try checked(reason, "the certificate") { () throws(CryptographyError) in
      try certificate.embeddedTimestamps()
    }
    guard !timestamps.isEmpty else {
      throw SigstoreRefusal(
        .noCertificateTimestamp, "no certificate log promised to publish the certificate")
    }
    var isPublished = false
    for timestamp in timestamps {
      guard
        let log = root.certificateLogs.first(where: { $0.id == timestamp.logID }),
        let key = log.key, let time = Int64(exactly: timestamp.time),
        log.period.contains(milliseconds: time)
      else { continue }
      let isGood = try checked(reason, "the certificate") { () throws(CryptographyError) in
        try timestamp.verifies(certificate, issuer: issuer, key: key)
      }
      guard isGood else {
        throw SigstoreRefusal(reason, "a certificate log's promise is not over this certificate")
      }
      isPublished = true
    }
    guard isPublished else {
      throw SigstoreRefusal(
        .unknownLog, "the trusted root has no certificate log that took the certificate then")
    }
  }

  /// The certificate must be of the identity and by the issuer that are asked for.
  func requireIdentity(of certificate: X509Certificate) throws(SigstoreRefusal) {
    let names = try checked(.wrongIdentity, "the certificate") { () throws(CryptographyError) in
      try certificate.alternativeNames(otherNames: "1.3.6.1.4.1.57264.1.7")
    }
    // By bytes: what Unicode takes for the same name is another's to everybody else.
    guard names.contains(where: { $0.utf8.elementsEqual(identity.utf8) }) else {
      let found = names.map { "'\($0)'" }.joined(separator: ", ")
      throw SigstoreRefusal(
        .wrongIdentity, "signed by \(found.isEmpty ? "nobody" : found), not by '\(identity)'")
    }
    var issuers: [String] = []
    try checked(.wrongIssuer, "the certificate") { () throws(CryptographyError) in
      if let text = try certificate.extensionText("1.3.6.1.4.1.57264.1.8") { issuers.append(text) }
      // The older form is the text itself, with no DER around it.
      if let bytes = try certificate.extensionValue("1.3.6.1.4.1.57264.1.1") {
        issuers.append(String(decoding: bytes, as: UTF8.self))
      }
    }
    guard !issuers.isEmpty, issuers.allSatisfy({ $0.utf8.elementsEqual(issuer.utf8) }) else {
      let found = issuers.first.map { "'\($0)'" } ?? "nobody"
      throw SigstoreRefusal(.wrongIssuer, "the identity is by \(found), not by '\(issuer)'")
    }
  }
}
