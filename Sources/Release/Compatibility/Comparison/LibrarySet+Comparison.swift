extension LibrarySet {
  /// All differences to a newer version, sorted.
  public func changes(
    to new: LibrarySet, profile: InterfaceProfile = .auto
  ) -> [CompatibilityChange] {
    var changes: [CompatibilityChange] = []
    for pair in paired(with: new) {
      switch (pair.old, pair.new) {
      case (let before?, let now?):
        changes += InterfaceComparison.changes(before, now, profile)
      case (let before?, nil): changes.append(Self.removed(before))
      case (nil, let now?): changes.append(Self.added(now))
      case (nil, nil): break
      }
    }
    return new.answered(changes, from: self).sorted()
  }

  private static func removed(_ file: LibraryInterface) -> CompatibilityChange {
    file.identity.isLibrary
      ? CompatibilityChange(
        .breaking, .libraryRemoved, file: file.path, "the library is gone",
        old: file.soname ?? file.path)
      : CompatibilityChange(
        .nonBreaking, .programRemoved, file: file.path, "the program is gone", old: file.path)
  }

  private static func added(_ file: LibraryInterface) -> CompatibilityChange {
    CompatibilityChange(
      .nonBreaking, file.identity.isLibrary ? .libraryAdded : .programAdded, file: file.path,
      file.identity.isLibrary ? "the library is new" : "the program is new",
      new: file.soname ?? file.path)
  }

  /// Looks for what each file needs among the others.
  ///
  /// What one of them has answers the question where an import comes from; what a library of the
  /// set should have and does not breaks the file that asks.
  private func answered(
    _ changes: [CompatibilityChange], from old: LibrarySet
  ) -> [CompatibilityChange] {
    let offers = Offers(self)
    let formerly = Offers(old)
    var result = changes.map { change in
      guard change.rule == .importUnknown, let symbol = change.symbol,
        let file = files.first(where: { $0.path == change.file }),
        let library = offers.provider(of: symbol, to: file)
      else { return change }
      var change = change
      change.verdict = .nonBreaking
      change.rule = .importAdded
      change.message = "it is needed now, and '\(library)' has it"
      return change
    }
    for file in files {
      for symbol in file.imports where !symbol.isWeak {
        guard let library = symbol.library, offers.isMissing(symbol, from: library) else {
          continue
        }
        let was = old.files.first { $0.path == file.path }
        // What never was there is no change.
        if was?.imports.contains(symbol) == true, formerly.isMissing(symbol, from: library) {
          continue
        }
        var change = CompatibilityChange(
          .breaking, .importUnprovided, file: file.path,
          "'\(library)' is among the files and does not have it", new: symbol.fullName)
        change.symbol = symbol.name
        change.version = symbol.version
        result.append(change)
      }
    }
    return result
  }
}

/// What the libraries of a set export, by the name programs look for them under.
private struct Offers {
  private var exports: [String: Set<String>] = [:]
  private var needed: [String: [String]] = [:]

  init(_ set: LibrarySet) {
    for file in set.files where file.identity.isLibrary {
      let name = file.soname ?? file.path.split(separator: "/").last.map(String.init) ?? file.path
      var names = Set(file.exports.map { "\($0.name)@\($0.version ?? "")" })
      names.formUnion(file.exports.filter(\.isDefault).map(\.name))
      exports[name, default: []].formUnion(names)
      needed[name, default: []] += file.needed
    }
  }

  /// Whether a library of the set lacks a symbol that is asked of it by version.
  func isMissing(_ symbol: SymbolImport, from library: String) -> Bool {
    guard let names = exports[library] else { return false }
    return !names.contains("\(symbol.name)@\(symbol.version ?? "")")
  }

  /// The library, among those a file needs and those they need in turn, that has a symbol.
  func provider(of symbol: String, to file: LibraryInterface) -> String? {
    var queue = file.needed
    var seen: Set<String> = []
    var next = 0
    while next < queue.count {
      let library = queue[next]
      next += 1
      guard seen.insert(library).inserted, let names = exports[library] else { continue }
      if names.contains(symbol) { return library }
      queue += needed[library] ?? []
    }
    return nil
  }
}
