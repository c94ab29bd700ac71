public import Bytes

/// A symbol table in place: where its parts lie in the file, and the names of the versions.
///
/// Nothing is copied: entries are decoded when asked for, from the bytes of the file the table
/// was found in, which every call takes again. A name is a range of those bytes until someone
/// wants text.
///
/// - SeeAlso: System V gABI, chapter 4, "Symbol Table"; Linux Standard Base, Core, "Symbol
///   Versioning".
public struct SymbolTable: Hashable, Sendable {
  /// A symbol version that the table refers to.
  public struct Version: Hashable, Sendable {
    /// Such as `GLIBC_2.34`.
    public var name: String
    /// The library it is needed of; `nil` for a version this file defines.
    public var library: String?
    /// Whether the file can do without it, or defines it weakly.
    public var isWeak: Bool
    /// Whether it stands for the file itself, not for a version.
    public var isBase: Bool
  }

  let header: ELFHeader
  let fileSize: Int
  /// The entries, a whole number of them.
  let entries: Range<Int>
  let strings: Range<Int>
  /// `.gnu.version`, two bytes an entry; `nil` for a table without versions.
  let versionIndices: Range<Int>?
  /// `SHT_SYMTAB_SHNDX`, four bytes an entry.
  let extendedIndices: Range<Int>?
  let versions: [UInt16: Version]

  /// The number of entries, the empty one at 0 included.
  public var count: Int { entries.count / header.symbolSize }

  /// Whether the table carries versions at all.
  public var isVersioned: Bool { versionIndices != nil }
}

extension SymbolTable {
  /// Decodes one entry and finds the end of its name.
  ///
  /// - Precondition: `index` is below ``count``; `file` is the whole file the table is of.
  /// - Throws: `MalformedInput` when the name, section or version does not exist.
  public func symbol(at index: Int, in file: RawSpan) throws(MalformedInput) -> Symbol {
    var allowance = strings.count
    return try symbol(at: index, in: file, &allowance)
  }

  /// Decodes all entries in order, the empty one at 0 left out.
  ///
  /// Names may share bytes, so the bytes of all names together are bounded by a small multiple
  /// of the file's size: beyond that the table is hostile.
  public func forEach(
    in file: RawSpan, _ body: (Symbol) throws(MalformedInput) -> Void
  ) throws(MalformedInput) {
    var allowance = StringTable.allowance(forFileOf: fileSize)
    for index in stride(from: 1, to: count, by: 1) {
      try body(try symbol(at: index, in: file, &allowance))
    }
  }

  /// The first symbol called `name`; `nil` when there is none.
  ///
  /// Compares bytes and makes no text, so that a quarter of a million names cost little.
  public func symbol(
    named name: some StringProtocol, in file: RawSpan
  ) throws(MalformedInput) -> Symbol? {
    let wanted = [UInt8](name.utf8)
    var input = ByteReader(file)
    for index in stride(from: 1, to: count, by: 1) {
      try input.seek(to: UInt64(entries.lowerBound + index * header.symbolSize))
      let offset = Int(try input.integer(UInt32.self, header.byteOrder, field: "st_name"))
      guard offset < strings.count, wanted.count < strings.count - offset else { continue }
      let start = strings.lowerBound + offset
      if isEqual(wanted, file, start) { return try symbol(at: index, in: file) }
    }
    return nil
  }

  /// The name as text; bytes that are not UTF-8 are replaced.
  public func name(of symbol: Symbol, in file: RawSpan) -> String {
    String(decoding: [UInt8](copying: file.extracting(symbol.nameRange)), as: UTF8.self)
  }

  /// The version a symbol has or needs; `nil` for none, and for the file's own base version.
  public func version(of symbol: Symbol) -> Version? {
    guard symbol.versionIndex > 1 else { return nil }
    return versions[symbol.versionIndex]
  }

  /// Whether who asks for the bare name gets this symbol: `name@@VERSION` for `readelf`.
  public func isDefault(_ symbol: Symbol) -> Bool {
    symbol.isDefined && !symbol.isHidden && version(of: symbol)?.library == nil
  }

  private func isEqual(_ wanted: [UInt8], _ file: RawSpan, _ start: Int) -> Bool {
    // Safe: the caller proved that the name and its NUL lie in the string table, and finding
    // the table that it lies in the file.
    guard unsafe file.unsafeLoad(fromByteOffset: start + wanted.count, as: UInt8.self) == 0
    else { return false }
    for (index, byte) in wanted.enumerated() {
      guard unsafe file.unsafeLoad(fromByteOffset: start + index, as: UInt8.self) == byte
      else { return false }
    }
    return true
  }
}
