/// A control field that relates a package to others, in the order dpkg-gencontrol writes them.
///
/// - SeeAlso: Debian Policy Manual §7; deb-control(5).
public enum RelationField: String, Sendable, CaseIterable {
  case preDepends = "Pre-Depends"
  case depends = "Depends"
  case recommends = "Recommends"
  case suggests = "Suggests"
  case enhances = "Enhances"
  case conflicts = "Conflicts"
  case breaks = "Breaks"
  case replaces = "Replaces"
  case provides = "Provides"

  /// Whether `a | b` may stand in the field.
  public var allowsAlternatives: Bool {
    switch self {
    case .preDepends, .depends, .recommends, .suggests, .enhances: true
    case .conflicts, .breaks, .replaces, .provides: false
    }
  }

  /// Whether every version must be an exact one, as what a package provides is.
  public var requiresExactVersion: Bool { self == .provides }
}
