import Bytes
import OpenPGP

/// libFuzzer's entry point: any bytes are packets or a signature, or are refused.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  var reader = ByteReader(bytes.span.bytes)
  _ = try? Packet.all(parsing: &reader)
  var body = ByteReader(bytes.span.bytes)
  _ = try? OpenPGPSignature(parsing: &body)
  _ = try? SignatureVerifier(file: bytes)
  return 0
}
