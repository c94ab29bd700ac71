internal import Bytes
public import Diagnostics
internal import ELF

/// Everything `pkg inspect` tells about an ELF file.
///
/// Addresses and bit sets are hexadecimal text, sizes are numbers of bytes. What a file does not
/// have or does not tell is left out.
public struct BinaryReport: Encodable, Hashable, Sendable {
  /// Such as `ELF 64-bit little-endian`.
  public var format: String
  /// `EXEC`, `DYN`, `REL` or `CORE`.
  public var type: String
  /// Go's name of the architecture; `nil` for one Go does not know.
  public var architecture: String?
  /// `e_machine`.
  public var machine: UInt16
  public var osABI: UInt8
  public var flags: String
  public var entry: String
  public var size: Int
  public var isTruncated: Bool
  public var trailingBytes: Int
  /// What the trailing bytes are, such as `a zip archive`.
  public var trailingFormat: String?
  /// As a recipe's `expect: {link: …}` says it.
  public var link: String?
  public var linking: Linking
  public var demands: Demands
  public var hardening: Safety
  public var buildID: String?
  public var goBuildID: String?
  public var stripState: String
  public var debugging: Debugging
  /// Absolute paths of source files that a C compiler left in it.
  public var compiledPaths: [String]
  /// The checkers compiled into it, such as `race`.
  public var instrumentation: [String]
  /// `UPX`, or `unknown` for what only looks packed.
  public var packedWith: String?
  public var segments: [Segment]
  public var sections: [Section]
  public var go: Toolchain?
  /// What `pkg check` would say of it, packaged for its own architecture.
  public var findings: [Finding]

  public init(_ facts: BinaryFacts, findings: [Diagnostic] = []) {
    let file = facts.file
    let header = file.header
    format = header.formatName
    type = header.type.name
    architecture = header.architectureName
    machine = header.machine
    osABI = header.osABI
    flags = prefixed(UInt64(header.flags))
    entry = prefixed(header.entry)
    size = file.size
    isTruncated = file.isTruncated
    trailingBytes = file.trailingByteCount
    trailingFormat = facts.trailingFormat
    link = file.linkKind?.rawValue
    linking = Linking(facts)
    demands = Demands(facts)
    hardening = Safety(facts)
    buildID = file.notes.buildID.map { hexadecimal($0) }
    goBuildID = file.notes.goBuildID
    stripState = file.stripState.rawValue
    debugging = Debugging(facts)
    compiledPaths = facts.compiledPaths
    instrumentation = facts.instrumentation.map(\.rawValue)
    packedWith =
      switch facts.packing {
      case nil: nil
      case .by(let tool): tool
      case .likely: "unknown"
      }
    segments = file.programHeaders.map { Segment($0) }
    sections = file.sectionHeaders.dropFirst().map { Section($0) }
    go = facts.isGo ? Toolchain(facts) : nil
    self.findings = findings.map {
      Finding(
        code: $0.code, severity: $0.severity.rawValue, message: $0.message, hint: $0.hint)
    }
  }

  /// What a check found.
  public struct Finding: Encodable, Hashable, Sendable {
    public var code: String
    /// `note`, `warning` or `error`.
    public var severity: String
    public var message: String
    public var hint: String?
  }

  /// One program header.
  public struct Segment: Encodable, Hashable, Sendable {
    public var type: String
    /// As `R E`.
    public var flags: String
    public var offset: UInt64
    public var address: String
    public var fileSize: UInt64
    public var memorySize: UInt64
    public var alignment: UInt64

    init(_ header: ProgramHeader) {
      type = header.type.name
      flags = header.flags.text
      offset = header.offset
      address = prefixed(header.virtualAddress)
      fileSize = header.fileSize
      memorySize = header.memorySize
      alignment = header.alignment
    }
  }

  /// One section.
  public struct Section: Encodable, Hashable, Sendable {
    public var name: String
    public var type: String
    public var address: String
    public var offset: UInt64
    public var size: UInt64

    init(_ header: SectionHeader) {
      name = header.name
      type = header.type.name
      address = prefixed(header.address)
      offset = header.offset
      size = header.size
    }
  }
}

/// With the prefix `0x`.
func prefixed(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
