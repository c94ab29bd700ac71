internal import CCrypto

/// The sole owner of an `EVP_PKEY`.
///
/// Safe to share: libcrypto locks what it caches in a key, and nobody changes one once made.
@safe
final class KeyHandle: @unchecked Sendable {
  let pointer: OpaquePointer
  /// Where its provider is loaded; `nil` for the default library context.
  let library: LibraryContext?

  init(
    _ operation: String, _ pointer: OpaquePointer?, library: LibraryContext? = nil
  ) throws(CryptographyError) {
    guard let pointer = unsafe pointer else { throw .last(operation) }
    unsafe self.pointer = pointer
    self.library = library
  }

  /// Builds a key from named parts; `selection` is libcrypto's `EVP_PKEY_…` set of parts.
  convenience init(
    _ algorithm: String, selection: KeySelection, numbers: [(StaticString, BigNumber)] = [],
    group: StaticString? = nil, point: [UInt8] = []
  ) throws(CryptographyError) {
    guard let builder = unsafe OSSL_PARAM_BLD_new() else { throw .last("OSSL_PARAM_BLD_new") }
    defer { unsafe OSSL_PARAM_BLD_free(builder) }
    // The builder keeps pointers to names, numbers and bytes until it is turned into parameters.
    let parameters = unsafe withExtendedLifetime(numbers) {
      unsafe point.withUnsafeBytes { bytes -> UnsafeMutablePointer<OSSL_PARAM>? in
        for (name, number) in numbers {
          guard unsafe OSSL_PARAM_BLD_push_BN(builder, constant(name), number.pointer) == 1 else {
            return nil
          }
        }
        if let group {
          guard
            unsafe OSSL_PARAM_BLD_push_utf8_string(
              builder, constant("group"), constant(group), group.utf8CodeUnitCount) == 1
          else { return nil }
        }
        if let start = bytes.baseAddress, bytes.count > 0 {
          guard
            unsafe OSSL_PARAM_BLD_push_octet_string(builder, constant("pub"), start, bytes.count)
              == 1
          else { return nil }
        }
        return unsafe OSSL_PARAM_BLD_to_param(builder)
      }
    }
    guard let parameters = unsafe parameters else { throw .last("OSSL_PARAM_BLD_to_param") }
    defer { unsafe OSSL_PARAM_free(parameters) }
    let context = try KeyContext(algorithm)
    var pointer: OpaquePointer?
    guard unsafe EVP_PKEY_fromdata_init(context.pointer) == 1,
      unsafe EVP_PKEY_fromdata(context.pointer, &pointer, selection.rawValue, parameters) == 1
    else { throw .last("EVP_PKEY_fromdata \(algorithm)") }
    unsafe try self.init("EVP_PKEY_fromdata", pointer)
  }

  deinit { unsafe EVP_PKEY_free(pointer) }
}

extension KeyHandle {
  /// Whether the private number is in its range, the public point on its curve, and one belongs to
  /// the other.
  var isConsistentPair: Bool {
    get throws(CryptographyError) {
      let context = try KeyContext(self)
      let isConsistent = unsafe EVP_PKEY_check(context.pointer) == 1
      ERR_clear_error()
      return isConsistent
    }
  }
}

/// A literal as the C string it is stored as.
func constant(_ literal: StaticString) -> UnsafePointer<CChar> {
  unsafe UnsafeRawPointer(literal.utf8Start).assumingMemoryBound(to: CChar.self)
}

/// Which parts `EVP_PKEY_fromdata` is given (`openssl/evp.h`; macros Swift cannot see).
enum KeySelection: Int32 {
  /// `EVP_PKEY_PUBLIC_KEY`
  case publicKey = 0x86
  /// `EVP_PKEY_KEYPAIR`
  case pair = 0x87
}

/// The owner of an `EVP_PKEY_CTX`, for one operation.
@safe
final class KeyContext {
  let pointer: OpaquePointer

  init(_ algorithm: String) throws(CryptographyError) {
    guard let pointer = unsafe EVP_PKEY_CTX_new_from_name(nil, algorithm, nil) else {
      throw .last("EVP_PKEY_CTX_new_from_name \(algorithm)")
    }
    unsafe self.pointer = pointer
  }

  init(_ key: KeyHandle) throws(CryptographyError) {
    let pointer = unsafe EVP_PKEY_CTX_new_from_pkey(
      key.library?.pointer, key.pointer, key.library?.preference)
    guard let pointer = unsafe pointer else { throw .last("EVP_PKEY_CTX_new_from_pkey") }
    unsafe self.pointer = pointer
  }

  deinit { unsafe EVP_PKEY_CTX_free(pointer) }

  /// Chooses PKCS#1 v1.5 with the digest's DigestInfo.
  func usePKCS1(_ algorithm: DigestAlgorithm) throws(CryptographyError) {
    guard unsafe EVP_PKEY_CTX_set_rsa_padding(pointer, RSA_PKCS1_PADDING) == 1 else {
      throw .last("EVP_PKEY_CTX_set_rsa_padding")
    }
    try use(algorithm)
  }

  func use(_ algorithm: DigestAlgorithm) throws(CryptographyError) {
    guard let method = unsafe FetchedDigests.shared[algorithm],
      unsafe EVP_PKEY_CTX_set_signature_md(pointer, method) == 1
    else { throw .last("EVP_PKEY_CTX_set_signature_md") }
  }
}
