internal import Workspace

/// Confines this process and becomes a program; see ``Confinement/enter(_:)``.
///
/// Returns only when it is called with words that no ``ProgramRun`` would give it.
public func confine(_ words: [String]) { _ = Confinement.enter(words) }
