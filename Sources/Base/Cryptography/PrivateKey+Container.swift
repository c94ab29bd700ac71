internal import CCrypto

/// How a private key that is no OpenPGP one may lie in a file.
extension PrivateKey {
  /// Reads a key out of a file: PKCS#8 (RFC 5958) or an older form in PEM or DER, encrypted or not,
  /// or PKCS#12 (RFC 7292).
  ///
  /// `passphrase` is asked only when the file is protected. The key must be the only one; in PEM,
  /// certificates, parameters and text may stand beside it.
  ///
  /// - Throws: `SigningFailure` `.secretNeeded`, `.wrongSecret`, `.unsupported` for a key that does
  ///   not sign here, `.unsupportedProtection`, `.unreadable` for what is no such file;
  ///   whatever `passphrase` throws.
  public static func load(
    container file: SecretBytes, passphrase: () throws(SigningFailure) -> SecretBytes?
  ) throws(SigningFailure) -> PrivateKey {
    let isStructure = unsafe file.withUnsafeBytes { unsafe $0.first == 0x30 }
    if isStructure, let store = KeyStoreFile(file) { return try store.key(passphrase) }
    let file = try file.onlyPrivateKey()
    let first = Decoding(file, nil)
    if let key = first.key { return try PrivateKey(foreign: key) }
    guard first.askedForSecret else { throw unreadable("not a file of one private key") }
    guard let secret = try passphrase() else { throw secretNeeded }
    let second = Decoding(file, secret)
    guard let key = second.key else {
      throw SigningFailure(.wrongSecret, "key file", "the passphrase does not open it")
    }
    return try PrivateKey(foreign: key)
  }

  /// A key somebody else made, with the public half it says it has.
  convenience init(foreign key: KeyHandle) throws(SigningFailure) {
    do throws(CryptographyError) {
      self.init(key, try PublicKey(subjectPublicKeyInfo: try key.subjectPublicKeyInfo()))
    } catch {
      throw SigningFailure(.unsupported, "key", "\(error.operation): \(error.reason)")
    }
  }
}

private let secretNeeded = SigningFailure(.secretNeeded, "key file", "it is protected")

func unreadable(_ words: String) -> SigningFailure {
  SigningFailure(.unreadable, "key file", words)
}

/// One attempt of libcrypto's decoders at a file.
private struct Decoding {
  var key: KeyHandle?
  /// Whether a passphrase was wanted on the way.
  var askedForSecret = false

  init(_ file: SecretBytes, _ secret: SecretBytes?) {
    defer { ERR_clear_error() }
    var pointer: OpaquePointer?
    guard
      let context = unsafe OSSL_DECODER_CTX_new_for_pkey(
        &pointer, nil, nil, nil, pkg_EVP_PKEY_KEYPAIR, nil, nil)
    else { return }
    defer { unsafe OSSL_DECODER_CTX_free(context) }
    let question = PassphraseQuestion(secret)
    let asking = unsafe Unmanaged.passUnretained(question).toOpaque()
    _ = unsafe OSSL_DECODER_CTX_set_pem_password_cb(context, answerPassphrase, asking)
    let isDecoded = withExtendedLifetime(question) {
      unsafe file.withUnsafeBytes { bytes in
        var start = unsafe bytes.bindMemory(to: UInt8.self).baseAddress
        var count = bytes.count
        return unsafe OSSL_DECODER_from_data(context, &start, &count) == 1
      }
    }
    askedForSecret = question.wasAsked
    guard isDecoded, let pointer = unsafe pointer else { return }
    key = unsafe try? KeyHandle("OSSL_DECODER_from_data", pointer)
  }
}

/// What libcrypto's passphrase callbacks are given.
final class PassphraseQuestion {
  let secret: SecretBytes?
  var wasAsked = false

  init(_ secret: SecretBytes?) { self.secret = secret }

  /// Copies the passphrase; -1 when there is none or no room for it.
  func answer(_ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32) -> Int32 {
    wasAsked = true
    guard let secret, secret.count <= Int(size), let buffer = unsafe buffer else { return -1 }
    unsafe secret.withUnsafeBytes { bytes in
      unsafe UnsafeMutableRawBufferPointer(start: buffer, count: bytes.count)
        .copyMemory(from: bytes)
    }
    return Int32(secret.count)
  }
}

/// `pem_password_cb`; the last argument is an unretained ``PassphraseQuestion``.
let answerPassphrase:
  @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 =
    { buffer, size, _, question in
      guard let question = unsafe question else { return -1 }
      let asked = unsafe Unmanaged<PassphraseQuestion>.fromOpaque(question).takeUnretainedValue()
      return unsafe asked.answer(buffer, size)
    }

/// A PKCS#12 file.
@safe
private final class KeyStoreFile {
  private let pointer: OpaquePointer

  /// `nil` when the bytes are something else.
  init?(_ file: SecretBytes) {
    let pointer = unsafe file.withUnsafeBytes { bytes -> OpaquePointer? in
      var cursor = unsafe bytes.bindMemory(to: UInt8.self).baseAddress
      return unsafe d2i_PKCS12(nil, &cursor, bytes.count)
    }
    ERR_clear_error()
    guard let pointer = unsafe pointer else { return nil }
    unsafe self.pointer = pointer
  }

  deinit { unsafe PKCS12_free(pointer) }

  func key(
    _ passphrase: () throws(SigningFailure) -> SecretBytes?
  ) throws(SigningFailure) -> PrivateKey {
    defer { ERR_clear_error() }
    // An empty passphrase and none give two sums.
    let isWithout = unsafe PKCS12_verify_mac(pointer, nil, 0) == 1
    let isEmpty = unsafe PKCS12_verify_mac(pointer, "", 0) == 1
    if isWithout || isEmpty { return unsafe try parsed(nil) }
    guard let secret = try passphrase() else { throw secretNeeded }
    // With a zero behind it, as PKCS12_parse wants text.
    let text = unsafe SecretBytes(capacity: secret.count + 1) { room in
      unsafe secret.withUnsafeBytes { unsafe room.copyMemory(from: $0) }
      return room.count
    }
    return try unsafe text.withUnsafeBytes { (bytes) throws(SigningFailure) in
      let start = unsafe bytes.bindMemory(to: CChar.self).baseAddress
      guard unsafe PKCS12_verify_mac(pointer, start, Int32(clamping: secret.count)) == 1 else {
        throw SigningFailure(.wrongSecret, "key file", "the passphrase does not open it")
      }
      return unsafe try parsed(start)
    }
  }

  private func parsed(_ passphrase: UnsafePointer<CChar>?) throws(SigningFailure) -> PrivateKey {
    var key: OpaquePointer?
    var certificate: OpaquePointer?
    let isParsed = unsafe PKCS12_parse(pointer, passphrase, &key, &certificate, nil) == 1
    unsafe X509_free(certificate)
    guard isParsed else {
      // RC2 of old files is in a provider of its own since OpenSSL 3.
      throw SigningFailure(
        .unsupportedProtection, "key file",
        "its protection: \(CryptographyError.last("PKCS12_parse").reason)")
    }
    guard let key = unsafe key else { throw unreadable("it holds no private key") }
    let handle: KeyHandle
    do throws(CryptographyError) { handle = unsafe try KeyHandle("PKCS12_parse", key) } catch {
      throw SigningFailure(error)
    }
    return try PrivateKey(foreign: handle)
  }
}
