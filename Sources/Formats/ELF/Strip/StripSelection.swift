internal import Bytes

/// Which sections stay, in which order, and what their numbers become.
struct StripSelection {
  /// The sections of the input, and behind them those that are added.
  private(set) var sections: [SectionHeader]
  /// The contents of the sections that are added, by number.
  private(set) var additions: [Int: [UInt8]] = [:]
  /// For each section whether it stays; section 0 does.
  private(set) var isKept: [Bool]
  /// The numbers of the sections that stay, in the output's order.
  private(set) var kept: [Int] = []
  /// For each section its number in the output; 0 for those dropped.
  private(set) var newIndex: [Int] = []
  /// The member sections of each group, by the group's number.
  private(set) var groups: [Int: [Int]] = [:]
  /// What becomes of the symbol table when it stays.
  private(set) var symbols: SymbolFilter?

  /// The numbers of the sections that go, in order.
  var dropped: [Int] { isKept.indices.filter { !isKept[$0] } }

  init(
    _ file: ELFFile, _ options: StripOptions, _ input: RawSpan
  ) throws(EditRefusal) {
    sections = file.sectionHeaders
    let mode = options.mode
    let names = file.header.sectionNameIndex
    isKept = sections.map { mode == .none || !$0.isDebugging }
    isKept[0] = true
    isKept[names] = true
    try requireLinks()

    try dropSections(named: options.removedSections, names)
    for index in sections.indices where sections[index].isRelocation {
      let target = Int(sections[index].info)
      let isOrphan = target != 0 && !isKept[target]
      if !sections[index].isAllocated, mode == .all || isOrphan { isKept[index] = false }
    }
    let hasRelocations = sections.indices.contains {
      isKept[$0] && sections[$0].isRelocation && !sections[$0].isAllocated
    }
    if mode == .all || (mode == .unneeded && file.header.type != .relocatable && !hasRelocations) {
      dropSymbols(names)
    }
    try requireUnneeded(options.removedSections)
    groups = try readGroups(file.header, input)
    for (group, members) in groups where !members.isEmpty {
      if members.allSatisfy({ !isKept[$0] }) { isKept[group] = false }
    }
    if let table = sections.indices.first(where: {
      isKept[$0] && sections[$0].type == .symbolTable && !sections[$0].isAllocated
    }) {
      symbols = try SymbolFilter(table, self, of: file, mode, input)
    }
    if let link = options.debugLink { try add(link, names, file.header.byteOrder) }
    number(file)
  }

  /// Drops sections by name; those that only describe them go by the same rules as always.
  private mutating func dropSections(
    named removed: Set<String>, _ names: Int
  ) throws(EditRefusal) {
    for index in sections.indices.dropFirst() where removed.contains(sections[index].name) {
      guard !sections[index].isAllocated, index != names else {
        throw EditRefusal(
          .neededSection, "section '\(sections[index].name)' is needed by the program")
      }
      isKept[index] = false
    }
  }

  /// Refuses when what stays points at a section that was asked away.
  private func requireUnneeded(_ removed: Set<String>) throws(EditRefusal) {
    guard !removed.isEmpty else { return }
    for (index, section) in sections.enumerated() where isKept[index] && section.type != .null {
      let target = sections[Int(section.link)]
      guard isKept[Int(section.link)] || !removed.contains(target.name) else {
        throw EditRefusal(
          .neededSection, "section '\(target.name)' is needed by '\(section.name)'")
      }
    }
  }

  private mutating func dropSymbols(_ names: Int) {
    var strings: Set<Int> = []
    for (index, section) in sections.enumerated() where !section.isAllocated && index != names {
      if section.type == .symbolTable {
        isKept[index] = false
        strings.insert(Int(section.link))
      } else if section.type == .extendedIndices {
        isKept[index] = false
      }
    }
    for (index, section) in sections.enumerated() where isKept[index] {
      strings.remove(Int(section.link))
    }
    for index in strings where index != 0 && index != names {
      if sections[index].type == .stringTable, !sections[index].isAllocated {
        isKept[index] = false
      }
    }
  }

