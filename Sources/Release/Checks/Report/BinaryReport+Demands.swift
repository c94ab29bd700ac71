internal import ELF
internal import GoBuild
internal import Platform

extension BinaryReport {
  /// What the system must have for the file to start.
  public struct Demands: Encodable, Hashable, Sendable {
    /// The oldest glibc.
    public var glibc: GLibC?
    /// What it uses of the things glibc keeps to itself.
    public var privateSymbols: [String]
    /// The oldest Linux.
    public var kernel: Kernel?
    /// The processor the Go compiler was told to compile for.
    public var level: Level?
    /// The x86-64 level, 1 to 4, that the loader asks the processor for.
    public var x86Level: Int?
    /// The processor that the linked objects were compiled for, such as `v7` or `MIPS32r2`.
    public var processor: String?
    /// How floating-point values are passed, such as `hard`.
    public var floatABI: String?
    /// Whether it contains glibc, yet loads its name services from the system's.
    public var loadsNameServices: Bool

    init(_ facts: BinaryFacts) {
      let demands = facts.demands
      glibc = demands.glibcFloor.map {
        GLibC(version: "\($0.version)", symbols: $0.symbols, feature: $0.feature)
      }
      privateSymbols = demands.privateSymbols
      kernel = demands.kernelFloor.map { Kernel(version: "\($0.version)", source: $0.source) }
      level = facts.level.map {
        Level(variable: $0.variable, value: $0.value, source: $0.source.rawValue)
      }
      x86Level = facts.file.notes.properties?.neededX86Level
      processor = facts.processorName
      floatABI = facts.floatABIName
      loadsNameServices = facts.loadsNameServices
    }
  }

  /// The oldest glibc, and what makes it no older.
  public struct GLibC: Encodable, Hashable, Sendable {
    public var version: String
    public var symbols: [String]
    /// Such as `DT_RELR`.
    public var feature: String?
  }

  /// The oldest kernel, and who asks for it.
  public struct Kernel: Encodable, Hashable, Sendable {
    public var version: String
    public var source: String
  }

  /// What the Go compiler was told to compile for, and how that is known.
  public struct Level: Encodable, Hashable, Sendable {
    public var variable: String
    public var value: String
    public var source: String
  }
}

extension BinaryFacts {
  /// The processor the attributes name: ARM's by architecture, RISC-V's by its extensions.
  var processorName: String? {
    if let extensions = attributes?.text("riscv", 5) { return extensions }  // Tag_RISCV_arch
    if let number = attributes?.number("aeabi", 6) {  // Tag_CPU_arch
      let names = [
        "Pre-v4", "v4", "v4T", "v5T", "v5TE", "v5TEJ", "v6", "v6KZ", "v6T2", "v6K", "v7", "v6-M",
        "v6S-M", "v7E-M", "v8", "v8-R", "v8-M.baseline", "v8-M.mainline",
      ]
      return number < names.count ? names[Int(number)] : "aeabi \(number)"
    }
    guard let mipsFlags else { return nil }
    return "MIPS\(mipsFlags.level)" + (mipsFlags.revision > 1 ? "r\(mipsFlags.revision)" : "")
  }

  /// How floating-point values are passed, where an architecture has several ways.
  var floatABIName: String? {
    switch file.header.architecture?.goArch {
    case "arm": return usesHardFloatCalls.map { $0 ? "hard" : "soft" }
    case "riscv64": return ["soft", "single", "double", "quad"][Int(file.header.flags >> 1 & 3)]
    case "loong64":
      let names = ["soft", "single", "double"]
      let number = Int(file.header.flags & 7)
      return (1...3).contains(number) ? names[number - 1] : nil
    case "mips", "mipsle", "mips64", "mips64le":
      if let name = mipsFlags?.floatingPoint.name { return name }
      guard let number = attributes?.number("gnu", 4), number < 256 else { return nil }
      return MIPSFlags.FloatingPointABI(rawValue: UInt8(number)).name
    default: return nil
    }
  }
}
