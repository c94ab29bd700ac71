internal import CCrypto

/// A detached CMS signature without certificates and attributes, as kernel modules carry it
/// (RFC 5652; the kernel's `scripts/sign-file.c`).
public enum CMSSignature {
  /// Why nothing can be signed or is proven.
  public enum Verdict: Hashable, Sendable {
    /// By the certificate with this index.
    case good(Int)
    /// No certificate given is the signer's.
    case unknownSigner
    case badSignature
    /// SHA-1, MD5 or what is not known here.
    case weakDigest
    /// Not one CMS signature to the last byte, or with more than one signer.
    case malformed
  }

  /// Builds the signature around what `signer` returns, wherever its key lies.
  ///
  /// The bytes are those of `openssl cms -sign -binary -nocerts -noattr -outform DER`.
  ///
  /// - Throws: `SigningFailure` `.unsupported` for an Ed25519 key, which the kernel does not
  ///   verify, and `.noSuchKey` when the certificate is another key's.
  public static func sign(
    _ digest: [UInt8], _ algorithm: DigestAlgorithm, with signer: any RawSigner,
    certificate: X509Certificate
  ) throws(SigningFailure) -> [UInt8] {
    let key: PublicKey
    let identity: [UInt8]
    do throws(CryptographyError) {
      key = try certificate.publicKey()
      identity = try certificate.issuerAndSerial()
    } catch { throw SigningFailure(error) }
    guard key.isSame(as: signer.publicKey) else {
      throw SigningFailure(.noSuchKey, "CMS", "the certificate is not the signing key's")
    }
    guard let (hash, digestArcs, ecdsaArc) = names[algorithm] else {
      throw SigningFailure(.unsupported, "CMS", "\(algorithm.rawValue) proves nothing")
    }
    precondition(digest.count == hash, "the digest is as long as its algorithm's")
    let digestName = DER.sequence(DER.identifier(digestArcs))
    let raw: [UInt8]
    let algorithmName: [UInt8]
    switch key.components {
    case .rsa:
      raw = try signer.provenSignature(of: digest, algorithm)
      algorithmName = DER.sequence(DER.identifier([1, 2, 840, 113_549, 1, 1, 1]) + DER.null)
    case .ecdsa:
      let pair = try signer.provenSignature(of: digest, algorithm)
      do throws(CryptographyError) { raw = try ECDSASignature.der(pair) } catch {
        throw SigningFailure(error)
      }
      algorithmName = DER.sequence(DER.identifier([1, 2, 840, 10045, 4, 3, ecdsaArc]))
    case .ed25519:
      throw SigningFailure(.unsupported, "CMS", "kernels do not verify Ed25519")
    }
    let version: [UInt8] = [0x02, 0x01, 0x01]
    let signerInfo = DER.sequence(
      version + identity + digestName + algorithmName + DER.octets(raw))
    let signedData = DER.sequence(
      version + DER.set(digestName)
        + DER.sequence(DER.identifier([1, 2, 840, 113_549, 1, 7, 1])) + DER.set(signerInfo))
    return DER.sequence(
      DER.identifier([1, 2, 840, 113_549, 1, 7, 2]) + DER.tagged(0, signedData))
  }

  /// Size, identifier, and the last arc of `ecdsa-with-…` (RFC 5754).
  private static let names: [DigestAlgorithm: (Int, [UInt32], UInt32)] = [
    .sha256: (32, [2, 16, 840, 1, 101, 3, 4, 2, 1], 2),
    .sha384: (48, [2, 16, 840, 1, 101, 3, 4, 2, 2], 3),
    .sha512: (64, [2, 16, 840, 1, 101, 3, 4, 2, 3], 4),
  ]

  /// Judges a signature over `content` by the given certificates only.
  ///
  /// As in the kernel, a certificate's dates and issuer do not matter: it is the key that is
  /// trusted.
  public static func verdict(
    _ signature: [UInt8], over content: RawSpan, certificates: [X509Certificate]
  ) throws(CryptographyError) -> Verdict {
    unsafe try content.withUnsafeBytes { (bytes) throws(CryptographyError) in
      unsafe try verdict(signature, over: bytes, certificates)
    }
  }

  private static func verdict(
    _ signature: [UInt8], over content: UnsafeRawBufferPointer, _ certificates: [X509Certificate]
  ) throws(CryptographyError) -> Verdict {
    defer { ERR_clear_error() }
    let message = unsafe decoded(
      signature, { unsafe d2i_CMS_ContentInfo(nil, $0, $1) },
      free: { unsafe CMS_ContentInfo_free($0) })
    guard let message = unsafe message else { return .malformed }
    defer { unsafe CMS_ContentInfo_free(message) }
    guard let signers = unsafe CMS_get0_SignerInfos(message), unsafe OPENSSL_sk_num(signers) == 1,
      let signer = unsafe OPENSSL_sk_value(signers, 0)
    else { return .malformed }
    guard unsafe hasStrongDigest(OpaquePointer(signer)) else { return .weakDigest }
    guard
      let index = certificates.firstIndex(where: {
        unsafe CMS_SignerInfo_cert_cmp(OpaquePointer(signer), $0.pointer) == 0
      })
    else { return .unknownSigner }
    guard let count = Int32(exactly: content.count) else {
      throw CryptographyError(operation: "CMS_verify", reason: "more than 2 GiB")
    }
    guard let bio = unsafe BIO_new_mem_buf(content.baseAddress, count) else {
      throw .last("BIO_new_mem_buf")
    }
    defer { unsafe BIO_free(bio) }
    let trusted = unsafe try certificateStack([certificates[index]])
    defer { unsafe pkg_free_certificates(trusted) }
    let flags = CMS_BINARY | CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY
    let isGood = unsafe CMS_verify(message, trusted, nil, bio, nil, UInt32(flags)) == 1
    return isGood ? .good(index) : .badSignature
  }

  private static func hasStrongDigest(_ signer: OpaquePointer) -> Bool {
    var algorithm: UnsafeMutablePointer<X509_ALGOR>?
    unsafe CMS_SignerInfo_get0_algs(signer, nil, nil, &algorithm, nil)
    guard let algorithm = unsafe algorithm else { return false }
    var object: OpaquePointer?
    unsafe X509_ALGOR_get0(&object, nil, nil, algorithm)
    return unsafe DigestAlgorithm(strong: OBJ_obj2nid(object)) != nil
  }
}

extension DigestAlgorithm {
  /// The algorithm libcrypto has this number for, if it proves anything.
  init?(strong number: Int32) {
    switch number {
    case NID_sha256: self = .sha256
    case NID_sha384: self = .sha384
    case NID_sha512: self = .sha512
    default: return nil
    }
  }
}
