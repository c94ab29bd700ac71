internal import CCrypto

/// A certificate log's promise, embedded in a certificate, to make the certificate public.
///
/// - SeeAlso: RFC 6962, sections 3.2 and 3.3.
public struct SignedCertificateTimestamp: Hashable, Sendable {
  /// What names the log: SHA-256 of its key.
  public var logID: [UInt8]
  /// Milliseconds since the epoch.
  public var time: UInt64
  /// What is signed and nobody uses so far, `CtExtensions`.
  var extensions: [UInt8]
  var signature: [UInt8]

  /// Whether the log with `key` promised to publish `certificate` under its issuer.
  ///
  /// - Throws: `CryptographyError` when libcrypto cannot write what was signed.
  public func verifies(
    _ certificate: X509Certificate, issuer: X509Certificate, key: PublicKey
  ) throws(CryptographyError) -> Bool {
    // Version 1, `certificate_timestamp`, and the entry type `precert_entry`.
    var signed: [UInt8] = [0, 0]
    signed += (0..<8).reversed().map { UInt8(truncatingIfNeeded: time >> (8 * $0)) }
    signed += [0, 1]
    signed += try digest(.sha256, of: try issuer.encodedPublicKey())
    let body = try certificate.precertificateBody()
    guard body.count < 1 << 24, extensions.count < 1 << 16 else { return false }
    signed += [16, 8, 0].map { UInt8(truncatingIfNeeded: body.count >> $0) } + body
    signed += [8, 0].map { UInt8(truncatingIfNeeded: extensions.count >> $0) } + extensions
    return try key.verifies(encoded: signature, ofMessage: signed, .sha256)
  }
}

extension X509Certificate {
  /// The promises embedded in the certificate; empty when there are none.
  ///
  /// - Throws: `CryptographyError` for an extension that does not parse, for several, and for a
  ///   promise of another version than 1 or by an algorithm RFC 6962 does not know.
  public func embeddedTimestamps() throws(CryptographyError) -> [SignedCertificateTimestamp] {
    defer { ERR_clear_error() }
    var status: CInt = 0
    guard let found = unsafe X509_get_ext_d2i(pointer, NID_ct_precert_scts, &status, nil) else {
      guard status == -1 else { throw Self.malformedTimestamps }
      return []
    }
    let list = OpaquePointer(found)
    defer { unsafe SCT_LIST_free(list) }
    var timestamps: [SignedCertificateTimestamp] = []
    for index in 0..<max(0, unsafe OPENSSL_sk_num(list)) {
      guard let member = unsafe OPENSSL_sk_value(list, index),
        let timestamp = unsafe Self.timestamp(OpaquePointer(member))
      else { throw Self.malformedTimestamps }
      timestamps.append(timestamp)
    }
    return timestamps
  }

  private static func timestamp(_ promise: OpaquePointer) -> SignedCertificateTimestamp? {
    // libcrypto knows SHA-256 with ECDSA and with RSA, as RFC 6962 §2.1.4 does.
    guard unsafe SCT_get_version(promise) == SCT_VERSION_V1,
      unsafe SCT_get_signature_nid(promise) != NID_undef
    else { return nil }
    var start: UnsafeMutablePointer<UInt8>?
    func field(_ count: Int) -> [UInt8] {
      guard let start = unsafe start else { return [] }
      return unsafe Array(UnsafeBufferPointer(start: start, count: count))
    }
    let logID = field(unsafe SCT_get0_log_id(promise, &start))
    let extensions = field(unsafe SCT_get0_extensions(promise, &start))
    let signature = field(unsafe SCT_get0_signature(promise, &start))
    return SignedCertificateTimestamp(
      logID: logID, time: unsafe SCT_get_timestamp(promise), extensions: extensions,
      signature: signature)
  }

  private static let malformedTimestamps = CryptographyError(
    operation: "X.509", reason: "the certificate's log timestamps are malformed")

  /// `TBSCertificate` of the precertificate: as it is, without the logs' promises.
  fileprivate func precertificateBody() throws(CryptographyError) -> [UInt8] {
    guard let copy = unsafe X509_dup(pointer) else { throw .last("X509_dup") }
    defer { unsafe X509_free(copy) }
    let position = unsafe X509_get_ext_by_NID(copy, NID_ct_precert_scts, -1)
    unsafe X509_EXTENSION_free(X509_delete_ext(copy, position))
    return unsafe try encoded("i2d_re_X509_tbs") { unsafe i2d_re_X509_tbs(copy, $0) }
  }

  /// The `SubjectPublicKeyInfo` as the certificate has it.
  fileprivate func encodedPublicKey() throws(CryptographyError) -> [UInt8] {
    unsafe try encoded("i2d_X509_PUBKEY") {
      unsafe i2d_X509_PUBKEY(X509_get_X509_PUBKEY(pointer), $0)
    }
  }
}