  private mutating func add(
    _ link: DebugLink, _ names: Int, _ order: ByteOrder
  ) throws(EditRefusal) {
    let name = DebugLink.sectionName
    guard !sections.indices.contains(where: { isKept[$0] && sections[$0].name == name }) else {
      throw EditRefusal(.alreadySplit, "its '\(name)' names another debug file")
    }
    guard names != 0 else {
      throw EditRefusal(.unsupported, "its sections have no names")
    }
    additions[sections.count] = link.contents(order)
    sections.append(link.header(order))
    isKept.append(true)
  }

  /// Puts the sections in order, and with them what only the names and symbols need at the end,
  /// as GNU binutils do.
  private mutating func number(_ file: ELFFile) {
    let names = file.header.sectionNameIndex
    var last: [Int] = additions.keys.sorted()
    if let symbols {
      last.append(symbols.table)
      last += sections.indices.filter {
        sections[$0].type == .extendedIndices && Int(sections[$0].link) == symbols.table
      }
      let strings = Int(sections[symbols.table].link)
      if strings != names, sections[strings].type == .stringTable { last.append(strings) }
    }
    last.append(names)
    let loads = file.loadSegments.map(\.fileRange)
    last.removeAll { index in
      index == 0 || !isKept[index] || sections[index].isAllocated
        || (additions[index] == nil
          && loads.contains { $0.encloses(sections[index].fileRange) })
    }
    let isLast = Set(last)
    kept = isKept.indices.filter { isKept[$0] && !isLast.contains($0) } + last
    // Numbers that fit need no table of their own.
    if let symbols, kept.count <= SymbolRecords.firstReserved {
      kept.removeAll { index in
        let goes =
          sections[index].type == .extendedIndices && Int(sections[index].link) == symbols.table
        if goes { isKept[index] = false }
        return goes
      }
    }
    newIndex = [Int](repeating: 0, count: isKept.count)
    for (new, old) in kept.enumerated() { newIndex[old] = new }
  }

  /// Numbers that name no section cannot be renumbered.
  private func requireLinks() throws(EditRefusal) {
    for type in [SectionType.symbolTable, .dynamicSymbols, .extendedIndices] {
      guard sections.count(where: { $0.type == type }) <= 1 else {
        throw EditRefusal(.inconsistent, "it has two sections of type \(type.name)")
      }
    }
    for (index, section) in sections.enumerated() where index > 0 && section.type != .null {
      let named = section.isRelocation || section.flags.contains(.infoLink) ? section.info : 0
      guard Int(section.link) < sections.count, Int(named) < sections.count else {
        throw EditRefusal(
          .inconsistent, "section '\(section.name)' refers to a section that does not exist")
      }
    }
  }

  /// Reads the members of every `SHT_GROUP` section.
  private func readGroups(
    _ header: ELFHeader, _ input: RawSpan
  ) throws(EditRefusal) -> [Int: [Int]] {
    var result: [Int: [Int]] = [:]
    // A section belongs to one group, so all lists together are no longer than the table.
    var allowance = sections.count
    for (index, section) in sections.enumerated() where section.type == .group {
      let contents = [UInt8](copying: input.extracting(section.fileRange))
      let damaged = EditRefusal(.inconsistent, "section group \(index) is damaged")
      guard contents.count >= 4, contents.count % 4 == 0 else { throw damaged }
      let members = stride(from: 4, to: contents.count, by: 4).map {
        Int(contents.integer(UInt32.self, at: $0, header.byteOrder))
      }
      allowance -= members.count
      guard allowance > 0, members.allSatisfy({ $0 < sections.count && $0 != 0 && $0 != index })
      else { throw damaged }
      result[index] = members
    }
    return result
  }
}
