/// Compares two versions of one library or program.
///
/// What a change means is judged for programs that were linked with the old version and are to
/// run with the new one.
struct InterfaceComparison {
  let old: LibraryInterface
  let new: LibraryInterface
  /// Leaves out what only the Go toolchain's own code looks for.
  let profile: InterfaceProfile
  var changes: [CompatibilityChange] = []
  private(set) var oldExports: [SymbolExport]
  private(set) var newExports: [SymbolExport]

  init(_ old: LibraryInterface, _ new: LibraryInterface, _ profile: InterfaceProfile) {
    self.old = old
    self.new = new
    self.profile = profile
    let isGo = profile.isGo(old, new)
    oldExports = old.exports.filter { !isGo || !InterfaceProfile.isGoInternal($0.name) }
    newExports = new.exports.filter { !isGo || !InterfaceProfile.isGoInternal($0.name) }
  }

  /// All changes, in no particular order.
  static func changes(
    _ old: LibraryInterface, _ new: LibraryInterface, _ profile: InterfaceProfile
  ) -> [CompatibilityChange] {
    if old.sha256 == new.sha256 { return [] }
    var comparison = InterfaceComparison(old, new, profile)
    comparison.compareFiles()
    comparison.compareVersionNodes()
    comparison.compareSymbols()
    comparison.compareImports()
    comparison.compareFloors()
    comparison.compareTypes()
    return comparison.changes
  }

  mutating func report(
    _ verdict: CompatibilityChange.Verdict, _ rule: CompatibilityRule, _ message: String,
    old: String? = nil, new: String? = nil, of symbol: SymbolExport? = nil
  ) {
    let change = CompatibilityChange(
      verdict, rule, file: self.new.path, message, old: old, new: new)
    changes.append(symbol.map { change.of($0) } ?? change)
  }

  private mutating func compareFiles() {
    let before = old.identity
    let now = new.identity
    if before.machine != now.machine || before.bits != now.bits
      || before.isBigEndian != now.isBigEndian || before.flags != now.flags
    {
      report(
        .breaking, .architecture, "it is for another architecture or calling convention",
        old: words(before), new: words(now))
    }
    if before.isLibrary != now.isLibrary {
      report(
        .breaking, .fileType, "a \(word(before)) became a \(word(now))", old: word(before),
        new: word(now))
    }
    if let name = old.soname, name != new.soname {
      report(
        .breaking, .soname, "programs look for the library under its old name", old: name,
        new: new.soname)
    } else if old.soname != new.soname {
      // Programs linked with a nameless library look for its file.
      report(.nonBreaking, .soname, "the library has a name now", new: new.soname)
    }
    if old.interpreter != new.interpreter {
      report(
        .breaking, .interpreter, "another program loader is asked for", old: old.interpreter,
        new: new.interpreter)
    }
    for library in Set(old.needed).subtracting(new.needed).sorted() {
      report(
        .nonBreaking, .neededRemoved, "'\(library)' is no longer needed", old: library)
    }
    for library in Set(new.needed).subtracting(old.needed).sorted() {
      report(.nonBreaking, .neededAdded, "'\(library)' is needed now", new: library)
    }
  }

  private func word(_ identity: LibraryInterface.Identity) -> String {
    identity.isLibrary ? "library" : "program"
  }

  private func words(_ identity: LibraryInterface.Identity) -> String {
    "machine \(identity.machine), \(identity.bits)-bit "
      + "\(identity.isBigEndian ? "big" : "little")-endian, "
      + "flags 0x\(String(identity.flags, radix: 16))"
  }
}
