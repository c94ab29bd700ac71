/// The kind of object file, `e_type`.
///
/// An open set: unknown values are carried, never rejected.
public struct ObjectType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let relocatable = ObjectType(rawValue: 1)  // ET_REL
  public static let executable = ObjectType(rawValue: 2)  // ET_EXEC
  public static let sharedObject = ObjectType(rawValue: 3)  // ET_DYN
  public static let core = ObjectType(rawValue: 4)  // ET_CORE

  /// The standard's name, or the number where it has none.
  public var name: String {
    switch self {
    case .relocatable: "REL"
    case .executable: "EXEC"
    case .sharedObject: "DYN"
    case .core: "CORE"
    default: String(rawValue)
    }
  }
}

/// What a program header describes, `p_type`.
///
/// An open set: unknown values are carried, never rejected.
public struct SegmentType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let null = SegmentType(rawValue: 0)  // PT_NULL
  public static let load = SegmentType(rawValue: 1)  // PT_LOAD
  public static let dynamic = SegmentType(rawValue: 2)  // PT_DYNAMIC
  public static let interpreter = SegmentType(rawValue: 3)  // PT_INTERP
  public static let note = SegmentType(rawValue: 4)  // PT_NOTE
  public static let programHeaders = SegmentType(rawValue: 6)  // PT_PHDR
  public static let threadLocal = SegmentType(rawValue: 7)  // PT_TLS
  public static let ehFrame = SegmentType(rawValue: 0x6474_e550)  // PT_GNU_EH_FRAME
  public static let stack = SegmentType(rawValue: 0x6474_e551)  // PT_GNU_STACK
  public static let relro = SegmentType(rawValue: 0x6474_e552)  // PT_GNU_RELRO
  public static let property = SegmentType(rawValue: 0x6474_e553)  // PT_GNU_PROPERTY

  /// The name `readelf` prints, or the number in hexadecimal.
  public var name: String {
    switch self {
    case .null: "NULL"
    case .load: "LOAD"
    case .dynamic: "DYNAMIC"
    case .interpreter: "INTERP"
    case .note: "NOTE"
    case .programHeaders: "PHDR"
    case .threadLocal: "TLS"
    case .ehFrame: "GNU_EH_FRAME"
    case .stack: "GNU_STACK"
    case .relro: "GNU_RELRO"
    case .property: "GNU_PROPERTY"
    default: "0x" + String(rawValue, radix: 16)
    }
  }
}

/// What a section holds, `sh_type`.
///
/// An open set: unknown values are carried, never rejected.
public struct SectionType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let null = SectionType(rawValue: 0)  // SHT_NULL
  public static let programData = SectionType(rawValue: 1)  // SHT_PROGBITS
  public static let symbolTable = SectionType(rawValue: 2)  // SHT_SYMTAB
  public static let stringTable = SectionType(rawValue: 3)  // SHT_STRTAB
  public static let relocationsWithAddends = SectionType(rawValue: 4)  // SHT_RELA
  public static let hash = SectionType(rawValue: 5)  // SHT_HASH
  public static let dynamic = SectionType(rawValue: 6)  // SHT_DYNAMIC
  public static let note = SectionType(rawValue: 7)  // SHT_NOTE
  public static let noBits = SectionType(rawValue: 8)  // SHT_NOBITS
  public static let relocations = SectionType(rawValue: 9)  // SHT_REL
  public static let dynamicSymbols = SectionType(rawValue: 11)  // SHT_DYNSYM
  public static let group = SectionType(rawValue: 17)  // SHT_GROUP
  public static let extendedIndices = SectionType(rawValue: 18)  // SHT_SYMTAB_SHNDX
  public static let gnuHash = SectionType(rawValue: 0x6fff_fff6)  // SHT_GNU_HASH
  public static let versionDefinitions = SectionType(rawValue: 0x6fff_fffd)  // SHT_GNU_verdef
  public static let versionNeeds = SectionType(rawValue: 0x6fff_fffe)  // SHT_GNU_verneed
  public static let symbolVersions = SectionType(rawValue: 0x6fff_ffff)  // SHT_GNU_versym

  /// The name `readelf` prints, or the number in hexadecimal.
  public var name: String {
    switch self {
    case .null: "NULL"
    case .programData: "PROGBITS"
    case .symbolTable: "SYMTAB"
    case .stringTable: "STRTAB"
    case .relocationsWithAddends: "RELA"
    case .hash: "HASH"
    case .dynamic: "DYNAMIC"
    case .note: "NOTE"
    case .noBits: "NOBITS"
    case .relocations: "REL"
    case .dynamicSymbols: "DYNSYM"
    case .group: "GROUP"
    case .extendedIndices: "SYMTAB SECTION INDICES"
    case .gnuHash: "GNU_HASH"
    case .versionDefinitions: "VERDEF"
    case .versionNeeds: "VERNEED"
    case .symbolVersions: "VERSYM"
    default: "0x" + String(rawValue, radix: 16)
    }
  }

  /// Whether `sh_info` of a section of this type names another section.
  var infoNamesSection: Bool { self == .relocations || self == .relocationsWithAddends }
}

