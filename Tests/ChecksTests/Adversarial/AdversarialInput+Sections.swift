import Bytes
import ELF
import TestSupport
import Testing

extension AdversarialInput {
  static let sections: [AdversarialInput] = [
    .c(22, "a section over the headers", .sound) {
      $0.set(try $0.section(".comment") + 24, UInt64(0))
    },
    .c(23, "a link to no section", .malformed(.invalidValue, "sh_link")) {
      $0.set(try $0.section(".symtab") + 40, UInt32(999))
    },
    .c(23, "information about no section", .sound, .isStrict("no loader reads it")) {
      $0.set(try $0.section(".rela.plt") + 44, UInt32(999))
    },
    .c(23, "a link to itself", .malformed(.invalidValue, "sh_link")) {
      let index = try #require($0.file.sectionHeaders.firstIndex { $0.name == ".symtab" })
      $0.set(try $0.section(".symtab") + 40, UInt32(index))
    },
    .c(24, "symbols of no size", .malformed(.invalidValue, "sh_entsize")) {
      $0.set(try $0.section(".symtab") + 56, UInt64(0))
    },
    .c(24, "dynamic symbols of 23 bytes", .malformed(.invalidValue, "sh_entsize")) {
      $0.set(try $0.section(".dynsym") + 56, UInt64(23))
    },
    .c(25, "a huge alignment", .sound) {
      $0.set(try $0.section(".comment") + 48, UInt64(1) << 63)
    },
    .c(26, "names without contents", .malformed(.invalidValue, "sh_type")) {
      $0.set(try $0.section(".shstrtab") + 4, UInt32(8))
    },
    .c(26, "names without an end", .malformed(.outOfBounds, "sh_name")) {
      let range = try $0.contents(".shstrtab")
      $0.bytes[range.upperBound - 1] = 0x61
    },
    .c(26, "more names than file", .malformed(.outOfBounds, "sh_offset")) {
      $0.set(try $0.section(".shstrtab") + 32, UInt64(1) << 40)
    },
    .c(26, "a name past the names", .malformed(.outOfBounds, "sh_name")) {
      $0.set(try $0.section(".text"), UInt32(0x00ff_ffff))
    },
    .c(27, "a symbol's name past the names", .sound, .isStrict("no loader reads it")) {
      $0.set(try $0.contents(".symtab").lowerBound + 24, UInt32.max)
    },
    .c(27, "a dynamic symbol's name past the names", .malformed(.outOfBounds, "st_name")) {
      $0.set(try $0.contents(".dynsym").lowerBound + 24, UInt32.max)
    },
    AdversarialInput(28, "a group of itself", .unsound("binary.not-a-program")) {
      let source = """
        struct A { virtual ~A(); }; inline int f() { static int i; return ++i; }
        int g() { return f(); }
        """
      let place = try ScratchDirectory()
      try place.write(source, to: "a.cc")
      try await succeed("g++", ["-c", "-O0", "a.cc"], in: place.path)
      var object = try Specimen(place.read("a.o"))
      let group = try #require(object.file.sectionHeaders.firstIndex { $0.type == .group })
      let start = object.file.sectionHeaders[group].fileRange.lowerBound
      object.set(start + 4, UInt32(group))
      return object.bytes
    },
    AdversarialInput(35, "a compressed section of 2^60 bytes", .sound) {
      var program = try await Specimen.program(["-g", "-gz"])
      for section in program.file.sectionHeaders where section.flags.contains(.compressed) {
        program.set(section.fileRange.lowerBound + 8, UInt64(1) << 60)
      }
      return program.bytes
    },
  ]
}
