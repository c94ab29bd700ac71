internal import CCrypto

/// Bytes from libcrypto's random generator, for salts and initialisation vectors.
public func randomBytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: count)
  guard unsafe RAND_bytes(&bytes, Int32(clamping: count)) == 1 else { throw .last("RAND_bytes") }
  return bytes
}
