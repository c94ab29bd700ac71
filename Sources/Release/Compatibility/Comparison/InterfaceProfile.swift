/// Whose conventions decide what of a library is meant for others.
public enum InterfaceProfile: String, Hashable, Sendable, CaseIterable {
  /// ``go`` when the Go toolchain made both versions, else ``c``.
  case auto
  /// Every exported symbol.
  case c
  /// What a package exports with `//export`; not what cgo needs for itself.
  case go

  func isGo(_ old: LibraryInterface, _ new: LibraryInterface) -> Bool {
    switch self {
    case .auto: old.isGo && new.isGo
    case .c: false
    case .go: true
    }
  }

  /// Whether a symbol of a Go library is there for the runtime alone.
  ///
  /// cgo numbers its wrappers with a hash of the package, so their names change with every edit.
  /// A name with a dot is Go's own: C has none.
  ///
  /// - SeeAlso: `cmd/cgo/out.go`; the C and assembly files of `runtime/cgo`.
  static func isGoInternal(_ name: String) -> Bool {
    let prefixes = ["_cgoexp_", "_cgo_", "x_cgo_", "crosscall", "x_crosscall"]
    return prefixes.contains { name.hasPrefix($0) } || name == "fatalf" || name == "threadentry"
      || name.contains(".")
  }
}
