internal import Bytes

extension ELFFile {
  /// Follows the chain of `DT_VERDEF`, each with the chain of its names.
  static func versionDefinitions(
    _ dynamic: DynamicSection?, _ strings: inout StringTable, _ header: ELFHeader,
    _ segments: [ProgramHeader], _ fetch: Fetch
  ) throws(MalformedInput) -> [VersionDefinition] {
    guard let address = dynamic?.value(of: .versionDefinitions),
      let count = dynamic?.value(of: .versionDefinitionCount)
    else { return [] }
    // `.gnu.version` has 15 bits for a version; each has a name and few parents.
    var allowance = 1 << 16
    func record(
      _ address: UInt64, _ size: UInt64, _ place: Int, _ field: String
    ) throws(MalformedInput) -> (Int, [UInt8]) {
      allowance -= 1
      guard allowance > 0, let range = fileRange(segments, address, size) else {
        throw MalformedInput(.outOfBounds, at: place, field: field)
      }
      return (range.lowerBound, fetch(range))
    }
    let order = header.byteOrder
    var result: [VersionDefinition] = []
    var here = address
    var blamed = segments.first { $0.type == .dynamic }?.fileRange.lowerBound ?? 0
    for _ in 0..<min(count, 1 << 16) {
      let (place, bytes) = try record(here, 20, blamed, "DT_VERDEF")
      var input = unsafe ByteReader(bytes.span.bytes, base: place)
      try input.skip(2, field: "vd_version")
      let flags = try input.integer(UInt16.self, order, field: "vd_flags")
      let index = try input.integer(UInt16.self, order, field: "vd_ndx")
      let names = try input.integer(UInt16.self, order, field: "vd_cnt")
      try input.skip(4, field: "vd_hash")
      let first = try input.integer(UInt32.self, order, field: "vd_aux")
      let next = try input.integer(UInt32.self, order, field: "vd_next")
      guard names > 0 else { throw MalformedInput(.invalidValue, at: place + 6, field: "vd_cnt") }

      var all: [String] = []
      var at = here &+ UInt64(first)
      blamed = place + 12
      for _ in 0..<names {
        let (place, bytes) = try record(at, 8, blamed, "vd_aux")
        var input = unsafe ByteReader(bytes.span.bytes, base: place)
        let offset = try input.integer(UInt32.self, order, field: "vda_name")
        let following = try input.integer(UInt32.self, order, field: "vda_next")
        guard let name = strings.string(at: UInt64(offset)) else {
          throw MalformedInput(.outOfBounds, at: place, field: "vda_name")
        }
        all.append(name)
        if following == 0 { break }
        blamed = place + 4
        at = at &+ UInt64(following)
      }
      result.append(
        VersionDefinition(
          name: all[0], parents: Array(all.dropFirst()), index: index & 0x7fff,
          isBase: flags & 1 != 0, isWeak: flags & 2 != 0))
      if next == 0 { break }
      blamed = place + 16
      here = here &+ UInt64(next)
    }
    return result
  }
}
