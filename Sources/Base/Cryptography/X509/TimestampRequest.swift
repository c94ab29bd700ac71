internal import CCrypto

/// What is sent to a timestamp authority: a digest, and the wish to have its certificates
/// (RFC 3161 §2.4.1).
///
/// Without a nonce: the answer is kept and proves the same forever, and the same input gives the
/// same request.
public func timestampRequest(over data: [UInt8]) throws(CryptographyError) -> [UInt8] {
  let value = try digest(.sha256, of: data)
  guard let request = unsafe TS_REQ_new() else { throw .last("TS_REQ_new") }
  defer { unsafe TS_REQ_free(request) }
  guard let imprint = unsafe TS_MSG_IMPRINT_new() else { throw .last("TS_MSG_IMPRINT_new") }
  defer { unsafe TS_MSG_IMPRINT_free(imprint) }
  guard let algorithm = unsafe X509_ALGOR_new() else { throw .last("X509_ALGOR_new") }
  defer { unsafe X509_ALGOR_free(algorithm) }
  var bytes = value
  guard unsafe X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nil) == 1,
    unsafe TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1,
    unsafe TS_MSG_IMPRINT_set_msg(imprint, &bytes, Int32(bytes.count)) == 1,
    unsafe TS_REQ_set_version(request, 1) == 1,
    unsafe TS_REQ_set_msg_imprint(request, imprint) == 1,
    unsafe TS_REQ_set_cert_req(request, 1) == 1
  else { throw .last("TS_REQ") }
  return unsafe try encoded("i2d_TS_REQ") { cursor in unsafe i2d_TS_REQ(request, cursor) }
}
