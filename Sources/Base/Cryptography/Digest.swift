internal import CCrypto

/// A hash function libcrypto provides.
public enum DigestAlgorithm: String, Sendable, CaseIterable {
  case md5, sha1, sha256, sha384, sha512

  /// The size of a digest, in bytes.
  public var byteCount: Int {
    switch self {
    case .md5: 16
    case .sha1: 20
    case .sha256: 32
    case .sha384: 48
    case .sha512: 64
    }
  }
}

/// A failure libcrypto reported, in its own words.
public struct CryptographyError: Error, Hashable, Sendable {
  /// What was being done, such as `EVP_DigestInit_ex`.
  public var operation: String
  /// The library's explanation, or empty when it gave none.
  public var reason: String

  public init(operation: String, reason: String) {
    self.operation = operation
    self.reason = reason
  }

  /// Takes the newest error off libcrypto's queue and clears the rest.
  package static func last(_ operation: String) -> CryptographyError {
    let code = ERR_get_error()
    ERR_clear_error()
    let reason = unsafe ERR_reason_error_string(code).map { unsafe String(cString: $0) } ?? ""
    return CryptographyError(operation: operation, reason: reason)
  }
}

/// A running digest of bytes that arrive in pieces.
///
/// Not for sharing between threads; each owner feeds its own.
@safe
public final class DigestStream {
  let context: OpaquePointer
  /// The size of the digest, in bytes.
  public let byteCount: Int
  /// The size of the pieces the message is worked on in, in bytes.
  let blockSize: Int
  /// How much of the message's last block there is.
  var lastBlock = 0

  /// - Throws: `CryptographyError` when libcrypto does not offer the algorithm,
  ///   as a FIPS provider refuses MD5.
  public convenience init(_ algorithm: DigestAlgorithm) throws(CryptographyError) {
    unsafe try self.init(FetchedDigests.shared[algorithm], algorithm.rawValue)
  }

  /// A running BLAKE2b digest of 64 bytes (RFC 7693), which minisign hashes files with.
  public static func blake2b() throws(CryptographyError) -> DigestStream {
    unsafe try DigestStream(EVP_blake2b512(), "blake2b512")
  }

  private init(_ method: OpaquePointer?, _ name: String) throws(CryptographyError) {
    guard let method = unsafe method else { throw .last("EVP_MD_fetch \(name)") }
    guard let context = unsafe EVP_MD_CTX_new() else { throw .last("EVP_MD_CTX_new") }
    unsafe self.context = context
    byteCount = Int(unsafe EVP_MD_get_size(method))
    blockSize = Int(unsafe EVP_MD_get_block_size(method))
    guard unsafe EVP_DigestInit_ex(context, method, nil) == 1 else {
      throw .last("EVP_DigestInit_ex \(name)")
    }
  }

  private init(copying other: DigestStream) throws(CryptographyError) {
    guard let context = unsafe EVP_MD_CTX_new() else { throw .last("EVP_MD_CTX_new") }
    unsafe self.context = context
    byteCount = other.byteCount
    blockSize = other.blockSize
    guard unsafe EVP_MD_CTX_copy_ex(context, other.context) == 1 else {
      throw .last("EVP_MD_CTX_copy_ex")
    }
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Adds bytes to the message.
  public func update(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) {
    guard unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
      throw .last("EVP_DigestUpdate")
    }
    lastBlock = (lastBlock + bytes.count) % blockSize
  }

  /// Adds bytes to the message.
  public func update(_ bytes: RawSpan) throws(CryptographyError) {
    try unsafe bytes.withUnsafeBytes { (bytes) throws(CryptographyError) in
      unsafe try update(bytes)
    }
  }

  /// Adds bytes to the message.
  public func update(_ bytes: [UInt8]) throws(CryptographyError) {
    unsafe try update(bytes.span.bytes)
  }

  /// The digest of what was added so far; more may still be added.
  public func current() throws(CryptographyError) -> [UInt8] {
    let copy = try DigestStream(copying: self)
    var digest = [UInt8](repeating: 0, count: byteCount)
    guard unsafe EVP_DigestFinal_ex(copy.context, &digest, nil) == 1 else {
      throw .last("EVP_DigestFinal_ex")
    }
    return digest
  }

  /// Writes the digest of what was added so far over the first bytes of `buffer`.
  ///
  /// For digests that are secrets themselves and must not pass through an array.
  ///
  /// - Precondition: `buffer` has room for ``byteCount`` bytes.
  public func current(into buffer: UnsafeMutableRawBufferPointer) throws(CryptographyError) {
    precondition(buffer.count >= byteCount, "the buffer has room for the digest")
    let copy = try DigestStream(copying: self)
    let bytes = unsafe buffer.bindMemory(to: UInt8.self)
    guard unsafe EVP_DigestFinal_ex(copy.context, bytes.baseAddress, nil) == 1 else {
      throw .last("EVP_DigestFinal_ex")
    }
  }
}

/// The digest of bytes at hand.
public func digest(
  _ algorithm: DigestAlgorithm, of bytes: [UInt8]
) throws(CryptographyError) -> [UInt8] {
  let stream = try DigestStream(algorithm)
  try stream.update(bytes)
  return try stream.current()
}

/// Methods fetched once: `EVP_sha256()` and its kind fetch anew at every use.
@safe struct FetchedDigests: @unchecked Sendable {
  static let shared = FetchedDigests()
  private let methods: [DigestAlgorithm: OpaquePointer]

  init() {
    var methods = unsafe [DigestAlgorithm: OpaquePointer]()
    for algorithm in DigestAlgorithm.allCases {
      if let method = unsafe EVP_MD_fetch(nil, algorithm.rawValue, nil) {
        unsafe methods[algorithm] = method
      }
    }
    unsafe self.methods = methods
  }

  subscript(algorithm: DigestAlgorithm) -> OpaquePointer? { unsafe methods[algorithm] }
}
