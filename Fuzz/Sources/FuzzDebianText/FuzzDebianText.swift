import Debian
import RPM

/// libFuzzer's entry point: any text is a version, a name or a list of dependencies, or is refused.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let text = String(decoding: bytes, as: UTF8.self)
  if let version = try? DebianVersion(text) { _ = version.compared(to: version) }
  _ = try? DebianPackageName(text)
  _ = try? DebianDependencyList(text)
  _ = RPMVersion(text)
  _ = RPMVersion.compare(text, "1.0~rc1^git")
  return 0
}
