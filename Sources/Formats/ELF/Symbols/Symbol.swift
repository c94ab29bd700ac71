/// One entry of a symbol table, `Elf32_Sym` or `Elf64_Sym`, without its name's text.
///
/// - SeeAlso: System V gABI, chapter 4, "Symbol Table".
public struct Symbol: Hashable, Sendable {
  /// The number of the entry in its table; relocations use it.
  public var index: Int
  /// Where in the file the name stands, without its NUL; empty for a symbol without one.
  public var nameRange: Range<Int>
  /// `st_value`: an address, an offset or an alignment, by type and place.
  public var value: UInt64
  /// `st_size`: bytes; 0 when unknown.
  public var size: UInt64
  public var binding: SymbolBinding
  public var type: SymbolType
  /// `st_other`, whose low two bits are ``visibility``; the rest is the processor's.
  public var other: UInt8
  public var place: SymbolPlace
  /// The entry of `.gnu.version`, without the hidden bit: 0 local, 1 global, else a version.
  public var versionIndex: UInt16
  /// The hidden bit of `.gnu.version`: found only by those who ask for its version.
  public var isHidden: Bool

  public var visibility: SymbolVisibility { SymbolVisibility(rawValue: other & 3) }

  /// Whether the file has what the symbol names, rather than needing it.
  public var isDefined: Bool { place != .undefined }

  /// Whether another file can bind to it: defined, not local, and of a visibility that shows.
  public var isExported: Bool {
    isDefined && binding != .local && versionIndex != 0
      && (visibility == .default || visibility == .protected)
  }
}

/// Where a symbol lives, `st_shndx` with extended numbering resolved.
public enum SymbolPlace: Hashable, Sendable {
  /// `SHN_UNDEF`: in another file.
  case undefined
  /// `SHN_ABS`: the value is not an address.
  case absolute
  /// `SHN_COMMON`: not yet given a place by the linker.
  case common
  /// In the section of this index.
  case section(Int)
  /// Another reserved index, the processor's or the system's.
  case reserved(UInt16)
}

/// Who sees a symbol, the high half of `st_info`.
///
/// An open set.
public struct SymbolBinding: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let local = SymbolBinding(rawValue: 0)  // STB_LOCAL
  public static let global = SymbolBinding(rawValue: 1)  // STB_GLOBAL
  public static let weak = SymbolBinding(rawValue: 2)  // STB_WEAK
  public static let unique = SymbolBinding(rawValue: 10)  // STB_GNU_UNIQUE

  /// The name `readelf` prints, or the number.
  public var name: String {
    switch self {
    case .local: "LOCAL"
    case .global: "GLOBAL"
    case .weak: "WEAK"
    case .unique: "UNIQUE"
    default: String(rawValue)
    }
  }
}

/// What a symbol names, the low half of `st_info`.
///
/// An open set.
public struct SymbolType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let none = SymbolType(rawValue: 0)  // STT_NOTYPE
  public static let object = SymbolType(rawValue: 1)  // STT_OBJECT
  public static let function = SymbolType(rawValue: 2)  // STT_FUNC
  public static let section = SymbolType(rawValue: 3)  // STT_SECTION
  public static let file = SymbolType(rawValue: 4)  // STT_FILE
  public static let common = SymbolType(rawValue: 5)  // STT_COMMON
  public static let threadLocal = SymbolType(rawValue: 6)  // STT_TLS
  public static let indirectFunction = SymbolType(rawValue: 10)  // STT_GNU_IFUNC

  /// The name `readelf` prints, or the number.
  public var name: String {
    switch self {
    case .none: "NOTYPE"
    case .object: "OBJECT"
    case .function: "FUNC"
    case .section: "SECTION"
    case .file: "FILE"
    case .common: "COMMON"
    case .threadLocal: "TLS"
    case .indirectFunction: "IFUNC"
    default: String(rawValue)
    }
  }
}

/// How far outside its file a symbol is seen, the low two bits of `st_other`.
public struct SymbolVisibility: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let `default` = SymbolVisibility(rawValue: 0)  // STV_DEFAULT
  public static let `internal` = SymbolVisibility(rawValue: 1)  // STV_INTERNAL
  public static let hidden = SymbolVisibility(rawValue: 2)  // STV_HIDDEN
  public static let protected = SymbolVisibility(rawValue: 3)  // STV_PROTECTED

  /// The name `readelf` prints.
  public var name: String {
    switch self {
    case .internal: "INTERNAL"
    case .hidden: "HIDDEN"
    case .protected: "PROTECTED"
    default: "DEFAULT"
    }
  }
}
