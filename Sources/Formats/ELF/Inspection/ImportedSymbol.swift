public import Bytes

/// A symbol the dynamic loader must find elsewhere.
public struct ImportedSymbol: Hashable, Sendable {
  public var name: String
  /// The version asked for, such as `GLIBC_2.34`; `nil` for any.
  public var version: String?
  /// The library the version is asked of; `nil` without a version.
  public var library: String?
  /// `STB_WEAK`: the program starts without it.
  public var isWeak: Bool
}

extension ELFFile {
  /// What the dynamic symbol table asks for, in table order, and how much it offers.
  ///
  /// `file` is the whole file this value was read from. Empty for a file without such a table.
  /// Throws where the table is malformed.
  public func imports(
    in file: RawSpan
  ) throws(MalformedInput) -> (symbols: [ImportedSymbol], exportCount: Int) {
    // A file of debugging information keeps the headers of what it left behind.
    guard !isTruncated, !isDebugFile, let table = try dynamicSymbols(in: file) else {
      return ([], 0)
    }
    var symbols: [ImportedSymbol] = []
    var exportCount = 0
    try table.forEach(in: file) { symbol throws(MalformedInput) in
      if symbol.isExported { exportCount += 1 }
      guard !symbol.isDefined, symbol.binding != .local, !symbol.nameRange.isEmpty else { return }
      let version = table.version(of: symbol)
      symbols.append(
        ImportedSymbol(
          name: table.name(of: symbol, in: file), version: version?.name,
          library: version?.library, isWeak: symbol.binding == .weak))
    }
    return (symbols, exportCount)
  }
}
