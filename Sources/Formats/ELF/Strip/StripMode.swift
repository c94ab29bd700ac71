/// How much of what a program does not need to run is removed.
public enum StripMode: String, Hashable, Sendable, CaseIterable {
  /// Nothing: the file stays as it is.
  case none
  /// Debugging information; the symbol table stays.
  case debug
  /// Also the symbols that no relocation needs: all of them, unless relocations are kept.
  ///
  /// Object files keep their global symbols: they do not link without them.
  case unneeded
  /// Also the symbol table and relocations the loader does not use, as `strip -s` does.
  case all
}

/// What to do to a file besides what its ``StripMode`` says.
public struct StripOptions: Hashable, Sendable {
  public var mode: StripMode
  /// The names of further sections to remove, such as `.comment`.
  public var removedSections: Set<String>
  /// Whether bytes behind the ELF file are kept behind the result.
  public var keepsTrailingData: Bool
  /// Whether the signature of a kernel module, which the result would not bear out, is removed.
  public var dropsModuleSignature: Bool
  /// The file of debugging information that the result names in `.gnu_debuglink`.
  public var debugLink: DebugLink?

  public init(
    _ mode: StripMode, removedSections: Set<String> = [], keepsTrailingData: Bool = false,
    dropsModuleSignature: Bool = false, debugLink: DebugLink? = nil
  ) {
    self.mode = mode
    self.removedSections = removedSections
    self.keepsTrailingData = keepsTrailingData
    self.dropsModuleSignature = dropsModuleSignature
    self.debugLink = debugLink
  }

  /// Whether the file stays as it is.
  var changesNothing: Bool {
    mode == .none && removedSections.isEmpty && !dropsModuleSignature && debugLink == nil
  }
}
