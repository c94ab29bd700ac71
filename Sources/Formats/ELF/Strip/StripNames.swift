internal import Bytes

/// The names of sections and symbols in the output, and the tables that hold them.
///
/// One table may serve both: that is how LLVM writes object files.
struct StripNames {
  /// The contents of the string tables written anew, by section number.
  private(set) var tables: [Int: [UInt8]] = [:]
  /// `sh_name` of the sections where it changes.
  private(set) var sectionOffsets: [Int: UInt32] = [:]
  /// `st_name` of the symbols that stay, in order; `nil` when those of the input hold.
  private(set) var symbolOffsets: [UInt32]?

  init(
    _ file: ELFFile, _ selection: StripSelection, _ prefix: StripPrefix, _ input: RawSpan
  ) throws(EditRefusal) {
    let sections = selection.sections
    let names = file.header.sectionNameIndex
    func bytes(_ index: Int) -> StringTable {
      StringTable(
        [UInt8](copying: input.extracting(sections[index].fileRange)),
        allowance: StringTable.allowance(forFileOf: file.size))
    }
    /// Whether no section but `owners` has its strings there, so that the table may change.
    func isOwn(_ table: Int, _ owners: [Int]) -> Bool {
      sections[table].type == .stringTable && !sections[table].isAllocated
        && !selection.kept.contains {
          Int(sections[$0].link) == table && $0 != table && !owners.contains($0)
            && sections[$0].type != .null
        }
    }

    var symbolTexts: [[UInt8]]?
    var strings = 0
    if let symbols = selection.symbols, symbols.chooses {
      strings = Int(sections[symbols.table].link)
      if isOwn(strings, [symbols.table]), !prefix.holds(sections[strings]) {
        symbolTexts = try Self.texts(of: symbols, in: bytes(strings))
      }
    }
    if names != 0 {
      let owners = symbolTexts != nil && strings == names ? [selection.symbols?.table ?? 0] : []
      let isAddedTo = !selection.additions.isEmpty
      if isOwn(names, owners), isAddedTo || !prefix.holds(sections[names]) {
        layOut(
          Self.texts(of: selection, in: bytes(names)), of: selection, in: names,
          with: strings == names ? symbolTexts : nil)
      } else if isAddedTo {
        append(to: [UInt8](copying: input.extracting(sections[names].fileRange)), names, selection)
      }
    }
    if let symbolTexts, strings != names {
      let table = SectionNameTable(symbolTexts)
      tables[strings] = table.bytes
      symbolOffsets = symbolTexts.map { UInt32(table.offset(of: $0)) }
    }
  }

  /// Writes the section names, and `symbolTexts` before them, into table `names`.
  private mutating func layOut(
    _ texts: [[UInt8]], of selection: StripSelection, in names: Int,
    with symbolTexts: [[UInt8]]?
  ) {
    var order = symbolTexts ?? []
    order += [".symtab", ".strtab"].map { [UInt8]($0.utf8) }.filter { texts.contains($0) }
    for (index, text) in zip(selection.kept, texts) where index == names { order.append(text) }
    let table = SectionNameTable(order + texts)
    for (index, text) in zip(selection.kept, texts) where index != 0 {
      sectionOffsets[index] = UInt32(table.offset(of: text))
    }
    tables[names] = table.bytes
    symbolOffsets = symbolTexts?.map { UInt32(table.offset(of: $0)) }
  }

  /// Adds the names of the sections that are added behind a table that others use as well.
  private mutating func append(to table: [UInt8], _ names: Int, _ selection: StripSelection) {
    var table = table
    for index in selection.additions.keys.sorted() {
      sectionOffsets[index] = UInt32(table.count)
      table += Array(selection.sections[index].name.utf8) + [0]
    }
    tables[names] = table
  }

  private static func texts(of selection: StripSelection, in table: StringTable) -> [[UInt8]] {
    var table = table
    return selection.kept.map { index in
      let section = selection.sections[index]
      if selection.additions[index] != nil { return Array(section.name.utf8) }
      // Parsing looked every name up within the same allowance.
      return table.bytes(at: UInt64(section.nameOffset)).map { [UInt8]($0) } ?? []
    }
  }

  /// The names of the symbols that stay; those that stand for a section have none of their own.
  private static func texts(
    of symbols: SymbolFilter, in table: StringTable
  ) throws(EditRefusal) -> [[UInt8]] {
    var table = table
    var texts: [[UInt8]] = []
    for symbol in symbols.kept {
      let offset = symbols.records.nameOffset(of: symbol)
      if offset == 0 || symbols.records.standsForSection(symbol) {
        texts.append([])
      } else if let text = table.bytes(at: UInt64(offset)) {
        texts.append([UInt8](text))
      } else {
        throw EditRefusal(.inconsistent, "the name of a symbol is outside its string table")
      }
    }
    return texts
  }
}
