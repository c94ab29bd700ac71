internal import Bytes

extension ELFFile {
  /// What a file that is not ELF is, by its first bytes; `nil` when they tell nothing.
  ///
  /// A noun phrase for an error, such as `a Mach-O executable (macOS)`. Sixteen bytes suffice;
  /// telling a Debian package takes 21.
  public static func foreignFormat(of prefix: RawSpan) -> String? {
    let bytes = [UInt8](copying: prefix.extracting(first: 32))
    func begins(_ magic: [UInt8]) -> Bool { bytes.starts(with: magic) }
    func begins(_ magic: String) -> Bool { bytes.starts(with: magic.utf8) }
    if bytes.isEmpty { return "an empty file" }
    if begins("\u{7f}ELF") { return nil }
    for magic: [UInt8] in [
      [0xfe, 0xed, 0xfa, 0xce], [0xfe, 0xed, 0xfa, 0xcf], [0xce, 0xfa, 0xed, 0xfe],
      [0xcf, 0xfa, 0xed, 0xfe],
    ] where begins(magic) {
      return "a Mach-O executable (macOS)"
    }
    // Java class files share the magic; a universal binary has few architectures.
    if begins([0xca, 0xfe, 0xba, 0xbe]) {
      return bytes.count > 7 && bytes[4..<7].allSatisfy { $0 == 0 } && bytes[7] < 32
        ? "a Mach-O universal binary (macOS)" : "a Java class file"
    }
    if begins("MZ") { return "a PE executable (Windows)" }
    if begins("!<arch>\ndebian-binary") { return "a Debian package" }
    if begins("!<arch>\n") || begins("!<thin>\n") { return "an ar archive" }
    if begins([0xed, 0xab, 0xee, 0xdb]) { return "an RPM package" }
    if begins("#!") { return "a script" }
    if begins([0x1f, 0x8b]) { return "a gzip file" }
    if begins([0x28, 0xb5, 0x2f, 0xfd]) { return "a zstd file" }
    if begins([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) { return "an xz file" }
    if begins("PK\u{3}\u{4}") { return "a zip archive" }
    if begins("\0asm") { return "a WebAssembly module" }
    return nil
  }
}
