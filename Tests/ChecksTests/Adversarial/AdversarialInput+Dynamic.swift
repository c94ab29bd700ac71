import Bytes
import ELF
import TestSupport
import Testing

extension AdversarialInput {
  static let dynamic: [AdversarialInput] = [
    .c(29, "a dynamic section without an end", .malformed(.truncated, "d_tag")) {
      let range = try $0.contents(".dynamic")
      let start = try $0.dynamic(0)
      for place in stride(from: start, to: range.upperBound, by: 16) {
        $0.set(place, UInt64(21))
      }
    },
    .c(30, "strings that no segment loads", .malformed(.outOfBounds, "DT_STRTAB")) {
      $0.set(try $0.dynamic(5) + 8, UInt64(1) << 40)
    },
    .c(
      30, "more strings than memory", .malformed(.outOfBounds, "DT_STRTAB"),
      .isLax("it reads what there is")
    ) {
      $0.set(try $0.dynamic(10) + 8, UInt64(1) << 40)
    },
    .c(31, "needs that lead back", .malformed(.invalidValue, "vn_next")) {
      let start = try $0.contents(".gnu.version_r").lowerBound
      $0.set(start + 2, UInt16(0xffff))
      $0.set(start + 12, UInt32(0xffff_fff0))
    },
    AdversarialInput(31, "definitions that lead nowhere", .malformed(.outOfBounds, "DT_VERDEF")) {
      let binary = TestBinary.c(kind: .shared, flags: ["-Wl,--default-symver"])
      return try await Specimen(binary.bytes()).with {
        let start = try $0.contents(".gnu.version_d").lowerBound
        $0.set(start + 16, UInt32(0x7fff_fff0))
      }
    },
    .c(
      32, "a hash table of 2^32 buckets, sections gone", .malformed(.outOfBounds, "nbuckets"),
      .isLax("without sections it finds no table")
    ) {
      $0.set(try $0.contents(".gnu.hash").lowerBound, UInt32.max)
      $0.behead()
    },
    .c(32, "a hash table of 2^32 buckets", .malformed(.outOfBounds, "nbuckets")) {
      $0.set(try $0.contents(".gnu.hash").lowerBound, UInt32.max)
    },
  ]

  static let contents: [AdversarialInput] = [
    .c(33, "a note's name of 4 GiB", .sound, .isStrict("no loader needs the build id")) {
      $0.set(try $0.contents(".note.gnu.build-id").lowerBound, UInt32.max)
    },
    .c(33, "a note's contents of 4 GiB", .sound, .isStrict("no loader needs the build id")) {
      $0.set(try $0.contents(".note.gnu.build-id").lowerBound + 4, UInt32.max)
    },
    .c(34, "properties aligned to 4", .sound) {
      $0.set(try $0.section(".note.gnu.property") + 48, UInt64(4))
    },
    .go(36, "a length without an end", .malformed(.overflow, "version")) {
      let start = try $0.contents(".go.buildinfo").lowerBound
      for index in 0..<11 { $0.bytes[start + 32 + index] = 0xff }
    },
    .go(37, "a version longer than the section", .malformed(.truncated, "version")) {
      let start = try $0.contents(".go.buildinfo").lowerBound
      $0.bytes.replaceSubrange(start + 32..<start + 35, with: [0xff, 0xff, 0x7f])
    },
    .go(38, "build information a byte off", .malformed(.badMagic, ".go.buildinfo")) {
      let range = try $0.contents(".go.buildinfo")
      let old = Array($0.bytes[range.dropLast()])
      $0.bytes.replaceSubrange(range, with: [0] + old)
    },
    .go(39, "pointers to nothing", .malformed(.outOfBounds, "version")) {
      let start = try $0.contents(".go.buildinfo").lowerBound
      $0.bytes[start + 15] = 0
      $0.set(start + 16, UInt64.max - 7)
    },
    .go(40, "a line table past its end", .malformed(.outOfBounds, "filetabOffset")) {
      $0.set(try $0.contents(".gopclntab").lowerBound + 48, UInt64.max - 7)
    },
    .c(41, "something behind it", .sound) { $0.bytes += Array("PK\u{3}\u{4} and more".utf8) },
    AdversarialInput(42, "an archive", .malformed(.badMagic, "e_ident[EI_MAG]"), .isSilent) {
      Array("!<arch>\n".utf8)
    },
    AdversarialInput(42, "a thin archive", .malformed(.badMagic, "e_ident[EI_MAG]"), .isSilent) {
      Array("!<thin>\n".utf8)
    },
  ]
}
