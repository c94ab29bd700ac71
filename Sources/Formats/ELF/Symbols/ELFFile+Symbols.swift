public import Bytes

extension ELFFile {
  /// The symbols that the dynamic loader sees, `.dynsym`.
  ///
  /// Found by the section headers, and by `PT_DYNAMIC` in a file without any; `nil` when there
  /// is no such table. `file` is the whole file.
  public func dynamicSymbols(in file: RawSpan) throws(MalformedInput) -> SymbolTable? {
    guard sectionHeaders.isEmpty else { return try symbolTable(.dynamicSymbols, file) }
    return try loadedSymbolTable(file)
  }

  /// The symbols that the linker and debuggers see, `.symtab`; `nil` when it was stripped.
  public func staticSymbols(in file: RawSpan) throws(MalformedInput) -> SymbolTable? {
    try symbolTable(.symbolTable, file)
  }

  /// Reads where a symbol table and its companions lie from the section headers.
  private func symbolTable(
    _ type: SectionType, _ file: RawSpan
  ) throws(MalformedInput) -> SymbolTable? {
    precondition(file.byteCount == size, "the bytes of another file")
    guard let index = sectionHeaders.firstIndex(where: { $0.type == type }) else { return nil }
    let section = sectionHeaders[index]
    guard section.entrySize == UInt64(header.symbolSize) else {
      throw malformed(.invalidValue, index, "sh_entsize")
    }
    let entries = try contents(of: index)
    guard entries.count % header.symbolSize == 0 else {
      throw malformed(.invalidValue, index, "sh_size")
    }
    let count = entries.count / header.symbolSize
    guard let strings = Int(exactly: section.link), strings < sectionHeaders.count,
      sectionHeaders[strings].type == .stringTable
    else { throw malformed(.invalidValue, index, "sh_link") }

    func companion(_ type: SectionType, _ width: Int) throws(MalformedInput) -> Range<Int>? {
      let found = sectionHeaders.firstIndex { $0.type == type && $0.link == UInt32(index) }
      guard let found else { return nil }
      let range = try contents(of: found)
      guard range.count == count * width else { throw malformed(.invalidValue, found, "sh_size") }
      return range
    }
    return SymbolTable(
      header: header, fileSize: size, entries: entries, strings: try contents(of: strings),
      versionIndices: try companion(.symbolVersions, 2),
      extendedIndices: try companion(.extendedIndices, 4), versions: versionNames)
  }

  /// What each version index means; the first to claim one has it, as for the loader.
  var versionNames: [UInt16: SymbolTable.Version] {
    var names: [UInt16: SymbolTable.Version] = [:]
    for version in versionDefinitions where names[version.index] == nil {
      names[version.index] = SymbolTable.Version(
        name: version.name, library: nil, isWeak: version.isWeak, isBase: version.isBase)
    }
    for need in versionNeeds {
      for version in need.versions where names[version.index] == nil {
        names[version.index] = SymbolTable.Version(
          name: version.name, library: need.library, isWeak: version.isWeak, isBase: false)
      }
    }
    return names
  }

  /// The bytes of a section, proved to lie in the file.
  private func contents(of index: Int) throws(MalformedInput) -> Range<Int> {
    let range = sectionHeaders[index].fileRange
    guard range.upperBound <= size else { throw malformed(.outOfBounds, index, "sh_offset") }
    return range
  }

  /// The error that blames a field of a section header.
  func malformed(_ code: MalformedInput.Code, _ index: Int, _ field: String) -> MalformedInput {
    let wide: [String: Int] = ["sh_offset": 24, "sh_size": 32, "sh_link": 40, "sh_entsize": 56]
    let narrow: [String: Int] = ["sh_offset": 16, "sh_size": 20, "sh_link": 24, "sh_entsize": 36]
    let offset = (header.class == .elf64 ? wide : narrow)[field] ?? 0
    return MalformedInput(
      code, at: header.sectionHeaderRange.lowerBound + index * header.sectionHeaderSize + offset,
      field: field)
  }
}
