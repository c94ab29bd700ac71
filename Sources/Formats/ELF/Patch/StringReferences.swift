internal import Bytes

/// The string table that the dynamic section names, in place.
struct DynamicStrings {
  let range: Range<Int>
  let address: UInt64
  let bytes: [UInt8]

  /// The string at `offset`, without its NUL; `nil` when it is not wholly inside.
  func string(at offset: UInt64) -> ArraySlice<UInt8>? {
    guard offset < UInt64(bytes.count) else { return nil }
    let start = Int(offset)
    return bytes[start...].firstIndex(of: 0).map { bytes[start..<$0] }
  }

  init?(_ file: ELFFile, _ fetch: ELFFile.Fetch) {
    guard let address = file.dynamic?.value(of: .stringTable),
      let range = file.fileRange(
        ofAddress: address, count: file.dynamic?.value(of: .stringTableSize) ?? 0)
    else { return nil }
    self.range = range
    self.address = address
    bytes = fetch(range)
  }
}

/// Who points into the dynamic string table besides the entries a patch may change.
///
/// Linkers let strings share their tails, so a string may go only when nothing points at any
/// of its bytes.
struct StringReferences {
  /// `vn_file` of a version record: the name of a library, which follows a replacement.
  struct Library: Hashable {
    /// Where in the file the field lies.
    var place: Int
    var offset: UInt64
  }

  /// Offsets of strings that stay where they are, in ascending order.
  private(set) var fixed: [UInt64] = []
  private(set) var libraries: [Library] = []
  /// Whether all were found: a prelinker's lists name strings, too, and without section headers
  /// nothing tells how many symbols there are.
  private(set) var isComplete = true

  init(_ file: ELFFile, _ fetch: ELFFile.Fetch) throws(EditRefusal) {
    guard let dynamic = file.dynamic else { return }
    let limit = dynamic.value(of: .stringTableSize) ?? 0
    for entry in dynamic.entries where !entry.type.isPatchableString {
      if entry.type.isPrelinkList { isComplete = false }
      if !entry.type.isKnownNumber, entry.value < limit { fixed.append(entry.value) }
    }
    let symbols = dynamic.value(of: .symbolTable)
    if symbols != nil,
      !file.sectionHeaders.contains(where: { $0.type == .dynamicSymbols && $0.address == symbols })
    {
      isComplete = false
    }
    try readSymbols(file, fetch)
    try readVersions(file, fetch)
    fixed.sort()
  }

  /// Whether a fixed reference points at `range` of the table or into it.
  func touches(_ range: Range<Int>) -> Bool { fixed.sortedContains(anyOf: range) }

  private mutating func readSymbols(_ file: ELFFile, _ fetch: ELFFile.Fetch) throws(EditRefusal) {
    let size = file.header.symbolSize
    let tables = file.sectionHeaders.filter { $0.type == .dynamicSymbols }
    guard tables.count <= 1 else {
      throw EditRefusal(.inconsistent, "it has two dynamic symbol tables")
    }
    for section in tables {
      guard section.entrySize == UInt64(size) else {
        throw EditRefusal(.inconsistent, "symbols of '\(section.name)' have an unknown size")
      }
      let symbols = fetch(section.fileRange)
      for start in stride(from: 0, through: symbols.count - size, by: size) {
        fixed.append(
          UInt64(symbols.integer(UInt32.self, at: start, file.header.byteOrder)))
      }
    }
  }

  /// Walks `DT_VERNEED` and `DT_VERDEF`, chains of records that each begin a chain of names.
  private mutating func readVersions(
    _ file: ELFFile, _ fetch: ELFFile.Fetch
  ) throws(EditRefusal) {
    let order = file.header.byteOrder
    // What parsing allowed, so that this ends when that did.
    var allowance = 1 << 17
    func record(_ address: UInt64, _ size: UInt64) throws(EditRefusal) -> (Int, [UInt8]) {
      allowance -= 1
      guard allowance > 0, let range = file.fileRange(ofAddress: address, count: size) else {
        throw EditRefusal(.inconsistent, "its symbol versions are damaged")
      }
      return (range.lowerBound, fetch(range))
    }
    for shape in [ChainShape.needs, .definitions] {
      guard var here = file.dynamic?.value(of: shape.table),
        let count = file.dynamic?.value(of: shape.count)
      else { continue }
      for _ in 0..<min(count, 1 << 16) {
        let (place, bytes) = try record(here, shape.size)
        if let field = shape.libraryField {
          libraries.append(
            Library(
              place: place + field,
              offset: UInt64(bytes.integer(UInt32.self, at: field, order))))
        }
        var at = here &+ UInt64(bytes.integer(UInt32.self, at: shape.firstField, order))
        for _ in 0..<bytes.integer(UInt16.self, at: shape.countField, order) {
          let (_, name) = try record(at, shape.nameSize)
          fixed.append(UInt64(name.integer(UInt32.self, at: shape.nameField, order)))
          let next = name.integer(UInt32.self, at: shape.nameField + 4, order)
          if next == 0 { break }
          at = at &+ UInt64(next)
        }
        let next = bytes.integer(UInt32.self, at: shape.firstField + 4, order)
        if next == 0 { break }
        here = here &+ UInt64(next)
      }
    }
  }
}

/// Where the fields of `Elfxx_Verneed` and `Elfxx_Verdef` and of their names lie.
private struct ChainShape {
  var table: DynamicType
  var count: DynamicType
  var size: UInt64
  var countField: Int
  var libraryField: Int?
  /// `vn_aux` or `vd_aux`; the link to the next record follows.
  var firstField: Int
  var nameSize: UInt64
  /// `vna_name` or `vda_name`; the link to the next name follows.
  var nameField: Int

  static let needs = ChainShape(
    table: .versionNeeds, count: .versionNeedCount, size: 16, countField: 2, libraryField: 4,
    firstField: 8, nameSize: 16, nameField: 8)
  static let definitions = ChainShape(
    table: .versionDefinitions, count: .versionDefinitionCount, size: 20, countField: 6,
    libraryField: nil, firstField: 12, nameSize: 8, nameField: 0)
}

extension DynamicType {
  /// Whether a patch changes entries of this type: their values are strings.
  var isPatchableString: Bool {
    self == .needed || self == .soname || self == .rpath || self == .runpath
  }

  /// Whether a value of this type is known to be no string.
  ///
  /// Of the others any value that could be a string is taken for one.
  var isKnownNumber: Bool {
    switch rawValue {
    case 0...38: !isPatchableString
    case 0x6fff_fdf5...0x6fff_fdff, 0x6fff_fef5...0x6fff_fef9, 0x6fff_fefd...0x6fff_ffff: true
    default: false
    }
  }

  /// `DT_GNU_LIBLIST`, `DT_MIPS_LIBLIST` and `DT_MIPS_CONFLICT`.
  fileprivate var isPrelinkList: Bool {
    [0x6fff_fef9, 0x7000_0009, 0x7000_0008].contains(rawValue)
  }

  /// An address, which moves with what it points at.
  var isMovableAddress: Bool {
    [
      .hash, .gnuHash, .symbolTable, .stringTable, .symbolVersions, .versionNeeds,
      .versionDefinitions,
    ].contains(self)
  }

  /// An offset from the address of the entry itself.
  static let mipsRLDMapRelative = DynamicType(rawValue: 0x7000_0035)  // DT_MIPS_RLD_MAP_REL
}
