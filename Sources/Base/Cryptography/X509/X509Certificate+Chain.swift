internal import CCrypto

extension X509Certificate {
  /// The certificates from this one to an authority's anchor, both included, as they were valid at
  /// `time`, in seconds since the epoch.
  ///
  /// `authority` is a chain with the anchor last, which need not be self-signed; no other
  /// certificate is trusted. Signatures and keys below 112 bits of security, SHA-1 among them, are
  /// refused, and so is what RFC 5280 forbids and others let pass.
  ///
  /// - Throws: `CryptographyError` with libcrypto's reason when there is no such chain.
  public func chain(
    to authority: [X509Certificate], at time: Int64
  ) throws(CryptographyError) -> [X509Certificate] {
    defer { ERR_clear_error() }
    guard let store = unsafe X509_STORE_new() else { throw .last("X509_STORE_new") }
    defer { unsafe X509_STORE_free(store) }
    guard let anchor = authority.last, unsafe X509_STORE_add_cert(store, anchor.pointer) == 1 else {
      throw .last("X509_STORE_add_cert")
    }
    let others = unsafe try certificateStack(authority.dropLast())
    defer { unsafe pkg_free_certificates(others) }
    guard let context = unsafe X509_STORE_CTX_new() else { throw .last("X509_STORE_CTX_new") }
    defer { unsafe X509_STORE_CTX_free(context) }
    guard unsafe X509_STORE_CTX_init(context, store, pointer, others) == 1 else {
      throw .last("X509_STORE_CTX_init")
    }
    let parameters = unsafe X509_STORE_CTX_get0_param(context)
    unsafe X509_VERIFY_PARAM_set_auth_level(parameters, 2)
    // Times are judged below: to libcrypto the last second of a certificate is past its end.
    let flags = X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_X509_STRICT | X509_V_FLAG_NO_CHECK_TIME
    guard unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(flags)) == 1 else {
      throw .last("X509_VERIFY_PARAM_set_flags")
    }
    guard unsafe X509_verify_cert(context) == 1 else {
      let code = unsafe X509_STORE_CTX_get_error(context)
      let reason = unsafe X509_verify_cert_error_string(Int(code))
      throw CryptographyError(
        operation: "X509_verify_cert",
        reason: unsafe reason.map { unsafe String(cString: $0) } ?? "error \(code)")
    }
    let found = unsafe X509_STORE_CTX_get0_chain(context)
    var chain: [X509Certificate] = []
    for index in 0..<max(0, unsafe OPENSSL_sk_num(found)) {
      guard let member = unsafe OPENSSL_sk_value(found, index) else { continue }
      let der = unsafe try encoded("i2d_X509") { unsafe i2d_X509(OpaquePointer(member), $0) }
      chain.append(try X509Certificate(der: der))
    }
    guard chain.allSatisfy({ $0.isValid(at: time) }) else {
      throw CryptographyError(
        operation: "X509_verify_cert", reason: "a certificate on the way was not valid then")
    }
    return chain
  }

  /// Whether it was valid at `time`, in seconds since the epoch; its first and last second belong
  /// to it (RFC 5280 §4.1.2.5).
  public func isValid(at time: Int64) -> Bool {
    let start = unsafe ASN1_TIME_cmp_time_t(X509_get0_notBefore(pointer), time_t(time))
    let end = unsafe ASN1_TIME_cmp_time_t(X509_get0_notAfter(pointer), time_t(time))
    // -2 is an error on either side.
    return (start == -1 || start == 0) && (end == 0 || end == 1)
  }

  /// Whether it is for signatures over code, and not for issuing certificates: key usage
  /// `digitalSignature`, extended key usage `codeSigning` (RFC 5280 §4.2.1.3 and §4.2.1.12).
  public var isForSigningCode: Bool {
    let flags = unsafe X509_get_extension_flags(pointer)
    let usage = unsafe X509_get_key_usage(pointer)
    let purposes = unsafe X509_get_extended_key_usage(pointer)
    let wanted = UInt32(EXFLAG_KUSAGE | EXFLAG_XKUSAGE)
    return flags & wanted == wanted && flags & UInt32(EXFLAG_INVALID | EXFLAG_CA) == 0
      && usage & UInt32(X509v3_KU_DIGITAL_SIGNATURE) != 0 && purposes & UInt32(XKU_CODE_SIGN) != 0
  }

  /// Whether certificates it issues may be for signing code: it has no extended key usage, or one
  /// that contains it.
  public var mayIssueForSigningCode: Bool {
    let flags = unsafe X509_get_extension_flags(pointer)
    guard flags & UInt32(EXFLAG_INVALID) == 0 else { return false }
    // All of them, where there is no such extension.
    let purposes = unsafe X509_get_extended_key_usage(pointer)
    return purposes & UInt32(XKU_CODE_SIGN | XKU_ANYEKU) != 0
  }
}
