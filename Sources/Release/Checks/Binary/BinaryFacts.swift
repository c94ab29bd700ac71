public import Bytes
public import DWARF
public import ELF
public import GoBuild
internal import Platform

/// Everything this room learns from one ELF file, read once while its bytes are at hand.
///
/// Read before the file is stripped: some of it only symbols tell.
public struct BinaryFacts: Hashable, Sendable {
  public internal(set) var file: ELFFile
  public internal(set) var buildInfo: BuildInfo?
  public internal(set) var demands: BinaryDemands
  /// The Go compiler's level of processor; `nil` for another compiler's file, or when nothing
  /// tells.
  public internal(set) var level: ProcessorLevel?
  /// Whether it contains glibc, and yet loads its name services from the system's glibc when it
  /// looks up a host or a user.
  public internal(set) var loadsNameServices: Bool
  /// What its dynamic symbol table asks of other files.
  public internal(set) var imports: [ImportedSymbol]
  /// The number of symbols its dynamic symbol table offers.
  public internal(set) var exportCount: Int
  public internal(set) var hardening: Hardening
  public internal(set) var attributes: ObjectAttributes?
  public internal(set) var mipsFlags: MIPSFlags?
  public internal(set) var debugInformation: DebugInformation
  /// The version of its debugging information, and paths that a C compiler left there.
  public internal(set) var debugGlance: DebugGlance
  /// The source files a Go program names; `nil` for a program without their table.
  public internal(set) var sourcePaths: SourcePaths?
  /// Absolute paths of source files that a C compiler left in it.
  public internal(set) var compiledPaths: [String]
  public internal(set) var fips: FIPSInfo?
  /// The checkers compiled into it, such as `race`; none belongs into a release.
  public internal(set) var instrumentation: [Instrumentation]
  public internal(set) var packing: ELFFile.Packing?
  /// What follows the ELF file, when that is recognised.
  public internal(set) var trailingFormat: String?

  /// Whether the Go toolchain made it, with or without build information.
  public var isGo: Bool { buildInfo != nil || sourcePaths != nil || file.notes.goBuildID != nil }

  /// Reads the file that is all of `bytes`; throws at the offending field.
  ///
  /// Of a file that ends before its headers say, only the headers are read.
  public init(parsing bytes: RawSpan) throws(MalformedInput) {
    var reader = ByteReader(bytes)
    let file = try ELFFile(parsing: &reader)
    let buildInfo = try BuildInfo(of: file, in: bytes)
    let (imports, exportCount) = try file.imports(in: bytes)
    try file.checkHashTables(in: bytes)
    // A table that no section names is worth a search only where there must be one.
    let table = try PCLineTable(of: file, in: bytes, searching: buildInfo != nil)
    let isGo = buildInfo != nil || table != nil || file.notes.goBuildID != nil
    var level: ProcessorLevel?
    if isGo, let variable = file.header.architecture?.goLevelVariable {
      level = try ProcessorLevel(of: file, buildInfo, variable: variable, in: bytes)
    }
    self.file = file
    self.buildInfo = buildInfo
    self.imports = imports
    self.exportCount = exportCount
    demands = BinaryDemands(file, buildInfo, imports: imports, level: level, in: bytes)
    self.level = level
    let isStatic = file.linkKind == .static || file.linkKind == .staticPIE
    loadsNameServices =
      isStatic && demands.cLibrary == .glibc && file.hasConstant("libnss_", in: bytes)
    demands.loadsNameServices = loadsNameServices
    hardening = Hardening(file, imports: imports, in: bytes)
    attributes = try file.objectAttributes(in: bytes)
    mipsFlags = try file.mipsFlags(in: bytes)
    debugInformation = try DebugInformation(file, in: bytes)
    if let table {
      sourcePaths = try SourcePaths(table, in: bytes)
    } else {
      sourcePaths = nil
    }
    // Only what C code was linked into can have them.
    let hasC = !isGo || buildInfo?.cgo != false
    compiledPaths = hasC ? file.compiledPaths(in: bytes) : []
    debugGlance = try DebugGlance(file, in: bytes, pathLimit: hasC ? 8 : 0)
    fips = try FIPSInfo(of: file, in: bytes)
    instrumentation = try Instrumentation.found(in: file, buildInfo, imports, bytes)
    packing = file.packing(in: bytes)
    trailingFormat = file.trailingFormat(in: bytes)
  }
}

extension BinaryFacts {
  /// The architecture the file is for.
  ///
  /// Of 32-bit ARM the header names none of several: there the level it was compiled for decides,
  /// else how it passes floating-point values.
  var architecture: Architecture? {
    let candidates = Architecture.all.filter { file.header.isFor($0) }
    guard candidates.count > 1 else { return candidates.first }
    if let level = level?.value.prefix(while: { $0 != "," }),
      let found = candidates.first(where: { $0.goVariant.map { $0.value == level } ?? false })
    {
      return found
    }
    let isHard = usesHardFloatCalls ?? file.interpreter?.contains("hf.so.") ?? false
    return isHard ? candidates.last : candidates.first
  }
}