/// How a section behaves when the program runs, `sh_flags`.
public struct SectionFlags: OptionSet, Hashable, Sendable {
  public var rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  public static let write = SectionFlags(rawValue: 1)  // SHF_WRITE
  public static let allocated = SectionFlags(rawValue: 2)  // SHF_ALLOC
  public static let execute = SectionFlags(rawValue: 4)  // SHF_EXECINSTR
  public static let infoLink = SectionFlags(rawValue: 0x40)  // SHF_INFO_LINK
  public static let compressed = SectionFlags(rawValue: 0x800)  // SHF_COMPRESSED
}

/// How a segment may be used, `p_flags`.
public struct SegmentFlags: OptionSet, Hashable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let execute = SegmentFlags(rawValue: 1)  // PF_X
  public static let write = SegmentFlags(rawValue: 2)  // PF_W
  public static let read = SegmentFlags(rawValue: 4)  // PF_R

  /// As `RWE`, a blank for each permission not given.
  public var text: String {
    (contains(.read) ? "R" : " ") + (contains(.write) ? "W" : " ")
      + (contains(.execute) ? "E" : " ")
  }
}

/// What a dynamic entry means, `d_tag`.
///
/// An open set: unknown values are carried, never rejected.
public struct DynamicType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  public static let null = DynamicType(rawValue: 0)  // DT_NULL
  public static let needed = DynamicType(rawValue: 1)  // DT_NEEDED
  public static let pltRelocationsSize = DynamicType(rawValue: 2)  // DT_PLTRELSZ
  public static let hash = DynamicType(rawValue: 4)  // DT_HASH
  public static let stringTable = DynamicType(rawValue: 5)  // DT_STRTAB
  public static let symbolTable = DynamicType(rawValue: 6)  // DT_SYMTAB
  public static let relocationsWithAddends = DynamicType(rawValue: 7)  // DT_RELA
  public static let relocationsWithAddendsSize = DynamicType(rawValue: 8)  // DT_RELASZ
  public static let stringTableSize = DynamicType(rawValue: 10)  // DT_STRSZ
  public static let symbolEntrySize = DynamicType(rawValue: 11)  // DT_SYMENT
  public static let soname = DynamicType(rawValue: 14)  // DT_SONAME
  public static let rpath = DynamicType(rawValue: 15)  // DT_RPATH
  public static let relocations = DynamicType(rawValue: 17)  // DT_REL
  public static let relocationsSize = DynamicType(rawValue: 18)  // DT_RELSZ
  public static let pltRelocationsType = DynamicType(rawValue: 20)  // DT_PLTREL
  public static let pltRelocations = DynamicType(rawValue: 23)  // DT_JMPREL
  public static let runpath = DynamicType(rawValue: 29)  // DT_RUNPATH
  public static let flags = DynamicType(rawValue: 30)  // DT_FLAGS
  public static let relativeRelocations = DynamicType(rawValue: 36)  // DT_RELR
  public static let mipsSymbolCount = DynamicType(rawValue: 0x7000_0011)  // DT_MIPS_SYMTABNO
  public static let gnuHash = DynamicType(rawValue: 0x6fff_fef5)  // DT_GNU_HASH
  public static let symbolVersions = DynamicType(rawValue: 0x6fff_fff0)  // DT_VERSYM
  public static let flags1 = DynamicType(rawValue: 0x6fff_fffb)  // DT_FLAGS_1
  public static let versionDefinitions = DynamicType(rawValue: 0x6fff_fffc)  // DT_VERDEF
  public static let versionDefinitionCount = DynamicType(rawValue: 0x6fff_fffd)  // DT_VERDEFNUM
  public static let versionNeeds = DynamicType(rawValue: 0x6fff_fffe)  // DT_VERNEED
  public static let versionNeedCount = DynamicType(rawValue: 0x6fff_ffff)  // DT_VERNEEDNUM
}
