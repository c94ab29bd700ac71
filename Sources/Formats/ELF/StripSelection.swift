internal import Bytes

/// Which sections stay and what their numbers become.
struct StripSelection {
  /// For each section whether it stays; section 0 does.
  private(set) var isKept: [Bool]
  /// For each section its number in the output; 0 for those dropped.
  private(set) var newIndex: [Int]
  /// The member sections of each group, by the group's number.
  private(set) var groups: [Int: [Int]] = [:]

  /// The numbers of the sections that stay, in order.
  var kept: [Int] { isKept.indices.filter { isKept[$0] } }
  /// The numbers of the sections that go, in order.
  var dropped: [Int] { isKept.indices.filter { !isKept[$0] } }

  init(_ file: ELFFile, _ mode: StripMode, _ input: RawSpan) throws(StripRefusal) {
    let sections = file.sectionHeaders
    let names = file.header.sectionNameIndex
    isKept = sections.map { !$0.isDebugging }
    isKept[0] = true
    isKept[names] = true
    newIndex = []
    try Self.requireLinks(sections)

    func isRelocation(_ index: Int) -> Bool {
      sections[index].type.infoNamesSection && !sections[index].isAllocated
    }
    for index in sections.indices where isRelocation(index) {
      let target = Int(sections[index].info)
      if mode == .all || (target != 0 && !isKept[target]) { isKept[index] = false }
    }
    let hasRelocations = sections.indices.contains { isKept[$0] && isRelocation($0) }
    if mode == .all || (mode == .unneeded && file.header.type != .relocatable && !hasRelocations) {
      dropSymbols(sections, names)
    }
    groups = try Self.groups(sections, file.header, input)
    for (group, members) in groups where !members.isEmpty {
      if members.allSatisfy({ !isKept[$0] }) { isKept[group] = false }
    }
    var next = 0
    newIndex = isKept.map { stays in
      defer { if stays { next += 1 } }
      return stays ? next : 0
    }
  }

  private mutating func dropSymbols(_ sections: [SectionHeader], _ names: Int) {
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

  /// Numbers that name no section cannot be renumbered.
  private static func requireLinks(_ sections: [SectionHeader]) throws(StripRefusal) {
    for type in [SectionType.symbolTable, .dynamicSymbols, .extendedIndices] {
      guard sections.count(where: { $0.type == type }) <= 1 else {
        throw StripRefusal(.inconsistent, "it has two sections of type \(type.name)")
      }
    }
    for (index, section) in sections.enumerated() where index > 0 && section.type != .null {
      let named =
        section.type.infoNamesSection || section.flags.contains(.infoLink) ? section.info : 0
      guard Int(section.link) < sections.count, Int(named) < sections.count else {
        throw StripRefusal(
          .inconsistent, "section '\(section.name)' refers to a section that does not exist")
      }
    }
  }

  /// Reads the members of every `SHT_GROUP` section.
  private static func groups(
    _ sections: [SectionHeader], _ header: ELFHeader, _ input: RawSpan
  ) throws(StripRefusal) -> [Int: [Int]] {
    var result: [Int: [Int]] = [:]
    // A section belongs to one group, so all lists together are no longer than the table.
    var allowance = sections.count
    for (index, section) in sections.enumerated() where section.type == .group {
      let range = section.fileRange
      var reader = ByteReader(input.extracting(range), base: range.lowerBound)
      var members: [Int] = []
      let damaged = StripRefusal(.inconsistent, "section group \(index) is damaged")
      do throws(MalformedInput) {
        _ = try reader.integer(UInt32.self, header.byteOrder, field: "group flags")
        while reader.remaining > 0 {
          members.append(
            Int(try reader.integer(UInt32.self, header.byteOrder, field: "group member")))
        }
      } catch { throw damaged }
      allowance -= members.count
      guard allowance > 0, members.allSatisfy({ $0 < sections.count && $0 != 0 && $0 != index })
      else { throw damaged }
      result[index] = members
    }
    return result
  }
}
