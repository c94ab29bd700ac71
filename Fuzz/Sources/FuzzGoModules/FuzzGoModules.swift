import Bytes
import GoBuild

/// libFuzzer's entry point: any text stands for one of the files about modules, or does not.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  var file = ByteReader(bytes.span.bytes)
  _ = try? GoModuleFile(parsing: &file)
  var sums = ByteReader(bytes.span.bytes)
  _ = try? GoSum(parsing: &sums)
  var vendored = ByteReader(bytes.span.bytes)
  _ = try? ModulesTxt(parsing: &vendored)
  return 0
}
