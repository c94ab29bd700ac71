import Bytes
import RPM

/// libFuzzer's entry point: any bytes are a header whose layout can be judged, or are refused.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  var reader = ByteReader(bytes.span.bytes)
  guard let header = try? RPMHeader(parsing: &reader) else { return 0 }
  _ = header.checkLayout(as: .main)
  _ = header.checkLayout(as: .signature)
  return 0
}
