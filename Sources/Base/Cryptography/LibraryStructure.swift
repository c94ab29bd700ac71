internal import CCrypto

/// What an `i2d_` function of libcrypto writes; called with `nil` first for the length.
func encoded(
  _ operation: String, _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
) throws(CryptographyError) -> [UInt8] {
  let length = write(nil)
  guard length > 0 else { throw .last(operation) }
  var bytes = [UInt8](repeating: 0, count: Int(length))
  unsafe bytes.withUnsafeMutableBufferPointer { buffer in
    var cursor = buffer.baseAddress
    _ = unsafe write(&cursor)
  }
  return bytes
}

/// What a `d2i_` function of libcrypto reads; `nil` unless that is every byte of `der`.
///
/// The caller owns the result; why there is none is in libcrypto's queue of errors, but for bytes
/// left over.
func decoded(
  _ der: [UInt8],
  _ read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> OpaquePointer?,
  free: (OpaquePointer) -> Void
) -> OpaquePointer? {
  unsafe der.withUnsafeBufferPointer { bytes in
    var cursor = bytes.baseAddress
    guard let value = unsafe read(&cursor, bytes.count) else { return nil }
    guard unsafe cursor == bytes.baseAddress?.advanced(by: bytes.count) else {
      unsafe free(value)
      return nil
    }
    return unsafe value
  }
}
