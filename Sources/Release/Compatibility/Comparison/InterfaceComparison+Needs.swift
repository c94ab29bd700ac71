internal import Platform

extension InterfaceComparison {
  /// Compares what the two need of other libraries.
  ///
  /// Whether what is new is there is not for this file to say: ``LibrarySet`` looks among the
  /// libraries it came with.
  mutating func compareImports() {
    struct Key: Hashable {
      var name: String
      var version: String?
    }
    let before = Set(old.imports.map { Key(name: $0.name, version: $0.version) })
    let isGo = profile.isGo(old, new)
    for symbol in new.imports
    where !before.contains(Key(name: symbol.name, version: symbol.version)) {
      if isGo, InterfaceProfile.isGoInternal(symbol.name) { continue }
      // A versioned symbol names its library; a weak one may be missing.
      let isKnown = symbol.version != nil || symbol.isWeak
      var change = CompatibilityChange(
        isKnown ? .nonBreaking : .undefined, isKnown ? .importAdded : .importUnknown,
        file: new.path,
        isKnown ? "it is needed now" : "it is needed now, and nothing says of which library",
        new: symbol.library.map { "\(symbol.fullName) of \($0)" } ?? symbol.fullName)
      change.symbol = symbol.name
      change.version = symbol.version
      changes.append(change)
    }
  }

  mutating func compareFloors() {
    compare("glibc", old.floors.glibc, new.floors.glibc)
    compare("Linux", old.floors.kernel, new.floors.kernel)
    compare("the processor", old.floors.processor, new.floors.processor)
    let before = Dictionary(
      old.floors.versions.map { ($0.library, Set($0.versions)) }
    ) { first, _ in first }
    for needed in new.floors.versions {
      // Those of glibc are numbers, and compared above.
      let added = needed.versions.filter {
        !$0.hasPrefix("GLIBC_") && before[needed.library]?.contains($0) != true
      }
      guard !added.isEmpty, before[needed.library] != nil else { continue }
      report(
        .undefined, .floorRaised,
        "'\(needed.library)' must have \(added.joined(separator: ", "))",
        new: added.joined(separator: ", "))
    }
  }

  private mutating func compare(
    _ what: String, _ before: LibraryFloors.Floor?, _ now: LibraryFloors.Floor?
  ) {
    guard before?.version != now?.version else { return }
    if LibraryFloors.isHigher(now, than: before) {
      let reasons = (now?.because ?? []).joined(separator: ", ")
      report(
        .undefined, .floorRaised,
        "it needs a newer \(what)\(reasons.isEmpty ? "" : ", because of \(reasons)")",
        old: before.map { "\(what) \($0.version)" }, new: now.map { "\(what) \($0.version)" })
    } else {
      report(
        .nonBreaking, .floorLowered, "an older \(what) will do",
        old: before.map { "\(what) \($0.version)" }, new: now.map { "\(what) \($0.version)" })
    }
  }
}

extension LibraryFloors {
  /// Whether a floor asks for more than another; none asks for nothing.
  static func isHigher(_ a: Floor?, than b: Floor?) -> Bool {
    guard let a else { return false }
    guard let b else { return true }
    guard let x = DottedVersion(a.version), let y = DottedVersion(b.version) else {
      return a.version > b.version
    }
    return x > y
  }
}
