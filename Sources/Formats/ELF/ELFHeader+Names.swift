internal import Bytes

extension ELFHeader {
  /// Such as `ELF 64-bit little-endian`.
  public var formatName: String {
    "ELF \(`class`.bits)-bit \(byteOrder == .little ? "little" : "big")-endian"
  }
}
