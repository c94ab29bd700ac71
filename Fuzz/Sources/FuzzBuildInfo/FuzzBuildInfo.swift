import Bytes
import GoBuild

/// libFuzzer's entry point: any text stands for module information, or does not.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  _ = try? BuildInfo(goVersion: "go1.27", modules: bytes)
  return 0
}
