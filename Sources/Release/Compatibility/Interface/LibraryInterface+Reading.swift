public import Bytes
internal import Checks
internal import DWARF
internal import ELF

extension LibraryInterface {
  /// Reads the interface of a linked file; `nil` for a file that nobody links with or starts, such
  /// as an object file or a file of debugging information.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - path: what to call it.
  ///   - sha256: its digest, in hexadecimal.
  ///   - debugBytes: the file its debugging information was split into; empty for none.
  ///   - supplementBytes: the file that holds what this debugging information shares with other
  ///     files'; empty for none.
  /// - Throws: `MalformedInput` at the offending field. Debugging information that does not read
  ///   is no error: there are then no types, and ``typesProblem`` says why.
  public init?(
    of bytes: RawSpan, path: String, sha256: String, debug debugBytes: RawSpan,
    supplement supplementBytes: RawSpan
  ) throws(MalformedInput) {
    let facts = try BinaryFacts(parsing: bytes)
    let file = facts.file
    guard let kind = file.linkKind, !file.isTruncated else { return nil }
    let header = file.header
    self.path = path
    self.sha256 = sha256
    buildID = file.notes.buildID.map { hexadecimal($0) }
    identity = Identity(
      bits: header.class.bits, isBigEndian: header.byteOrder == .big, machine: header.machine,
      flags: header.flags & Self.conventionFlags(header.machine), type: header.type.name,
      isLibrary: kind == .shared)
    soname = file.dynamic?.soname
    interpreter = file.interpreter
    needed = file.dynamic?.needed ?? []
    versionNodes = file.versionDefinitions.filter { !$0.isBase }
      .map { VersionNode(name: $0.name, parents: $0.parents) }.sorted { $0.name < $1.name }
    imports = Set(
      facts.imports.map {
        SymbolImport(
          name: $0.name, version: $0.version, library: $0.library, isWeak: $0.isWeak)
      }
    ).sorted { ($0.name, $0.version ?? "") < ($1.name, $1.version ?? "") }
    floors = LibraryFloors(facts.demands)
    isGo = facts.isGo
    let found = try Self.exports(file, bytes)
    exports = found.map(\.symbol)
    readTypes(found.map(\.root), file, bytes, debugBytes, supplementBytes)
  }

  /// The bits of `e_flags` that tell calling conventions apart; others are processor levels.
  ///
  /// - SeeAlso: binutils, `include/elf/arm.h`, `mips.h`, `ppc64.h`, `riscv.h`, `loongarch.h`.
  private static func conventionFlags(_ machine: UInt16) -> UInt32 {
    switch machine {
    case 8: 0xf620  // EF_MIPS_ABI, _NAN2008, _FP64, _ABI2
    case 21: 0x3  // EF_PPC64_ABI
    case 40: 0xff00_0600  // EF_ARM_EABIMASK, _ABI_FLOAT_HARD, _ABI_FLOAT_SOFT
    case 243: 0xe  // EF_RISCV_FLOAT_ABI, _RVE
    case 258: 0x7  // EF_LOONGARCH_ABI_MODIFIER_MASK
    default: 0
    }
  }

  /// The symbols others can bind to, in order, each with what its type is found by.
  private static func exports(
    _ file: ELFFile, _ bytes: RawSpan
  ) throws(MalformedInput) -> [(symbol: SymbolExport, root: InterfaceRoot)] {
    guard let table = try file.dynamicSymbols(in: bytes) else { return [] }
    let nodes = Set(file.versionDefinitions.map(\.name))
    var found: [String: (SymbolExport, InterfaceRoot)] = [:]
    try table.forEach(in: bytes) { symbol throws(MalformedInput) in
      guard symbol.isExported, !symbol.nameRange.isEmpty else { return }
      let name = table.name(of: symbol, in: bytes)
      let version = table.version(of: symbol)
      // Where sections end is no business of other files, though old linkers tell them.
      if symbol.type == .none, ["__bss_start", "_edata", "_end"].contains(name) { return }
      // A copy of another library's data is that library's; a version's own symbol is nobody's.
      if version?.library != nil || symbol.place == .absolute && nodes.contains(name) { return }
      let export = SymbolExport(
        name: name, version: version?.name, isDefault: table.isDefault(symbol),
        type: symbol.type.name, binding: symbol.binding.name,
        visibility: symbol.visibility.name, size: symbol.size)
      let root = InterfaceRoot(
        name: name, address: address(of: symbol, file), isFunction: export.isFunction)
      let key = "\(name)@\(export.version ?? "")"
      if found[key] == nil { found[key] = (export, root) }
    }
    return found.values.sorted {
      ($0.0.name, $0.0.version ?? "") < ($1.0.name, $1.0.version ?? "")
    }
  }

  /// Where debugging information says the symbol is; `nil` where it says something else.
  private static func address(of symbol: Symbol, _ file: ELFFile) -> UInt64? {
    switch symbol.type {
    // At the address of an indirect function is the one that chooses it.
    case .threadLocal, .indirectFunction: nil
    // The lowest bit of a function's address on ARM is the instruction set.
    case .function where file.header.machine == 40: symbol.value & ~1
    default: symbol.value
    }
  }

  private mutating func readTypes(
    _ roots: [InterfaceRoot], _ file: ELFFile, _ bytes: RawSpan, _ debugBytes: RawSpan,
    _ supplementBytes: RawSpan
  ) {
    do throws(MalformedInput) {
      var evidence = try TypeGraph.evidence(
        of: roots, from: file, in: bytes, supplement: supplementBytes)
      if evidence == .absent, debugBytes.byteCount > 0 {
        var reader = ByteReader(debugBytes)
        let debug = try ELFFile(parsing: &reader)
        evidence = try TypeGraph.evidence(
          of: roots, from: debug, in: debugBytes, supplement: supplementBytes)
      }
      switch evidence {
      case .types(let graph): types = graph
      case .absent: typesProblem = "it has no debugging information"
      case .split(let name):
        typesProblem =
          "its debugging information lies in files of its own"
          + (name.map { ", such as '\($0)'" } ?? "") + ", which are not read"
      case .shared(let supplement):
        typesProblem =
          "part of its debugging information lies in '\(supplement.path)', which is not at hand"
      }
    } catch {
      typesProblem = "its debugging information does not read: \(error)"
    }
  }
}
