public import Bytes

/// What MIPS code assumes of its processor, `.MIPS.abiflags`.
///
/// - SeeAlso: "MIPS O32 ABI: FR0 and FR1 interlinking", section "`.MIPS.abiflags`".
public struct MIPSFlags: Hashable, Sendable {
  /// `isa_level`: 1 to 5, 32 or 64.
  public var level: UInt8
  /// `isa_rev`: the revision of MIPS32 or MIPS64.
  public var revision: UInt8
  /// `fp_abi`.
  public var floatingPoint: FloatingPointABI

  /// How floating-point arguments travel, `Tag_GNU_MIPS_ABI_FP`.
  public struct FloatingPointABI: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Whether the code does without a floating-point unit.
    public var isSoft: Bool { rawValue == 3 }

    /// What the number stands for; `nil` for one that is not known.
    public var name: String? {
      switch rawValue {
      case 0: "hard or soft float"
      case 1: "hard float, double precision"
      case 2: "hard float, single precision"
      case 3: "soft float"
      case 4: "hard float, MIPS32r2 64-bit FPU, 12 callee-saved"
      case 5: "hard float, any FPU"
      case 6: "hard float, 64-bit FPU"
      case 7: "hard float compatibility, 64-bit FPU"
      default: nil
      }
    }
  }

  /// Reads the section that is all of `input`; throws at the offending field.
  public init(parsing input: inout ByteReader, _ order: ByteOrder) throws(MalformedInput) {
    let start = input.position
    guard try input.integer(UInt16.self, order, field: "version") == 0 else {
      throw MalformedInput(.unsupported, at: start, field: "version")
    }
    level = try input.byte(field: "isa_level")
    revision = try input.byte(field: "isa_rev")
    try input.skip(3, field: "cpr2_size")
    floatingPoint = FloatingPointABI(rawValue: try input.byte(field: "fp_abi"))
    try input.skip(16, field: "flags2")
  }
}
