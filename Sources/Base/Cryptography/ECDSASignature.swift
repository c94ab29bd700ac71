internal import CCrypto

/// The two forms of an ECDSA signature: `r | s`, and the DER most libraries and services speak.
public enum ECDSASignature {
  /// `ECDSA-Sig-Value` (RFC 3279 §2.2.3) of r and s side by side, each as long as a coordinate.
  public static func der(_ pair: [UInt8]) throws(CryptographyError) -> [UInt8] {
    let half = pair.count / 2
    guard let value = unsafe ECDSA_SIG_new() else { throw .last("ECDSA_SIG_new") }
    defer { unsafe ECDSA_SIG_free(value) }
    let r = unsafe BN_bin2bn(Array(pair[..<half]), Int32(half), nil)
    let s = unsafe BN_bin2bn(Array(pair[half...]), Int32(half), nil)
    // On success the value owns both numbers.
    guard unsafe ECDSA_SIG_set0(value, r, s) == 1 else {
      unsafe BN_free(r)
      unsafe BN_free(s)
      throw .last("ECDSA_SIG_set0")
    }
    return unsafe try encoded("i2d_ECDSA_SIG") { cursor in unsafe i2d_ECDSA_SIG(value, cursor) }
  }

  /// r and s of an `ECDSA-Sig-Value`, side by side, each `coordinateSize` bytes.
  ///
  /// - Throws: `CryptographyError` for anything but one such value to the last byte, and for
  ///   numbers too large or negative.
  public static func pair(
    der encoded: [UInt8], coordinateSize: Int
  ) throws(CryptographyError) -> [UInt8] {
    let value = unsafe decoded(
      encoded, { unsafe d2i_ECDSA_SIG(nil, $0, $1) }, free: { unsafe ECDSA_SIG_free($0) })
    guard let value = unsafe value else {
      ERR_clear_error()
      throw CryptographyError(operation: "ECDSA", reason: "not a DER signature")
    }
    defer { unsafe ECDSA_SIG_free(value) }
    var pair = [UInt8](repeating: 0, count: 2 * coordinateSize)
    let size = Int32(coordinateSize)
    let isWritten = unsafe pair.withUnsafeMutableBufferPointer { room in
      let r = unsafe ECDSA_SIG_get0_r(value)
      let s = unsafe ECDSA_SIG_get0_s(value)
      return unsafe BN_is_negative(r) == 0 && BN_is_negative(s) == 0
        && BN_bn2binpad(r, room.baseAddress, size) == size
        && BN_bn2binpad(s, room.baseAddress?.advanced(by: coordinateSize), size) == size
    }
    guard isWritten else {
      ERR_clear_error()
      throw CryptographyError(operation: "ECDSA", reason: "a number is too large for the curve")
    }
    return pair
  }
}
