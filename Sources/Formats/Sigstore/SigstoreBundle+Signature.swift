internal import Attestation
internal import Bytes
internal import Cryptography

extension SigstoreBundle {
  /// The signature: what timestamps are over.
  var signature: [UInt8] {
    switch content {
    case .message(let signature, _): signature
    case .envelope(let envelope): envelope.signatures.first?.bytes ?? []
    }
  }

  /// The file must be what was signed, by the certificate's key.
  ///
  /// Returns the kind of claim, where it is a statement about the file.
  func requireSignature(over fileDigest: [UInt8]) throws(SigstoreRefusal) -> String? {
    let key = try checked(.badSignature, "the certificate's key") { () throws(CryptographyError) in
      try certificate.publicKey()
    }
    switch content {
    case .message(let signature, let stated):
      guard stated?.bytes ?? fileDigest == fileDigest else {
        throw SigstoreRefusal(.otherFile, "the bundle is about another file")
      }
      guard key.verifies(encoded: signature, ofDigest: fileDigest, digestAlgorithm) else {
        throw SigstoreRefusal(.badSignature, "the signature does not match the file")
      }
      return nil
    case .envelope(let envelope):
      let verdict = try checked(.badSignature, "the envelope") { () throws(CryptographyError) in
        try envelope.verdict(keys: [key])
      }
      guard verdict.signers == [0] else {
        throw SigstoreRefusal(.badSignature, "the signature does not match the envelope")
      }
      guard envelope.payloadType == StatementHeader.payloadType else {
        throw SigstoreRefusal(.unsupported, "the envelope holds no in-toto statement")
      }
      let statement: StatementHeader
      do throws(MalformedInput) { statement = try StatementHeader(parsing: envelope.payload) } catch
      {
        throw SigstoreRefusal(.malformed, "the in-toto statement is malformed: \(error)")
      }
      guard statement.subjects.contains(where: { $0.sha256 == hexadecimal(fileDigest) }) else {
        throw SigstoreRefusal(.otherFile, "the statement is about another file")
      }
      return statement.predicateType
    }
  }

  /// What is in the log must be this signature, by this certificate, over this file or envelope.
  ///
  /// Without that, an entry of something else could lend its time (CVE-2022-36056).
  func requireSameRecord(fileDigest: [UInt8]) throws(SigstoreRefusal) {
    let digest: [UInt8]
    switch (content, record.subject) {
    case (.message, .signed): digest = fileDigest
    case (.message, .payload):
      throw SigstoreRefusal(
        .entryDiffers, "the log entry is of an envelope, which there is none of")
    case (.envelope(let envelope), let subject):
      // From version 0.0.2 on, an envelope may be logged by what its signature is over.
      let logged = subject == .payload ? envelope.payload : envelope.preAuthenticationEncoding
      digest = try checked(.entryDiffers, "the envelope") { () throws(CryptographyError) in
        try Cryptography.digest(record.digest.algorithm, of: logged)
      }
    }
    if case .message = content, record.digest.algorithm != digestAlgorithm {
      throw SigstoreRefusal(.entryDiffers, "the log has another digest of the file")
    }
    guard record.digest.bytes == digest else {
      throw SigstoreRefusal(.entryDiffers, "the log entry is about something else")
    }
    let expected = LoggedRecord.Signature(bytes: signature, certificate: certificate.der)
    guard record.signatures == [expected] else {
      throw SigstoreRefusal(.entryDiffers, "the log has another signature or certificate")
    }
  }
}
