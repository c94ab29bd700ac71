internal import Bytes

/// Which symbols stay, and what their numbers become.
///
/// The choice is that of GNU `strip`; see `filter_symbols` in `binutils/objcopy.c`. A linked
/// file whose relocations are gone keeps its table whole in ``StripMode/debug``: what could go
/// are the names of source files, which is not worth rewriting a table of megabytes for.
struct SymbolFilter {
  /// The section that is the symbol table.
  let table: Int
  let records: SymbolRecords
  /// The symbols that stay by their old numbers, the null symbol first.
  let kept: [Int]
  /// For each symbol its number in the output; 0 for those left out.
  let newNumber: [UInt32]
  /// Whether relocations are kept, so that symbols are chosen and their names written anew.
  let chooses: Bool

  /// Whether any symbol is left out.
  var renumbers: Bool { kept.count != records.count }

  /// Chooses among the symbols of section `table`, a symbol table that stays.
  init(
    _ table: Int, _ selection: StripSelection, of file: ELFFile, _ mode: StripMode,
    _ input: RawSpan
  ) throws(EditRefusal) {
    let records = try SymbolRecords(table, of: file, input)
    self.table = table
    self.records = records
    let isObject = file.header.type == .relocatable
    let users = file.sectionHeaders.indices.filter {
      $0 != table && selection.isKept[$0] && Int(file.sectionHeaders[$0].link) == table
    }
    chooses =
      mode != .none
      && (isObject
        || users.contains {
          file.sectionHeaders[$0].isRelocation && !file.sectionHeaders[$0].isAllocated
        })
    var isNeeded = try Self.needed(by: users, of: file, records, input)
    if isNeeded.contains(true) { try Self.needSections(records, &isNeeded) }

    let mapping = isObject ? MappingSymbols(table, of: file, input) : nil
    var kept = records.count > 0 ? [0] : []
    for symbol in 1..<max(1, records.count) {
      let section = try records.section(of: symbol)
      if let section {
        guard section < file.sectionHeaders.count else {
          throw EditRefusal(.inconsistent, "a symbol is of a section that does not exist")
        }
        guard selection.isKept[section] else {
          guard !isNeeded[symbol] else {
            throw EditRefusal(
              .inconsistent,
              "what stays refers to '\(file.sectionHeaders[section].name)', which would go")
          }
          continue
        }
      }
      if !chooses || isNeeded[symbol] || mapping?.contains(symbol, of: records) == true
        || Self.keeps(symbol, records, mode, isObject: isObject)
      {
        kept.append(symbol)
      }
    }
    self.kept = kept
    var numbers = [UInt32](repeating: 0, count: records.count)
    for (new, old) in kept.enumerated() where old < numbers.count { numbers[old] = UInt32(new) }
    newNumber = numbers
    if renumbers {
      for user in users { try requireKnown(file.sectionHeaders[user], file, input) }
    }
  }

  /// Whether GNU strip keeps a symbol that nothing refers to by number.
  private static func keeps(
    _ symbol: Int, _ records: SymbolRecords, _ mode: StripMode, isObject: Bool
  ) -> Bool {
    let stored = records.storedSection(of: symbol)
    let isUndefined = stored == 0
    let isCommon = stored == 0xfff2
    let isLocal = records.binding(of: symbol) == 0
    let isWeak = records.binding(of: symbol) == 2
    // Others link with what an object file defines.
    if isObject, isCommon || isWeak || (!isLocal && !isUndefined) { return true }
    if !isLocal || isUndefined || isCommon { return mode == .debug }
    return mode == .debug && !records.isSection(symbol) && !records.isFile(symbol)
  }

