internal import Bytes

extension ELFFile {
  /// Reads `PT_DYNAMIC` as the loader does, and the string table it names.
  static func dynamic(
    _ header: ELFHeader, _ segments: [ProgramHeader], _ sections: [SectionHeader], _ size: Int,
    _ fetch: Fetch
  ) throws(MalformedInput) -> (DynamicSection?, StringTable) {
    let none = StringTable([], allowance: 0)
    guard let segment = segments.first(where: { $0.type == .dynamic }) else { return (nil, none) }
    let range = segment.fileRange
    // A file of debugging information keeps the headers of what it left behind.
    let isLeftBehind = sections.contains {
      $0.address == segment.virtualAddress && $0.name == ".dynamic" && $0.type == .noBits
    }
    if range.isEmpty || isLeftBehind { return (nil, none) }

    var result = DynamicSection()
    let table = fetch(range)
    var input = unsafe ByteReader(table.span.bytes, base: range.lowerBound)
    while true {
      let type = try input.word(header.class, header.byteOrder, field: "d_tag")
      let value = try input.word(header.class, header.byteOrder, field: "d_un")
      if type == 0 { break }
      result.entries.append(.init(type: DynamicType(rawValue: type), value: value))
    }

    var strings = none
    if let address = result.value(of: .stringTable) {
      let count = result.value(of: .stringTableSize) ?? 0
      guard let place = fileRange(segments, address, count), place.upperBound <= size else {
        throw MalformedInput(.outOfBounds, at: range.lowerBound, field: "DT_STRTAB")
      }
      strings = StringTable(fetch(place), allowance: StringTable.allowance(forFileOf: size))
    }
    func string(_ offset: UInt64, _ field: String) throws(MalformedInput) -> String {
      guard let text = strings.string(at: offset) else {
        throw MalformedInput(.outOfBounds, at: range.lowerBound, field: field)
      }
      return text
    }
    for entry in result.entries {
      switch entry.type {
      case .needed: result.needed.append(try string(entry.value, "DT_NEEDED"))
      case .soname: result.soname = try string(entry.value, "DT_SONAME")
      case .rpath: result.rpath = try string(entry.value, "DT_RPATH")
      case .runpath: result.runpath = try string(entry.value, "DT_RUNPATH")
      default: break
      }
    }
    return (result, strings)
  }

  /// Where in the file `count` bytes at a virtual address come from.
  static func fileRange(
    _ segments: [ProgramHeader], _ address: UInt64, _ count: UInt64
  ) -> Range<Int>? {
    for segment in segments where segment.type == .load && segment.fileSize > 0 {
      guard address >= segment.virtualAddress else { continue }
      let skipped = address - segment.virtualAddress
      guard skipped <= segment.fileSize, count <= segment.fileSize - skipped else { continue }
      let start = segment.fileRange.lowerBound + Int(skipped)
      return start..<start + Int(count)
    }
    return nil
  }

  /// Follows the chains of `DT_VERNEED`, each a list of versions of one library.
  static func versionNeeds(
    _ dynamic: DynamicSection?, _ strings: inout StringTable, _ header: ELFHeader,
    _ segments: [ProgramHeader], _ fetch: Fetch
  ) throws(MalformedInput) -> [VersionNeed] {
    guard let address = dynamic?.value(of: .versionNeeds),
      let count = dynamic?.value(of: .versionNeedCount)
    else { return [] }
    // Linkers write a record for each library and version; no program has 65,536 of them.
    var allowance = 1 << 16
    func record(
      _ address: UInt64, _ place: Int, _ field: String
    ) throws(MalformedInput) -> (Int, [UInt8]) {
      allowance -= 1
      guard allowance > 0, let range = fileRange(segments, address, 16) else {
        throw MalformedInput(.outOfBounds, at: place, field: field)
      }
      return (range.lowerBound, fetch(range))
    }
    func name(_ offset: UInt32, _ place: Int, _ field: String) throws(MalformedInput) -> String {
      guard let text = strings.string(at: UInt64(offset)) else {
        throw MalformedInput(.outOfBounds, at: place, field: field)
      }
      return text
    }
    let order = header.byteOrder
    var result: [VersionNeed] = []
    var here = address
    var blamed = segments.first { $0.type == .dynamic }?.fileRange.lowerBound ?? 0
    for index in 0..<min(count, 1 << 16) {
      let (place, bytes) = try record(here, blamed, "DT_VERNEED")
      var input = unsafe ByteReader(bytes.span.bytes, base: place)
      try input.skip(2, field: "vn_version")
      let versions = try input.integer(UInt16.self, order, field: "vn_cnt")
      let library = try input.integer(UInt32.self, order, field: "vn_file")
      let first = try input.integer(UInt32.self, order, field: "vn_aux")
      let next = try input.integer(UInt32.self, order, field: "vn_next")
      var need = VersionNeed(library: try name(library, place + 4, "vn_file"), versions: [])
      var at = here &+ UInt64(first)
      blamed = place + 8
      for _ in 0..<versions {
        let (place, bytes) = try record(at, blamed, "vn_aux")
        var input = unsafe ByteReader(bytes.span.bytes, base: place)
        try input.skip(4, field: "vna_hash")
        let bits = try input.integer(UInt16.self, order, field: "vna_flags")
        let index = try input.integer(UInt16.self, order, field: "vna_other")
        let text = try input.integer(UInt32.self, order, field: "vna_name")
        let following = try input.integer(UInt32.self, order, field: "vna_next")
        need.versions.append(
          .init(
            name: try name(text, place + 8, "vna_name"), isWeak: bits & 2 != 0,
            index: index & 0x7fff))
        if following == 0 { break }
        blamed = place + 12
        at = at &+ UInt64(following)
      }
      result.append(need)
      if next == 0 { break }
      // The loader goes by the chain alone, and would leave the table.
      guard index + 1 < count else {
        throw MalformedInput(.invalidValue, at: place + 12, field: "vn_next")
      }
      blamed = place + 12
      here = here &+ UInt64(next)
    }
    return result
  }
}
