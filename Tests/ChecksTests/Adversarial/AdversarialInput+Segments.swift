import Bytes
import ELF
import Testing

extension AdversarialInput {
  static let segments: [AdversarialInput] = [
    .c(13, "a segment past the end", .unsound("binary.truncated")) {
      let place = try $0.segment(.load, 3)
      $0.set(place + 32, UInt64($0.bytes.count))
      $0.set(place + 40, UInt64($0.bytes.count))
    },
    .c(14, "less memory than file", .malformed(.invalidValue, "p_memsz")) {
      $0.set(try $0.segment(.load) + 40, UInt64(1))
    },
    .c(15, "memory that wraps", .malformed(.overflow, "p_vaddr")) {
      $0.set(try $0.segment(.load, 3) + 40, UInt64.max - 15)
    },
    .c(16, "an address of another page offset", .malformed(.invalidValue, "p_offset")) {
      let place = try $0.segment(.load, 1) + 16
      $0.bytes[place] ^= 8
    },
    .c(17, "an alignment of 3", .malformed(.invalidValue, "p_align")) {
      $0.set(try $0.segment(.load) + 48, UInt64(3))
    },
    .c(
      18, "segments in disorder", .unsound("binary.segment-order"),
      .isLax("it looks at segments one by one")
    ) {
      let (a, b) = (try $0.segment(.load, 1), try $0.segment(.load, 2))
      let first = Array($0.bytes[a..<a + 56])
      $0.bytes.replaceSubrange(a..<a + 56, with: $0.bytes[b..<b + 56])
      $0.bytes.replaceSubrange(b..<b + 56, with: first)
    },
    .c(18, "overlapping segments", .unsound("binary.segment-order")) {
      $0.set(try $0.segment(.load, 1) + 40, UInt64(1) << 16)
    },
    .c(19, "two loaders", .malformed(.invalidValue, "p_type")) {
      $0.set(try $0.segment(.note), UInt32(3))
    },
    .c(19, "two dynamic segments", .malformed(.invalidValue, "p_type")) {
      $0.set(try $0.segment(.note), UInt32(2))
    },
    .c(19, "two program header tables", .malformed(.invalidValue, "p_type")) {
      $0.set(try $0.segment(.note), UInt32(6))
    },
    .c(
      20, "a loader without an end", .malformed(.invalidValue, "PT_INTERP"),
      .isLax("it does not read the name")
    ) {
      let range = try $0.contents(".interp")
      $0.bytes[range.upperBound - 1] = 0x61
    },
    .c(
      20, "a loader without a name", .malformed(.invalidValue, "PT_INTERP"),
      .isLax("it does not read the name")
    ) {
      $0.bytes[try $0.contents(".interp").lowerBound] = 0
    },
    .c(20, "a loader of 5000 bytes", .malformed(.invalidValue, "PT_INTERP")) {
      $0.set(try $0.segment(.interpreter) + 32, UInt64(5000))
    },
    .c(
      21, "an entry in data", .unsound("binary.bad-entry"),
      .isLax("it does not look where the program begins")
    ) {
      $0.set(24, try #require($0.file.section(named: ".data")).address)
    },
    .c(
      21, "an entry in nothing", .unsound("binary.bad-entry"),
      .isLax("it does not look where the program begins")
    ) { $0.set(24, UInt64.max - 7) },
    AdversarialInput(45, "a 32-bit offset of 2^31 - 1", .unsound("binary.truncated")) {
      try await Specimen.narrow().with { $0.set(try $0.segment(.note) + 4, UInt32(0x7fff_ffff)) }
    },
    AdversarialInput(45, "a 32-bit offset of 2^31", .unsound("binary.truncated")) {
      try await Specimen.narrow().with { $0.set(try $0.segment(.note) + 4, UInt32(0x8000_0000)) }
    },
    AdversarialInput(
      45, "32-bit memory that wraps", .malformed(.overflow, "p_vaddr"),
      .isLax("it adds without a limit")
    ) {
      try await Specimen.narrow().with {
        $0.set(try $0.segment(.load, 3) + 20, UInt32(0xffff_f000))
      }
    },
    AdversarialInput(
      45, "a 32-bit section of 2^31 bytes", .unsound("binary.truncated"),
      .isLax("it reads what there is")
    ) {
      try await Specimen.narrow().with {
        $0.set(try $0.section(".comment") + 20, UInt32(0x8000_0000))
      }
    },
  ]
}
