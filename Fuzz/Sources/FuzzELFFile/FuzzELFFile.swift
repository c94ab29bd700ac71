import Bytes
import ELF
import GoBuild

/// libFuzzer's entry point: any bytes at all are read, or refused, and what is read can be stripped or not.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  var reader = ByteReader(bytes.span.bytes)
  guard let file = try? ELFFile(parsing: &reader) else { return 0 }
  _ = try? BuildInfo(of: file, in: bytes.span.bytes)
  for table in [
    try? file.dynamicSymbols(in: bytes.span.bytes), try? file.staticSymbols(in: bytes.span.bytes),
  ] {
    guard let table else { continue }
    try? table.forEach(in: bytes.span.bytes) { symbol throws(MalformedInput) in
      _ = (table.name(of: symbol, in: bytes.span.bytes), table.version(of: symbol))
    }
  }
  for mode in [StripMode.debug, .unneeded, .all] {
    _ = try? file.stripped(mode, of: bytes.span.bytes)
  }
  return 0
}
