public import Bytes

extension ELFFile {
  /// Finds `.dynsym` as the dynamic loader does, for a file without section headers.
  func loadedSymbolTable(_ file: RawSpan) throws(MalformedInput) -> SymbolTable? {
    precondition(file.byteCount == size, "the bytes of another file")
    guard let dynamic, let address = dynamic.value(of: .symbolTable) else { return nil }
    let width = UInt64(header.symbolSize)
    if let entrySize = dynamic.value(of: .symbolEntrySize), entrySize != width {
      throw malformedDynamic(.invalidValue, "DT_SYMENT")
    }
    let count = try loadedSymbolCount(dynamic, file)
    // The count is at most a 32-bit number of things in the file, so the product fits.
    guard let entries = fileRange(ofAddress: address, count: count * width) else {
      throw malformedDynamic(.outOfBounds, "DT_SYMTAB")
    }
    guard let place = dynamic.value(of: .stringTable),
      let strings = fileRange(
        ofAddress: place, count: dynamic.value(of: .stringTableSize) ?? 0)
    else { throw malformedDynamic(.outOfBounds, "DT_STRTAB") }
    var versionIndices: Range<Int>?
    if let place = dynamic.value(of: .symbolVersions) {
      versionIndices = fileRange(ofAddress: place, count: count * 2)
      if versionIndices == nil { throw malformedDynamic(.outOfBounds, "DT_VERSYM") }
    }
    return SymbolTable(
      header: header, fileSize: size, entries: entries, strings: strings,
      versionIndices: versionIndices, extendedIndices: nil, versions: versionNames)
  }

  /// Proves that the hash tables the loader looks symbols up in lie in memory.
  ///
  /// `file` is the whole file. Takes time for the tables. Throws at the offending count.
  public func checkHashTables(in file: RawSpan) throws(MalformedInput) {
    precondition(file.byteCount == size, "the bytes of another file")
    guard let dynamic, !isTruncated, !isDebugFile else { return }
    if let address = dynamic.value(of: .hash) { _ = try hashedSymbolCount(address, file) }
    if let address = dynamic.value(of: .gnuHash) { _ = try gnuHashedSymbolCount(address, file) }
  }

  /// The length of the dynamic symbol table, which only its hash tables know.
  private func loadedSymbolCount(
    _ dynamic: DynamicSection, _ file: RawSpan
  ) throws(MalformedInput) -> UInt64 {
    if let address = dynamic.value(of: .hash) {
      return try hashedSymbolCount(address, file)
    }
    if header.machine == Machine.mips, let count = dynamic.value(of: .mipsSymbolCount) {
      guard count <= UInt64(size) else {
        throw malformedDynamic(.outOfBounds, "DT_MIPS_SYMTABNO")
      }
      return count
    }
    guard let address = dynamic.value(of: .gnuHash) else {
      throw malformedDynamic(.unsupported, "DT_HASH")
    }
    if let count = try gnuHashedSymbolCount(address, file) { return count }
    return try relocatedSymbolCount(dynamic, file)
  }

  /// `DT_HASH` has a chain entry for each symbol.
  private func hashedSymbolCount(
    _ address: UInt64, _ file: RawSpan
  ) throws(MalformedInput) -> UInt64 {
    // Two processors made the words of this table as wide as addresses.
    let isWide =
      header.class == .elf64 && [Machine.s390, Machine.alpha].contains(header.machine)
    guard let range = fileRange(ofAddress: address, count: isWide ? 16 : 8) else {
      throw malformedDynamic(.outOfBounds, "DT_HASH")
    }
    var input = ByteReader(file)
    try input.seek(to: UInt64(range.lowerBound + (isWide ? 8 : 4)))
    let count =
      isWide
      ? try input.integer(UInt64.self, header.byteOrder, field: "nchain")
      : UInt64(try input.integer(UInt32.self, header.byteOrder, field: "nchain"))
    guard count <= UInt64(size) else {
      throw MalformedInput(.outOfBounds, at: range.lowerBound, field: "nchain")
    }
    return count
  }

  /// `DT_GNU_HASH` ends with the chain of its highest bucket; `nil` when it hashes nothing.
  ///
  /// - SeeAlso: `elf/dl-lookup.c` of glibc, `do_lookup_x`.
  private func gnuHashedSymbolCount(
    _ address: UInt64, _ file: RawSpan
  ) throws(MalformedInput) -> UInt64? {
    guard let start = fileRange(ofAddress: address, count: 16) else {
      throw malformedDynamic(.outOfBounds, "DT_GNU_HASH")
    }
    let order = header.byteOrder
    var input = ByteReader(file)
    try input.seek(to: UInt64(start.lowerBound))
    let buckets = try input.integer(UInt32.self, order, field: "nbuckets")
    let first = try input.integer(UInt32.self, order, field: "symoffset")
    let filters = try input.integer(UInt32.self, order, field: "bloom_size")
    let table = address &+ 16 &+ UInt64(filters) * UInt64(header.wordSize)
    guard let range = fileRange(ofAddress: table, count: UInt64(buckets) * 4) else {
      throw MalformedInput(.outOfBounds, at: start.lowerBound, field: "nbuckets")
    }
    try input.seek(to: UInt64(range.lowerBound))
    var last: UInt32 = 0
    for _ in 0..<buckets {
      last = max(last, try input.integer(UInt32.self, order, field: "bucket"))
    }
    guard last >= first, last > 0 else { return nil }
    var chain = table &+ UInt64(buckets) * 4 &+ UInt64(last - first) * 4
    var index = UInt64(last)
    while true {
      guard let place = fileRange(ofAddress: chain, count: 4) else {
        throw MalformedInput(.outOfBounds, at: start.lowerBound, field: "chain")
      }
      try input.seek(to: UInt64(place.lowerBound))
      index += 1
      if try input.integer(UInt32.self, order, field: "chain") & 1 != 0 { return index }
      chain = chain &+ 4
    }
  }

  /// A program that exports nothing has an empty hash table, yet needs symbols: those its
  /// relocations name.
  private func relocatedSymbolCount(
    _ dynamic: DynamicSection, _ file: RawSpan
  ) throws(MalformedInput) -> UInt64 {
    var last: UInt64 = 0
    for table in loadedRelocations(dynamic) {
      guard let range = table.range else { throw malformedDynamic(.outOfBounds, "DT_REL") }
      var input = ByteReader(file)
      for entry in stride(from: range.lowerBound, to: range.upperBound, by: table.entrySize) {
        try input.seek(to: UInt64(entry + header.wordSize))
        let info = try input.word(header.class, header.byteOrder, field: "r_info")
        last = max(last, header.class == .elf64 ? info >> 32 : info >> 8)
      }
    }
    return last + 1
  }

  /// The error that blames the dynamic section.
  private func malformedDynamic(_ code: MalformedInput.Code, _ field: String) -> MalformedInput {
    let place = programHeaders.first { $0.type == .dynamic }?.fileRange.lowerBound ?? 0
    return MalformedInput(code, at: place, field: field)
  }
}
