import Bytes

/// A program with one field that is wrong, and what a reader must say of it.
struct DamagedELF: Sendable, CustomStringConvertible {
  var field: String
  var code: MalformedInput.Code
  /// Where the error is reported.
  var offset: Int
  /// Where the new bytes go; `offset` when `nil`.
  var place: Int?
  var bytes: [UInt8]
  var description: String { "\(field) \(bytes)" }

  /// The whole file: ``SyntheticELF``, 64 bits and little-endian, with the damage done.
  var file: [UInt8] {
    var (file, _) = SyntheticELF.all[0].build()
    let place = place ?? offset
    file.replaceSubrange(place..<place + bytes.count, with: bytes)
    return file
  }

  /// Offsets are those of a 64-bit little-endian file.
  static let all: [DamagedELF] = {
    let (_, places) = SyntheticELF.all[0].build()
    let segment = places.segments
    let section = places.sections
    func bytes(_ value: UInt64, _ width: Int) -> [UInt8] {
      (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
    return [
      DamagedELF(field: "e_ident[EI_MAG]", code: .badMagic, offset: 0, bytes: [0x7e]),
      DamagedELF(field: "e_ident[EI_CLASS]", code: .invalidValue, offset: 4, bytes: [3]),
      DamagedELF(field: "e_ident[EI_DATA]", code: .invalidValue, offset: 5, bytes: [0]),
      DamagedELF(field: "e_ident[EI_VERSION]", code: .invalidValue, offset: 6, bytes: [2]),
      DamagedELF(field: "e_version", code: .invalidValue, offset: 20, bytes: [0]),
      DamagedELF(field: "e_phoff", code: .outOfBounds, offset: 32, bytes: bytes(.max, 8)),
      DamagedELF(field: "e_phoff", code: .invalidValue, offset: 32, bytes: bytes(8, 8)),
      DamagedELF(field: "e_shoff", code: .outOfBounds, offset: 40, bytes: bytes(.max - 9, 8)),
      DamagedELF(field: "e_shoff", code: .invalidValue, offset: 40, bytes: bytes(70, 8)),
      DamagedELF(field: "e_ehsize", code: .invalidValue, offset: 52, bytes: [65]),
      DamagedELF(field: "e_phentsize", code: .invalidValue, offset: 54, bytes: [55]),
      DamagedELF(field: "e_phnum", code: .unsupported, offset: 56, bytes: [0xff, 0xff]),
      DamagedELF(field: "e_phnum", code: .invalidValue, offset: 56, bytes: [1, 1]),
      DamagedELF(field: "e_shentsize", code: .invalidValue, offset: 58, bytes: [0]),
      DamagedELF(field: "e_shoff", code: .outOfBounds, offset: 40, place: 60, bytes: [0xff]),
      DamagedELF(field: "e_shstrndx", code: .invalidValue, offset: 62, bytes: [11]),
      DamagedELF(
        field: "sh_size", code: .invalidValue, offset: section, place: 60, bytes: [0, 0]),
      DamagedELF(
        field: "p_offset", code: .overflow, offset: segment + 8,
        bytes: bytes(UInt64(Int.max), 8)),
      DamagedELF(
        field: "p_offset", code: .invalidValue, offset: segment + 8, bytes: [1]),
      DamagedELF(
        field: "p_vaddr", code: .overflow, offset: segment + 16, bytes: bytes(.max - 3, 8)),
      DamagedELF(field: "p_memsz", code: .invalidValue, offset: segment + 40, bytes: [0, 0]),
      DamagedELF(field: "p_align", code: .invalidValue, offset: segment + 48, bytes: [3]),
      DamagedELF(field: "p_type", code: .invalidValue, offset: segment + 112, bytes: [3]),
      DamagedELF(
        field: "sh_name", code: .outOfBounds, offset: section + 64, bytes: bytes(.max, 4)),
      DamagedELF(
        field: "sh_offset", code: .overflow, offset: section + 64 + 24, bytes: bytes(.max, 8)),
      DamagedELF(
        field: "sh_type", code: .invalidValue, offset: section + 10 * 64 + 4, bytes: [1]),
      DamagedELF(
        field: "DT_NEEDED", code: .outOfBounds, offset: places.dynamic,
        place: places.dynamic + 8, bytes: bytes(.max, 8)),
      DamagedELF(
        field: "DT_STRTAB", code: .outOfBounds, offset: places.dynamic,
        place: places.dynamic + 40, bytes: bytes(.max, 8)),
      DamagedELF(
        field: "vn_file", code: .outOfBounds, offset: places.needs + 4, bytes: bytes(.max, 4)),
      DamagedELF(
        field: "vn_aux", code: .outOfBounds, offset: places.needs + 8,
        bytes: bytes(.max, 4)),
    ]
  }()
}
