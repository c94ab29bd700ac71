internal import Bytes
internal import CCrypto

/// A certificate of the X.509 world (RFC 5280): a kernel's module key, a timestamp authority.
@safe
public final class X509Certificate: @unchecked Sendable {
  /// Reference-counted by libcrypto, and never changed here.
  let pointer: OpaquePointer
  /// The certificate as it was read.
  public let der: [UInt8]

  /// Reads one to the last byte.
  public init(der: [UInt8]) throws(CryptographyError) {
    let pointer = unsafe decoded(
      der, { unsafe d2i_X509(nil, $0, $1) }, free: { unsafe X509_free($0) })
    guard let pointer = unsafe pointer else { throw .last("d2i_X509") }
    unsafe self.pointer = pointer
    self.der = der
  }

  deinit { unsafe X509_free(pointer) }

  /// The certificates of a file, in PEM or as one in DER.
  ///
  /// - Throws: `CryptographyError` for a file that holds none, or a damaged one.
  public static func all(in file: [UInt8]) throws(CryptographyError) -> [X509Certificate] {
    guard file.first != 0x30 else { return [try X509Certificate(der: file)] }
    let blocks: [PEM.Block]
    do throws(MalformedInput) { blocks = try PEM.blocks(in: file) } catch {
      throw CryptographyError(operation: "PEM", reason: "\(error)")
    }
    var certificates: [X509Certificate] = []
    for block in blocks where block.label == "CERTIFICATE" {
      certificates.append(try X509Certificate(der: block.contents))
    }
    guard !certificates.isEmpty else {
      throw CryptographyError(operation: "PEM", reason: "there is no certificate")
    }
    return certificates
  }

  /// The key that the certificate is for.
  public func publicKey() throws(CryptographyError) -> PublicKey {
    let key = unsafe try KeyHandle("X509_get_pubkey", X509_get_pubkey(pointer))
    return try PublicKey(try PublicKey.Components(of: key))
  }

  /// `IssuerAndSerialNumber` (RFC 5652 §10.2.4): what a CMS signature names its signer by.
  func issuerAndSerial() throws(CryptographyError) -> [UInt8] {
    let issuer = unsafe try encoded("i2d_X509_NAME") { cursor in
      unsafe i2d_X509_NAME(X509_get_issuer_name(pointer), cursor)
    }
    let serial = unsafe try encoded("i2d_ASN1_INTEGER") { cursor in
      unsafe i2d_ASN1_INTEGER(X509_get0_serialNumber(pointer), cursor)
    }
    return DER.sequence(issuer + serial)
  }

  /// The holder's name on one line, for messages.
  public var subject: String {
    var text = [CChar](repeating: 0, count: 256)
    guard unsafe X509_NAME_oneline(X509_get_subject_name(pointer), &text, 256) != nil else {
      return ""
    }
    return String(
      decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// A list of certificates as libcrypto wants it, each with a reference of its own.
///
/// The caller frees it, or hands it on to what does.
func certificateStack(
  _ certificates: [X509Certificate]
) throws(CryptographyError) -> OpaquePointer {
  guard let stack = unsafe OPENSSL_sk_new_null() else { throw .last("OPENSSL_sk_new_null") }
  for certificate in certificates {
    unsafe X509_up_ref(certificate.pointer)
    unsafe OPENSSL_sk_push(stack, UnsafeRawPointer(certificate.pointer))
  }
  return unsafe stack
}
