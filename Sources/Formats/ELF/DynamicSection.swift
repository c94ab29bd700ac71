/// What a file tells the dynamic loader: the contents of `PT_DYNAMIC`.
///
/// - SeeAlso: System V gABI, chapter 5, "Dynamic Section".
public struct DynamicSection: Hashable, Sendable {
  /// One entry, `Elf32_Dyn` or `Elf64_Dyn`.
  public struct Entry: Hashable, Sendable {
    public var type: DynamicType
    /// `d_val` or `d_ptr`, by type.
    public var value: UInt64
  }

  /// All entries before `DT_NULL`, in file order.
  public var entries: [Entry] = []
  /// `DT_NEEDED`: the libraries to load, in file order.
  public var needed: [String] = []
  /// `DT_SONAME`.
  public var soname: String?
  /// `DT_RPATH`, its directories still joined by colons.
  public var rpath: String?
  /// `DT_RUNPATH`, its directories still joined by colons.
  public var runpath: String?

  /// The first value of `type`; `nil` when there is no such entry.
  public func value(of type: DynamicType) -> UInt64? {
    entries.first { $0.type == type }?.value
  }

  /// `DT_FLAGS`, 0 when absent.
  public var flags: UInt64 { value(of: .flags) ?? 0 }
  /// `DT_FLAGS_1`, 0 when absent.
  public var flags1: UInt64 { value(of: .flags1) ?? 0 }

  /// `DF_1_PIE`: the file is a program, though its type says shared object.
  public var isPositionIndependentExecutable: Bool { flags1 & 0x0800_0000 != 0 }
}
