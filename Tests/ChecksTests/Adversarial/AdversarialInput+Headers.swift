import Bytes
import ELF

extension AdversarialInput {
  /// The file header and the tables it leads to.
  static let headers: [AdversarialInput] = [
    AdversarialInput(1, "empty", .malformed(.truncated, "e_ident[EI_MAG]")) { [] },
    AdversarialInput(1, "four bytes", .malformed(.truncated, "e_ident[EI_CLASS]")) {
      Array(try await Specimen.program().bytes[..<4])
    },
    AdversarialInput(1, "shorter than its header", .malformed(.truncated, "e_shstrndx")) {
      Array(try await Specimen.program().bytes[..<63])
    },
    .c(2, "class 3", .malformed(.invalidValue, "e_ident[EI_CLASS]")) { $0.bytes[4] = 3 },
    .c(3, "no byte order", .malformed(.invalidValue, "e_ident[EI_DATA]")) { $0.bytes[5] = 0 },
    .c(3, "the other byte order", .malformed(.invalidValue, "e_version")) { $0.bytes[5] = 2 },
    .c(4, "version 2 in the mark", .malformed(.invalidValue, "e_ident[EI_VERSION]")) {
      $0.bytes[6] = 2
    },
    .c(4, "version 0", .malformed(.invalidValue, "e_version")) { $0.bytes[20] = 0 },
    .c(5, "a longer header", .malformed(.invalidValue, "e_ehsize")) { $0.bytes[52] = 65 },
    .c(5, "shorter program headers", .malformed(.invalidValue, "e_phentsize")) {
      $0.bytes[54] = 55
    },
    .c(
      5, "no section header size", .malformed(.invalidValue, "e_shentsize"),
      .isLax("it takes the size for granted")
    ) {
      $0.bytes[58] = 0
    },
    .c(6, "no program headers", .malformed(.invalidValue, "vs_vers")) { $0.set(56, UInt16(0)) },
    .c(6, "257 program headers", .malformed(.invalidValue, "e_phnum")) { $0.set(56, UInt16(257)) },
    .c(7, "PN_XNUM", .malformed(.unsupported, "e_phnum")) { $0.set(56, UInt16(0xffff)) },
    .c(8, "the section count in section 0", .sound) {
      $0.set(Int($0.file.header.sectionHeaderOffset) + 32, UInt64($0.file.sectionHeaders.count))
      $0.set(60, UInt16(0))
    },
    .c(8, "no section count anywhere", .malformed(.invalidValue, "sh_size")) {
      $0.set(60, UInt16(0))
    },
    .c(9, "the index of names in section 0", .sound) {
      $0.set(Int($0.file.header.sectionHeaderOffset) + 40, UInt32($0.file.header.sectionNameIndex))
      $0.set(62, UInt16(0xffff))
    },
    .c(10, "program headers past the end", .malformed(.outOfBounds, "e_phoff")) {
      $0.set(32, UInt64($0.bytes.count - 8))
    },
    .c(10, "section headers past the end", .malformed(.outOfBounds, "e_shoff")) {
      $0.set(40, UInt64($0.bytes.count - 8))
    },
    .c(10, "an offset that wraps", .malformed(.outOfBounds, "e_shoff")) {
      $0.set(40, UInt64.max - 31)
    },
    .c(10, "section headers a byte off", .malformed(.invalidValue, "sh_type")) {
      $0.set(40, $0.file.header.sectionHeaderOffset - 1)
    },
    .c(11, "program headers over the header", .malformed(.invalidValue, "e_phoff")) {
      $0.set(32, UInt64(8))
    },
    .c(11, "section headers over the header", .malformed(.invalidValue, "e_shoff")) {
      $0.set(40, UInt64(16))
    },
    .c(11, "section headers over program headers", .malformed(.invalidValue, "e_shoff")) {
      $0.set(40, UInt64(120))
    },
    .c(12, "program headers that no segment loads", .unsound("binary.unloaded-headers")) {
      let size = $0.file.programHeaders.count * 56
      let table = $0.bytes[64..<64 + size]
      $0.bytes += [UInt8](repeating: 0, count: (8 - $0.bytes.count % 8) % 8)
      $0.set(32, UInt64($0.bytes.count))
      $0.bytes += table
    },
  ]
}
