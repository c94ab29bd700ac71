internal import Bytes
public import Diagnostics

/// Changes that a project has decided to live with, each with a reason and perhaps for a time.
///
///     symbol:_internal_* rule:fn-removed until:2027-01-01  # nobody was told of them
///     type:struct internal_state                           # opaque to programs
///
/// A line names what a change must be about: every pattern of it must match. `*` stands for any
/// characters and `?` for one. The reason is what follows `#`, and there must be one.
public struct IgnoreList: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    var symbol: Wildcard?
    var version: Wildcard?
    var type: Wildcard?
    var member: Wildcard?
    var file: Wildcard?
    var rule: CompatibilityRule?
    /// The last day it holds.
    public var until: CalendarDate?
    public var reason: String
    public var location: SpecLocation
    /// The line without its reason.
    public var text: String
  }

  public let entries: [Entry]

  init(entries: [Entry]) { self.entries = entries }

  /// Whether any entry holds for a time only, so that a day must be known.
  public var expires: Bool { entries.contains { $0.until != nil } }
}

extension IgnoreList.Entry {
  /// Whether the change is one that the entry is for.
  func covers(_ change: CompatibilityChange) -> Bool {
    func holds(_ pattern: Wildcard?, _ value: String?) -> Bool {
      guard let pattern else { return true }
      return value.map(pattern.matches) ?? false
    }
    return (rule == nil || rule == change.rule) && holds(symbol, change.symbol)
      && holds(version, change.version) && holds(type, change.type)
      && holds(member, change.member) && holds(file, change.file)
  }
}

extension IgnoreList {
  /// What became of the entries when they were applied.
  public struct Outcome: Hashable, Sendable {
    public var changes: [CompatibilityChange]
    /// Entries that covered nothing.
    public var unused: [Entry]
    /// Entries whose last day is past; they cover nothing any more.
    public var expired: [Entry]
  }

  /// Marks the changes that entries cover, as of a day.
  ///
  /// - Precondition: a day is given when ``expires``.
  public func applied(to changes: [CompatibilityChange], on day: CalendarDate?) -> Outcome {
    precondition(day != nil || !expires, "a day to hold the entries against")
    var isUsed = [Bool](repeating: false, count: entries.count)
    func isPast(_ entry: Entry) -> Bool {
      guard let until = entry.until, let day else { return false }
      return until < day
    }
    let marked = changes.map { change in
      let covering = entries.indices.filter {
        !isPast(entries[$0]) && entries[$0].covers(change)
      }
      for index in covering { isUsed[index] = true }
      var change = change
      change.ignoredBy = covering.first.map { entries[$0].reason }
      return change
    }
    return Outcome(
      changes: marked,
      unused: zip(entries, isUsed).filter { !$0.1 && !isPast($0.0) }.map(\.0),
      expired: entries.filter(isPast))
  }
}
