internal import DWARF
internal import ELF

extension BinaryReport {
  /// What stands between a fault in the program and its being exploited.
  public struct Safety: Encodable, Hashable, Sendable {
    /// `non-executable`, `executable` or `unstated`.
    public var stack: String
    public var hasWritableCode: Bool
    /// `none`, `partial` or `full`; `not applicable` for a program without relocations.
    public var relro: String
    public var bindsNow: Bool
    /// `none`, `marked` or `present`.
    public var textRelocations: String
    public var isPositionIndependent: Bool
    public var hasStackProtector: Bool
    public var fortifiedFunctions: [String]
    /// Such as `IBT`, `SHSTK`, `BTI` or `PAC`.
    public var processorFeatures: [String]

    init(_ facts: BinaryFacts) {
      let hardening = facts.hardening
      stack = hardening.stack.rawValue
      hasWritableCode = hardening.hasWritableCode
      let hasNothingToRelocate = facts.file.linkKind == .static && facts.file.dynamic == nil
      relro =
        hasNothingToRelocate && hardening.readOnlyRelocations == .none
        ? "not applicable" : hardening.readOnlyRelocations.rawValue
      bindsNow = hardening.bindsNow
      textRelocations = hardening.textRelocations.rawValue
      isPositionIndependent = hardening.isPositionIndependent
      hasStackProtector = hardening.hasStackProtector
      fortifiedFunctions = hardening.fortifiedFunctions
      processorFeatures = facts.file.notes.properties?.features ?? []
    }
  }

  /// What of its debugging information the file holds, and where the rest is.
  public struct Debugging: Encodable, Hashable, Sendable {
    /// The version of DWARF.
    public var dwarf: UInt16?
    /// `zlib`, `zstd` or `zlib-gnu`.
    public var compression: String?
    /// The file that holds what was split off, `.gnu_debuglink`.
    public var link: String?
    /// CRC-32 of that file.
    public var linkChecksum: String?

    /// Absolute paths that a C compiler left in it.
    public var paths: [String]

    init(_ facts: BinaryFacts) {
      let information = facts.debugInformation
      dwarf = facts.debugGlance.version
      paths = facts.debugGlance.paths
      compression = information.compression?.rawValue
      link = information.link?.name
      linkChecksum = information.link.map { prefixed(UInt64($0.checksum)) }
    }
  }
}
