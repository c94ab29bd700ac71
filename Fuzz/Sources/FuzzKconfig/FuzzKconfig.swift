import Bytes
import Kconfig

/// libFuzzer's entry point: any text stands for a kernel configuration, or does not.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  var reader = ByteReader(bytes.span.bytes)
  _ = try? KconfigFile(parsing: &reader)
  return 0
}
