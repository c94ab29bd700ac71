internal import Bytes
public import ELF
public import GoBuild

/// Everything `pkg inspect` tells about an ELF file.
///
/// Addresses and bit sets are hexadecimal text, sizes are numbers of bytes.
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
  /// As a recipe's `expect: {link: …}` says it.
  public var link: String?
  public var interpreter: String?
  public var cLibrary: String?
  public var needed: [String]
  public var soname: String?
  public var rpath: String?
  public var runpath: String?
  /// The symbol versions needed, in file order.
  public var versions: [Versions]
  /// The newest glibc among them.
  public var requiredGLibC: String?
  public var buildID: String?
  public var goBuildID: String?
  /// The oldest Linux the C library lets it run on.
  public var minimumKernel: String?
  public var stripState: String
  public var segments: [Segment]
  public var sections: [Section]
  public var go: Toolchain?

  /// The symbol versions needed of one library.
  public struct Versions: Encodable, Hashable, Sendable {
    public var library: String
    public var versions: [String]
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
  }

  /// One section.
  public struct Section: Encodable, Hashable, Sendable {
    public var name: String
    public var type: String
    public var address: String
    public var offset: UInt64
    public var size: UInt64
  }

  public init(_ file: ELFFile, _ buildInfo: BuildInfo?) {
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
    link = file.linkKind?.rawValue
    interpreter = file.interpreter
    cLibrary = file.cLibrary?.rawValue
    needed = file.dynamic?.needed ?? []
    soname = file.dynamic?.soname
    rpath = file.dynamic?.rpath
    runpath = file.dynamic?.runpath
    versions = file.versionNeeds.map { need in
      Versions(library: need.library, versions: need.versions.map(\.name))
    }
    requiredGLibC = file.requiredGLibC?.description
    buildID = file.notes.buildID.map { hexadecimal($0) }
    goBuildID = file.notes.goBuildID
    minimumKernel = file.notes.abi.map { "\($0.major).\($0.minor).\($0.patch)" }
    stripState = file.stripState.rawValue
    segments = file.programHeaders.map { segment in
      Segment(
        type: segment.type.name, flags: segment.flags.text, offset: segment.offset,
        address: prefixed(segment.virtualAddress), fileSize: segment.fileSize,
        memorySize: segment.memorySize, alignment: segment.alignment)
    }
    sections = file.sectionHeaders.dropFirst().map { section in
      Section(
        name: section.name, type: section.type.name, address: prefixed(section.address),
        offset: section.offset, size: section.size)
    }
    go = buildInfo.map { Toolchain($0) }
  }
}

extension BinaryReport {
  /// What the Go toolchain recorded.
  public struct Toolchain: Encodable, Hashable, Sendable {
    public var version: String
    public var path: String
    public var main: Module?
    public var dependencies: [Module]
    public var settings: [Setting]

    init(_ info: BuildInfo) {
      version = info.goVersion
      path = info.path
      main = info.main.map { Module($0) }
      dependencies = info.dependencies.map { Module($0) }
      settings = info.settings.map { Setting(key: $0.key, value: $0.value) }
    }
  }

  /// A module, or the one built in its place.
  public struct Module: Encodable, Hashable, Sendable {
    public var path: String
    public var version: String
    public var sum: String?
    public var replacedBy: [Module]?

    init(_ module: BuildInfo.Module) {
      path = module.path
      version = module.version
      sum = module.sum
      replacedBy = module.replace.map { [Module($0)] }
    }
  }

  /// One build setting; an array of them keeps Go's order.
  public struct Setting: Encodable, Hashable, Sendable {
    public var key: String
    public var value: String
  }
}

/// With the prefix `0x`.
private func prefixed(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
