internal import CCrypto

/// A libcrypto number, overwritten when it is let go.
@safe
final class BigNumber {
  let pointer: OpaquePointer

  private init(_ operation: String, _ pointer: OpaquePointer?) throws(CryptographyError) {
    guard let pointer = unsafe pointer else { throw .last(operation) }
    unsafe self.pointer = pointer
    // Numbers here are private ones or stand beside them: take the constant-time paths.
    unsafe BN_set_flags(pointer, 0x04)
  }

  /// Zero, to be overwritten.
  convenience init() throws(CryptographyError) { unsafe try self.init("BN_new", BN_secure_new()) }

  /// A number from its big-endian bytes.
  convenience init(_ bytes: [UInt8]) throws(CryptographyError) {
    try self.init()
    guard unsafe BN_bin2bn(bytes, Int32(clamping: bytes.count), pointer) != nil else {
      throw .last("BN_bin2bn")
    }
  }

  /// A private number from its big-endian bytes.
  convenience init(_ secret: SecretBytes) throws(CryptographyError) {
    try self.init()
    let done = unsafe secret.withUnsafeBytes {
      unsafe BN_bin2bn(
        $0.bindMemory(to: UInt8.self).baseAddress, Int32(clamping: $0.count), pointer) != nil
    }
    guard done else { throw .last("BN_bin2bn") }
  }

  /// A number of a key, by libcrypto's name for it.
  convenience init(_ name: String, of key: KeyHandle) throws(CryptographyError) {
    var pointer: OpaquePointer?
    guard unsafe EVP_PKEY_get_bn_param(key.pointer, name, &pointer) == 1 else {
      throw .last("EVP_PKEY_get_bn_param \(name)")
    }
    unsafe try self.init("EVP_PKEY_get_bn_param", pointer)
  }

  deinit { unsafe BN_clear_free(pointer) }

  var bitCount: Int { Int(unsafe BN_num_bits(pointer)) }
  var byteCount: Int { (bitCount + 7) / 8 }
  var isOdd: Bool { unsafe BN_is_odd(pointer) == 1 }
  var isOne: Bool { unsafe BN_is_one(pointer) == 1 }

  static func < (a: BigNumber, b: BigNumber) -> Bool { unsafe BN_cmp(a.pointer, b.pointer) < 0 }
  static func == (a: BigNumber, b: BigNumber) -> Bool { unsafe BN_cmp(a.pointer, b.pointer) == 0 }

  /// The big-endian bytes of a public number, without leading zeros.
  var bytes: [UInt8] {
    var result = [UInt8](repeating: 0, count: byteCount)
    unsafe BN_bn2bin(pointer, &result)
    return result
  }

  /// The big-endian bytes of a private number, without leading zeros.
  var secret: SecretBytes {
    unsafe SecretBytes(capacity: byteCount) { room in
      Int(unsafe BN_bn2bin(pointer, room.bindMemory(to: UInt8.self).baseAddress))
    }
  }
}

/// Arithmetic with one scratch area.
@safe
final class Arithmetic {
  private let context: OpaquePointer

  init() throws(CryptographyError) {
    guard let context = unsafe BN_CTX_secure_new() else { throw .last("BN_CTX_secure_new") }
    unsafe self.context = context
  }

  deinit { unsafe BN_CTX_free(context) }

  func product(_ a: BigNumber, _ b: BigNumber) throws(CryptographyError) -> BigNumber {
    let result = try BigNumber()
    guard unsafe BN_mul(result.pointer, a.pointer, b.pointer, context) == 1 else {
      throw .last("BN_mul")
    }
    return result
  }

  func remainder(_ a: BigNumber, _ modulus: BigNumber) throws(CryptographyError) -> BigNumber {
    let result = try BigNumber()
    guard unsafe BN_div(nil, result.pointer, a.pointer, modulus.pointer, context) == 1 else {
      throw .last("BN_div")
    }
    return result
  }

  func inverse(_ a: BigNumber, modulo modulus: BigNumber) throws(CryptographyError) -> BigNumber {
    let result = try BigNumber()
    guard unsafe BN_mod_inverse(result.pointer, a.pointer, modulus.pointer, context) != nil else {
      throw .last("BN_mod_inverse")
    }
    return result
  }

  /// One less than an odd number.
  func predecessor(_ a: BigNumber) throws(CryptographyError) -> BigNumber {
    let result = try BigNumber()
    guard unsafe BN_copy(result.pointer, a.pointer) != nil,
      unsafe BN_sub_word(result.pointer, 1) == 1
    else { throw .last("BN_sub_word") }
    return result
  }
}
