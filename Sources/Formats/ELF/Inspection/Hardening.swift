/// What stands between a fault in a program and its being exploited.
///
/// A Go program that the Go linker linked at a fixed address has nothing to relocate, so it has
/// no read-only relocations either; that is no fault.
public struct Hardening: Hashable, Sendable {
  /// Whether the stack may be executed, `PT_GNU_STACK`.
  public enum Stack: String, Hashable, Sendable, CaseIterable {
    case nonExecutable = "non-executable"
    case executable
    /// Not said; several architectures then make it executable.
    case unstated
  }

  /// What of its relocated data is read-only while the program runs, `PT_GNU_RELRO`.
  public enum ReadOnlyRelocations: String, Hashable, Sendable, CaseIterable {
    /// None.
    case none
    /// All but what is bound when first used.
    case partial
    case full
  }

  /// Whether the program text is written to when it is loaded.
  public enum TextRelocations: String, Hashable, Sendable, CaseIterable {
    case none
    /// `DT_TEXTREL` or `DF_TEXTREL` says so, yet no relocation does; some linkers write such files.
    case marked
    case present
  }

  public var stack: Stack
  /// Whether a segment is loaded that can be both written and executed.
  public var hasWritableCode: Bool
  public var readOnlyRelocations: ReadOnlyRelocations
  /// Whether all symbols are found before the program starts: `DT_BIND_NOW`, `DF_BIND_NOW` or
  /// `DF_1_NOW`.
  public var bindsNow: Bool
  public var textRelocations: TextRelocations
  /// Whether it can be loaded at any address.
  public var isPositionIndependent: Bool
  /// Whether a damaged stack is noticed: `__stack_chk_fail` is called.
  public var hasStackProtector: Bool
  /// The imported functions that check the sizes of their buffers, such as `__printf_chk`.
  public var fortifiedFunctions: [String]

  /// Reads the headers of `file` and, if they speak of text relocations, the relocations.
  ///
  /// `bytes` is the whole file.
  public init(_ file: ELFFile, imports: [ImportedSymbol], in bytes: RawSpan) {
    let stackHeader = file.programHeaders.first { $0.type == .stack }
    stack =
      stackHeader.map { $0.flags.contains(.execute) ? .executable : .nonExecutable }
      ?? .unstated
    hasWritableCode = file.loadSegments.contains { $0.flags.contains([.write, .execute]) }
    let dynamic = file.dynamic
    let flags = dynamic?.flags ?? 0
    bindsNow =
      dynamic?.value(of: .bindNow) != nil || flags & 8 != 0 || (dynamic?.flags1 ?? 0) & 1 != 0
    let hasRelro = file.programHeaders.contains { $0.type == .relro }
    readOnlyRelocations = !hasRelro ? .none : bindsNow ? .full : .partial
    let saysText = dynamic?.value(of: .textRelocations) != nil || flags & 4 != 0
    textRelocations = !saysText ? .none : file.relocatesText(in: bytes) ? .present : .marked
    isPositionIndependent = file.header.type == .sharedObject
    hasStackProtector = imports.contains { $0.name.hasPrefix("__stack_chk_") }
    fortifiedFunctions = imports.map(\.name).filter {
      $0.hasPrefix("__") && $0.hasSuffix("_chk")
    }
  }
}

extension DynamicType {
  static let textRelocations = DynamicType(rawValue: 22)  // DT_TEXTREL
  static let bindNow = DynamicType(rawValue: 24)  // DT_BIND_NOW
}
