import Bytes
import Debian

/// libFuzzer's entry point: any text stands for one of the control files, or does not.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  _ = try? ControlFile(parsing: bytes)
  _ = try? Conffiles(parsing: bytes)
  _ = try? MD5Sums(parsing: bytes)
  _ = try? DebianTriggers(parsing: bytes)
  return 0
}
