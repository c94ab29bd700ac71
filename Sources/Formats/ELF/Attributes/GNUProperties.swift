internal import Bytes

/// What a program promises and demands of its processor, `NT_GNU_PROPERTY_TYPE_0`.
///
/// - SeeAlso: "Linux Extensions to gABI", section "`.note.gnu.property`"; the processor
///   supplements of x86-64 and AArch64.
public struct GNUProperties: Hashable, Sendable {
  /// `GNU_PROPERTY_X86_FEATURE_1_IBT`: every indirect branch lands on an `ENDBR`.
  public var indirectBranchTracking = false
  /// `GNU_PROPERTY_X86_FEATURE_1_SHSTK`: returns go where calls came from.
  public var shadowStack = false
  /// `GNU_PROPERTY_AARCH64_FEATURE_1_BTI`.
  public var branchTargetIdentification = false
  /// `GNU_PROPERTY_AARCH64_FEATURE_1_PAC`.
  public var pointerAuthentication = false
  /// `GNU_PROPERTY_X86_ISA_1_NEEDED` as 1 to 4 for x86-64-v1 to v4; the loader refuses the
  /// program on a processor below, from glibc 2.33 on.
  public var neededX86Level: Int?

  /// The promises it makes, as processors' manuals abbreviate them.
  public var features: [String] {
    var names: [String] = []
    if indirectBranchTracking { names.append("IBT") }
    if shadowStack { names.append("SHSTK") }
    if branchTargetIdentification { names.append("BTI") }
    if pointerAuthentication { names.append("PAC") }
    return names
  }

  /// Reads the property array in the note's descriptor, which `input` ends with.
  ///
  /// Properties it does not know are passed over.
  mutating func read(
    _ input: inout ByteReader, as class: ELFHeader.Class, _ order: ByteOrder, machine: UInt16
  ) throws(MalformedInput) {
    let alignment = `class` == .elf64 ? 8 : 4
    while input.remaining > 0 {
      let type = try input.integer(UInt32.self, order, field: "pr_type")
      let size = Int(try input.integer(UInt32.self, order, field: "pr_datasz"))
      var data = try input.slice(size, field: "pr_data")
      try input.skip(
        min(input.remaining, (alignment - size % alignment) % alignment), field: "pr_padding")
      guard size == 4 else { continue }
      let bits = try data.integer(UInt32.self, order, field: "pr_data")
      switch (machine, type) {
      case (Machine.x86_64, 0xc000_0002), (Machine.i386, 0xc000_0002):
        indirectBranchTracking = bits & 1 != 0
        shadowStack = bits & 2 != 0
      case (Machine.x86_64, 0xc000_8002), (Machine.i386, 0xc000_8002):
        neededX86Level = Self.level(bits)
      case (Machine.aarch64, 0xc000_0000):
        branchTargetIdentification = bits & 1 != 0
        pointerAuthentication = bits & 2 != 0
      default: break
      }
    }
  }

  /// The highest of the levels, of which bit 0 stands for the baseline.
  private static func level(_ bits: UInt32) -> Int? {
    let known = bits & 0xf
    return known == 0 ? nil : 32 - known.leadingZeroBitCount
  }
}
