internal import Diagnostics

extension CompatibilityReport {
  /// Compares two versions and applies what the project ignores.
  ///
  /// - Parameters:
  ///   - old: the version programs were linked with.
  ///   - new: the version they are to run with.
  ///   - profile: whose conventions say what of a library is for others.
  ///   - ignoring: what to leave out of the verdict.
  ///   - day: the day that entries of limited time are held against.
  ///   - toolVersion: our own.
  /// - Precondition: a day is given when an entry expires.
  public init(
    old: (side: Side, set: LibrarySet), new: (side: Side, set: LibrarySet),
    profile: InterfaceProfile, ignoring: IgnoreList, on day: CalendarDate?, toolVersion: String
  ) {
    let found = old.set.changes(to: new.set, profile: profile)
    let outcome = ignoring.applied(to: found, on: day)
    tool = Tool(version: toolVersion)
    self.old = old.side
    self.new = new.side
    changes = outcome.changes
    let counted = changes.filter { $0.ignoredBy == nil }
    summary = Summary(
      breaking: counted.count { $0.verdict == .breaking },
      nonBreaking: counted.count { $0.verdict == .nonBreaking },
      undefined: counted.count { $0.verdict == .undefined },
      ignored: changes.count - counted.count)
    let matched = old.set.paired(with: new.set)
    pairs = matched.map(Pair.init)
    floor = matched.flatMap(FloorChange.changes)
    idleEntries = (outcome.expired.map { ($0, "expired") } + outcome.unused.map { ($0, "unused") })
      .map { entry, state in
        IdleEntry(
          entry: entry.text, line: entry.location.line, reason: entry.reason, state: state)
      }.sorted { $0.line < $1.line }
  }
}

extension CompatibilityReport.Pair {
  init(_ pair: InterfacePair) {
    old = pair.old?.path
    new = pair.new?.path
    isIdentical = pair.old?.sha256 == pair.new?.sha256
    types = "none"
    guard let before = pair.old, let now = pair.new else { return }
    if before.types != nil, now.types != nil {
      types = "debug-information"
    } else if before.goExports != nil, now.goExports != nil {
      types = "cgo-header"
    }
  }
}

extension FloorChange {
  /// The floors of a pair, also those that stayed.
  static func changes(_ pair: InterfacePair) -> [FloorChange] {
    guard let before = pair.old, let now = pair.new else { return [] }
    func one(
      _ what: String, _ old: LibraryFloors.Floor?, _ new: LibraryFloors.Floor?
    ) -> FloorChange? {
      guard old != nil || new != nil else { return nil }
      let direction =
        old?.version == new?.version
        ? "same" : LibraryFloors.isHigher(new, than: old) ? "raised" : "lowered"
      return FloorChange(
        file: now.path, what: what, old: old?.version, new: new?.version, direction: direction,
        because: new?.because ?? [])
    }
    var result = [
      one("glibc", before.floors.glibc, now.floors.glibc),
      one("kernel", before.floors.kernel, now.floors.kernel),
      one("processor", before.floors.processor, now.floors.processor),
    ].compactMap { $0 }
    let old = Dictionary(before.floors.versions.map { ($0.library, $0.versions) }) { $1 }
    let new = Dictionary(now.floors.versions.map { ($0.library, $0.versions) }) { $1 }
    for library in Set(old.keys).union(new.keys).sorted() {
      let (a, b) = (old[library], new[library])
      result.append(
        FloorChange(
          file: now.path, what: library, old: a?.joined(separator: ", "),
          new: b?.joined(separator: ", "), direction: a == b ? "same" : "changed", because: []))
    }
    return result
  }
}
