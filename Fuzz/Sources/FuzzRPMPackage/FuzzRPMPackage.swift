import Bytes
import RPM

/// libFuzzer's entry point: any bytes are a package that can be verified, or are refused.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let source = ArraySource(bytes)
  guard let package = try? RPMPackage.read(from: source) else { return 0 }
  _ = package.checkLayout()
  _ = try? package.verifyDigests(source)
  return 0
}
