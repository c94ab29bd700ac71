public import ELF
public import Platform

/// What a binary asks of the system that is to run it.
///
/// A value of its own so that a verdict can be reached, and tested, without a file.
public struct BinaryDemands: Hashable, Sendable {
  /// A symbol version that must be in a library, from `DT_VERNEED`.
  public struct SymbolVersion: Hashable, Sendable {
    /// As in `DT_NEEDED`, such as `libc.so.6`.
    public var library: String
    /// Such as `GLIBC_2.34`.
    public var name: String
    /// The program starts without it.
    public var isWeak: Bool
    /// The undefined symbols bound to it, in the symbol table's order; empty when not known.
    public var symbols: [String]

    public init(library: String, name: String, isWeak: Bool = false, symbols: [String] = []) {
      self.library = library
      self.name = name
      self.isWeak = isWeak
      self.symbols = symbols
    }
  }

  /// The oldest Linux that something in the program runs on.
  public struct KernelFloor: Hashable, Sendable {
    public var version: DottedVersion
    /// What asks for it, such as `go1.24.3` or `the C library it is linked with`.
    public var source: String

    public init(_ version: DottedVersion, source: String) {
      self.version = version
      self.source = source
    }
  }

  /// Instructions beyond the architecture's first.
  public struct ProcessorLevel: Hashable, Sendable {
    /// One of the architecture's levels, such as `v3`.
    public var level: String
    /// What asks for it, such as `GOAMD64=v3`.
    public var source: String

    public init(_ level: String, source: String) {
      self.level = level
      self.source = source
    }
  }

  public var machine: Architecture.MachineIdentity
  /// Go's name of the architecture; `nil` for one Go does not know.
  public var goArch: String?
  /// What says that it is for another system than Linux, to follow `it`; `nil` for Linux.
  public var foreignSystem: String?
  /// `nil` for a file that is neither a program nor a library.
  public var linkKind: ELFFile.LinkKind?
  /// `PT_INTERP`.
  public var interpreter: String?
  public var cLibrary: ELFFile.CLibrary?
  /// `DT_NEEDED`, in file order.
  public var needed: [String]
  /// In file order.
  public var versions: [SymbolVersion]
  /// `DT_RELR`: relocations that loaders before glibc 2.36 and musl 1.2.4 ignore.
  public var hasRelativeRelocations: Bool
  public var kernelFloors: [KernelFloor]
  /// Whether it contains glibc, and yet loads its name services from the system's.
  public var loadsNameServices: Bool
  /// Empty when the program runs on every processor of the architecture, or nothing tells.
  public var levels: [ProcessorLevel]

  public init(
    machine: Architecture.MachineIdentity, goArch: String?, linkKind: ELFFile.LinkKind?,
    interpreter: String? = nil, cLibrary: ELFFile.CLibrary? = nil, needed: [String] = [],
    versions: [SymbolVersion] = [], hasRelativeRelocations: Bool = false,
    kernelFloors: [KernelFloor] = [], levels: [ProcessorLevel] = [],
    foreignSystem: String? = nil, loadsNameServices: Bool = false
  ) {
    self.machine = machine
    self.goArch = goArch
    self.linkKind = linkKind
    self.interpreter = interpreter
    self.cLibrary = cLibrary
    self.needed = needed
    self.versions = versions
    self.hasRelativeRelocations = hasRelativeRelocations
    self.kernelFloors = kernelFloors
    self.levels = levels
    self.foreignSystem = foreignSystem
    self.loadsNameServices = loadsNameServices
  }
}

extension BinaryDemands {
  /// What messages call the architecture, with ARM's level where it is known.
  var architectureName: String {
    guard let goArch else { return "machine \(machine.machine)" }
    guard goArch == "arm", let level = levels.first?.level else { return goArch }
    return goArch + level
  }
}
