internal import CCrypto

/// Keys that a provider of OpenSSL opens: a TPM, a token, a service.
public enum ProviderKey {
  /// Opens the one private key behind a URI.
  ///
  /// `provider` is the name of a provider, or the path of its module; it is loaded in a library
  /// context of its own, beside the default one. `passphrase` is asked when the provider asks.
  ///
  /// - Throws: `SigningFailure` `.unavailable`, `.noSuchKey`, `.ambiguousKey`, `.secretNeeded`,
  ///   `.wrongSecret`, `.unsupported`.
  /// - SeeAlso: provider(7), ossl_store(7).
  public static func load(
    provider: String, uri: String, passphrase: () throws(SigningFailure) -> SecretBytes?
  ) throws(SigningFailure) -> PrivateKey {
    let library = try LibraryContext(provider: provider)
    let first = try Opening(library, uri, nil)
    if let key = first.key { return try PrivateKey(foreign: key) }
    guard first.askedForSecret else { throw first.failure(uri) }
    guard let secret = try passphrase() else {
      throw SigningFailure(.secretNeeded, "provider", "it asks for a passphrase")
    }
    let second = try Opening(library, uri, secret)
    guard let key = second.key else {
      throw SigningFailure(.wrongSecret, "provider", "the passphrase does not open '\(uri)'")
    }
    return try PrivateKey(foreign: key)
  }
}

/// libcrypto with one more provider; it stays until the process ends, as keys may outlive a call.
@safe
final class LibraryContext: @unchecked Sendable {
  let pointer: OpaquePointer
  /// The property query that prefers the provider and falls back on the default one.
  let preference: String

  init(provider: String) throws(SigningFailure) {
    guard let pointer = unsafe OSSL_LIB_CTX_new() else {
      throw SigningFailure(.last("OSSL_LIB_CTX_new"))
    }
    unsafe self.pointer = pointer
    // Its algorithms carry the provider's own name, which is the module's without its suffix.
    let file = provider.split(separator: "/").last.map(String.init) ?? provider
    preference = "?provider=\(file.hasSuffix(".so") ? String(file.dropLast(3)) : file)"
    for name in ["default", provider] {
      guard unsafe OSSL_PROVIDER_load(pointer, name) != nil else {
        let reason = CryptographyError.last("OSSL_PROVIDER_load").reason
        throw SigningFailure(
          .unavailable, "provider",
          "'\(name)' cannot be loaded\(reason.isEmpty ? "" : ": \(reason)")")
      }
    }
  }
}

/// One attempt at a URI.
private struct Opening {
  var key: KeyHandle?
  var askedForSecret = false
  private var reason = ""
  /// A file of many objects may have some of kinds that nobody knows.
  private static let mostFailures = 64

  init(
    _ library: LibraryContext, _ uri: String, _ secret: SecretBytes?
  ) throws(SigningFailure) {
    let question = PassphraseQuestion(secret)
    let asking = unsafe Unmanaged.passUnretained(question).toOpaque()
    guard let method = unsafe UI_UTIL_wrap_read_pem_callback(answerPassphrase, 0) else {
      throw SigningFailure(.last("UI_UTIL_wrap_read_pem_callback"))
    }
    defer { unsafe UI_destroy_method(method) }
    var keys: [KeyHandle] = []
    let store = unsafe OSSL_STORE_open_ex(
      uri, library.pointer, library.preference, method, asking, nil, nil, nil)
    do throws(CryptographyError) {
      if let store = unsafe store {
        defer { unsafe OSSL_STORE_close(store) }
        var failures = 0
        while unsafe OSSL_STORE_eof(store) == 0, keys.count < 2, failures < Self.mostFailures {
          guard let info = unsafe OSSL_STORE_load(store) else {
            // What cannot be read is passed over; a store that only fails does not end by itself.
            guard unsafe OSSL_STORE_eof(store) != 0 || OSSL_STORE_error(store) != 0 else { break }
            failures += 1
            continue
          }
          defer { unsafe OSSL_STORE_INFO_free(info) }
          guard unsafe OSSL_STORE_INFO_get_type(info) == pkg_OSSL_STORE_INFO_PKEY else { continue }
          let pointer = unsafe OSSL_STORE_INFO_get1_PKEY(info)
          keys.append(unsafe try KeyHandle("OSSL_STORE_load", pointer, library: library))
        }
      }
    } catch { throw SigningFailure(error) }
    askedForSecret = withExtendedLifetime(question) { question.wasAsked }
    reason = CryptographyError.last("OSSL_STORE").reason
    guard keys.count < 2 else {
      throw SigningFailure(.ambiguousKey, "provider", "'\(uri)' holds several private keys")
    }
    key = keys.first
  }

  func failure(_ uri: String) -> SigningFailure {
    SigningFailure(
      .noSuchKey, "provider", "'\(uri)' opens no private key\(reason.isEmpty ? "" : ": \(reason)")")
  }
}
