import OpenPGP

/// libFuzzer's entry point: any bytes are keys, armored or not, or are refused.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  for packets in (try? KeyFile.packets(parsing: bytes)) ?? [] {
    _ = try? Certificate(packets)
    _ = try? TransferableSecretKey(packets)
  }
  return 0
}
