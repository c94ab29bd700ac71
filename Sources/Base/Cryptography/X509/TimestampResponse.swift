internal import Bytes
internal import CCrypto
internal import Glibc

/// The answer of a timestamp authority: a signed statement that it saw a digest at a time
/// (RFC 3161 §2.4.2).
@safe
public final class TimestampResponse {
  private let pointer: OpaquePointer

  /// Reads one to the last byte.
  public init(der: [UInt8]) throws(CryptographyError) {
    let pointer = unsafe decoded(
      der, { unsafe d2i_TS_RESP(nil, $0, $1) }, free: { unsafe TS_RESP_free($0) })
    guard let pointer = unsafe pointer else {
      ERR_clear_error()
      throw CryptographyError(operation: "timestamp", reason: "not a response of RFC 3161")
    }
    unsafe self.pointer = pointer
  }

  deinit { unsafe TS_RESP_free(pointer) }

  /// The latest second at which `data` may have been first seen: the time stated, with the
  /// authority's accuracy.
  ///
  /// The authority's certificate must be one of `authorities` or lead to one, be for timestamps
  /// alone, and be valid both then and at `time`, in seconds since the epoch; only then, when
  /// whoever trusts it says for which times.
  ///
  /// - Throws: `CryptographyError` with the reason why nothing is proven.
  public func provenTime(
    of data: [UInt8], authorities: [X509Certificate], at time: UInt32,
    isAuthorityJudgedThen: Bool = false
  ) throws(CryptographyError) -> UInt32 {
    guard let info = unsafe TS_RESP_get_tst_info(pointer) else {
      throw CryptographyError(operation: "timestamp", reason: "the authority refused")
    }
    let stated = unsafe try statedTime(info)
    let imprint = unsafe TS_TST_INFO_get_msg_imprint(info)
    var object: OpaquePointer?
    unsafe X509_ALGOR_get0(&object, nil, nil, TS_MSG_IMPRINT_get_algo(imprint))
    guard let algorithm = unsafe DigestAlgorithm(strong: OBJ_obj2nid(object)) else {
      throw CryptographyError(operation: "timestamp", reason: "its digest proves nothing")
    }
    guard stated <= time else {
      throw CryptographyError(operation: "timestamp", reason: "it is from the future")
    }
    let value = try digest(algorithm, of: data)
    for moment in isAuthorityJudgedThen ? [stated] : [stated, time] {
      try verify(value, authorities, at: moment)
    }
    let margin = unsafe try margin(info)
    // Whatever the authority's margin, it was seen by now.
    return UInt32(min(UInt64(stated) + UInt64(margin), UInt64(time)))
  }

  /// The time stated, in seconds since the epoch.
  private func statedTime(_ info: OpaquePointer) throws(CryptographyError) -> UInt32 {
    var fields = unsafe tm()
    guard unsafe ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &fields) == 1,
      let moment = unsafe CivilTime(
        year: Int(fields.tm_year) + 1900, month: Int(fields.tm_mon) + 1, day: Int(fields.tm_mday),
        hour: Int(fields.tm_hour), minute: Int(fields.tm_min), second: Int(fields.tm_sec))
    else { throw CryptographyError(operation: "timestamp", reason: "it states no time") }
    guard let time = UInt32(exactly: moment.secondsSinceEpoch) else {
      throw CryptographyError(operation: "timestamp", reason: "its time is not of this age")
    }
    return time
  }

  /// How many seconds later than stated it may have been.
  private func margin(_ info: OpaquePointer) throws(CryptographyError) -> UInt32 {
    // What is said in parts of a second is rounded up, and dropped fractions are, too.
    guard let accuracy = unsafe TS_TST_INFO_get_accuracy(info) else { return 1 }
    guard let number = unsafe TS_ACCURACY_get_seconds(accuracy) else { return 2 }
    // A number no `long` holds comes back as -1.
    let seconds = unsafe ASN1_INTEGER_get(number)
    guard (0..<86_400).contains(seconds) else {
      throw CryptographyError(
        operation: "timestamp", reason: "its time is known to no better than a day")
    }
    return UInt32(seconds) + 2
  }

  private func verify(
    _ digest: [UInt8], _ authorities: [X509Certificate], at time: UInt32
  ) throws(CryptographyError) {
    guard let context = unsafe TS_VERIFY_CTX_new() else { throw .last("TS_VERIFY_CTX_new") }
    defer { unsafe TS_VERIFY_CTX_free(context) }
    guard let store = unsafe X509_STORE_new() else { throw .last("X509_STORE_new") }
    for authority in authorities { unsafe X509_STORE_add_cert(store, authority.pointer) }
    unsafe X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), time_t(time))
    // The authority itself may be what is trusted, without its root.
    unsafe X509_STORE_set_flags(store, UInt(X509_V_FLAG_PARTIAL_CHAIN))
    // The context owns all three from here on.
    unsafe TS_VERIFY_CTX_set_store(context, store)
    unsafe TS_VERIFY_CTX_set_certs(context, try certificateStack(authorities))
    guard let room = unsafe pkg_OPENSSL_malloc(digest.count) else { throw .last("OPENSSL_malloc") }
    let bytes = unsafe room.bindMemory(to: UInt8.self, capacity: digest.count)
    unsafe bytes.update(from: digest, count: digest.count)
    unsafe TS_VERIFY_CTX_set_imprint(context, bytes, digest.count)
    unsafe TS_VERIFY_CTX_set_flags(context, pkg_TS_VFY_imprint)
    guard unsafe TS_RESP_verify_response(context, pointer) == 1 else {
      throw .last("timestamp")
    }
  }
}