  /// The symbols that relocations and groups name by number.
  private static func needed(
    by users: [Int], of file: ELFFile, _ records: SymbolRecords, _ input: RawSpan
  ) throws(EditRefusal) -> [Bool] {
    var isNeeded = [Bool](repeating: false, count: records.count)
    func need(_ symbol: Int, _ section: SectionHeader) throws(EditRefusal) {
      guard symbol < isNeeded.count else {
        throw EditRefusal(
          .inconsistent, "section '\(section.name)' refers to a symbol that does not exist")
      }
      if symbol != 0 { isNeeded[symbol] = true }
    }
    for user in users {
      let section = file.sectionHeaders[user]
      if section.isRelocation {
        let relocations = try RelocationRecords(section, of: file, input)
        for index in 0..<relocations.count { try need(relocations[symbol: index], section) }
      } else if section.type == .group {
        try need(Int(section.info), section)
      }
    }
    return isNeeded
  }

  /// What refers to one symbol of a section refers to every symbol that stands for it.
  private static func needSections(
    _ records: SymbolRecords, _ isNeeded: inout [Bool]
  ) throws(EditRefusal) {
    var sections: Set<Int> = []
    for symbol in isNeeded.indices where isNeeded[symbol] && records.isSection(symbol) {
      if let section = try records.section(of: symbol) { sections.insert(section) }
    }
    for symbol in isNeeded.indices where records.isSection(symbol) {
      if let section = try records.section(of: symbol), sections.contains(section) {
        isNeeded[symbol] = true
      }
    }
  }

  /// Refuses when symbols change their numbers and `user` names them in a way unknown here.
  private func requireKnown(
    _ user: SectionHeader, _ file: ELFFile, _ input: RawSpan
  ) throws(EditRefusal) {
    switch user.type {
    case .extendedIndices, .group, .addressSignificance: return
    // Since LLVM 13 the profile itself holds weights alone.
    case .callGraphProfile where user.entrySize == 8: return
    case _ where user.isRelocation:
      guard user.isAllocated else { return }
      let relocations = try RelocationRecords(user, of: file, input)
      for index in 0..<relocations.count {
        let symbol = relocations[symbol: index]
        guard newNumber[symbol] == symbol else {
          throw EditRefusal(
            .inconsistent, "'\(user.name)' is loaded and names symbols whose numbers change")
        }
      }
    default:
      throw EditRefusal(
        .unsupported, "section '\(user.name)' refers to symbols in a way not known here")
    }
  }
}

/// The symbols that tell code from data on Arm: a linker that swaps instructions needs them.
///
/// - SeeAlso: "Mapping symbols" in the ELF supplements for the Arm architectures.
private struct MappingSymbols {
  private let names: [UInt8]
  private let letters: [UInt8]

  init(_ table: Int, of file: ELFFile, _ input: RawSpan) {
    letters =
      switch file.header.machine {
      case Machine.arm: Array("atd".utf8)
      case Machine.aarch64: Array("xd".utf8)
      default: []
      }
    let strings = file.sectionHeaders[Int(file.sectionHeaders[table].link)]
    names = letters.isEmpty ? [] : [UInt8](copying: input.extracting(strings.fileRange))
  }

  /// Whether a symbol is local, of no type and called `$d`, `$d.` and anything, or the like.
  func contains(_ symbol: Int, of records: SymbolRecords) -> Bool {
    let start = Int(records.nameOffset(of: symbol))
    guard !letters.isEmpty, records.binding(of: symbol) == 0, records.type(of: symbol) == 0,
      start + 2 < names.count, names[start] == UInt8(ascii: "$"),
      letters.contains(names[start + 1])
    else { return false }
    return names[start + 2] == 0 || names[start + 2] == UInt8(ascii: ".")
  }
}

extension SectionType {
  static let addressSignificance = SectionType(rawValue: 0x6fff_4c03)  // SHT_LLVM_ADDRSIG
  // SHT_LLVM_CALL_GRAPH_PROFILE
  static let callGraphProfile = SectionType(rawValue: 0x6fff_4c09)
}

extension SectionHeader {
  /// Whether this holds relocations in one of the two forms of the gABI.
  var isRelocation: Bool { type.infoNamesSection }
}
