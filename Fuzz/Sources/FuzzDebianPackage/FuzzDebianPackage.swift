import Bytes
import Debian

/// libFuzzer's entry point: any bytes are a package, member by member, or are refused.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let source = ArraySource(bytes)
  _ = try? DebianPackage.read(from: source)
  _ = try? ArMember.read(from: source, at: 0)
  return 0
}
