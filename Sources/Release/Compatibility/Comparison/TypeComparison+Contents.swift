internal import DWARF

extension TypeComparison {
  /// Compares two structures, classes or unions.
  mutating func compareAggregates(
    _ before: TypeRecord, _ now: TypeRecord, _ label: String, _ through: String
  ) {
    let site = Site(rule: .typeSize, subject: "", through: through, type: label)
    if before.name != now.name {
      add(
        .nonBreaking, .typeRenamed, "the type has another name", at: site,
        old: old.name(of: before), new: new.name(of: now))
    }
    switch (before.isDeclaration ?? false, now.isDeclaration ?? false) {
    case (true, true): return
    case (false, false): break
    case (let isOld, _):
      return add(
        .undefined, .typeUnknown,
        "only the \(isOld ? "new" : "old") debugging information defines the type", at: site)
    }
    if before.size != now.size {
      add(
        .breaking, .typeSize, "programs have room for the old size only", at: site,
        old: before.size.map { "\($0) bytes" }, new: now.size.map { "\($0) bytes" })
    }
    compareMembers(before, now, site)
    compareVirtualFunctions(before, now, site)
  }

  private mutating func compareMembers(_ before: TypeRecord, _ now: TypeRecord, _ outer: Site) {
    let members = Self.labelled(now, new)
    let numbers = Dictionary(members.enumerated().map { ($0.element.label, $0.offset) }) {
      first, _ in
      first
    }
    var isTaken = [Bool](repeating: false, count: members.count)
    var removed: [(label: String, member: TypeRecord.Member)] = []
    var isMoved = before.size != now.size
    for (label, member) in Self.labelled(before, old) {
      guard let number = numbers[label], !isTaken[number] else {
        removed.append((label, member))
        continue
      }
      isTaken[number] = true
      let other = members[number].member
      if member.isBase ?? false { compareInstances(member, other, outer, label) }
      isMoved = compareMember(label, member, other, outer) || isMoved
    }
    let places = Dictionary(
      members.enumerated().filter { !isTaken[$0.offset] && now.kind != .union }
        .map { (Place($0.element.member), $0.offset) }
    ) { first, _ in first }
    for (label, member) in removed {
      var site = outer
      site.member = label
      // The same place under another name.
      if let number = places[Place(member)], !isTaken[number] {
        isTaken[number] = true
        let (other, there) = members[number]
        if member.isBase ?? false || there.isBase ?? false {
          replaceBase(member, there, at: site, old: label, new: other)
        } else {
          add(
            .nonBreaking, .memberRenamed, "the member has another name", at: site, old: label,
            new: other)
        }
        _ = compareMember(other, member, there, outer)
      } else if isEmptyBase(member, old) {
        add(.undefined, .memberRemoved, Self.emptyBase, at: site, old: label)
      } else {
        add(.breaking, .memberRemoved, "the member is gone", at: site, old: label)
      }
    }
    for (number, (label, member)) in members.enumerated() where !isTaken[number] {
      var site = outer
      site.member = label
      if isEmptyBase(member, new), !isMoved {
        add(.undefined, .memberAdded, Self.emptyBase, at: site, new: label)
        continue
      }
      let place = member.bitOffset.map { " at \(Self.spelled($0))" } ?? ""
      add(
        isMoved ? .breaking : .nonBreaking, .memberAdded,
        isMoved
          ? "a new member changes the layout" : "a new member takes room nothing was in", at: site,
        new: "\(new.spelling(of: member.type)) \(label)\(place)")
    }
  }

  private struct Place: Hashable {
    var offset: UInt64?
    var width: UInt64?

    init(_ member: TypeRecord.Member) {
      offset = member.bitOffset
      width = member.bitSize
    }
  }

  /// Compares a member's place and type; returns whether it moved.
  private mutating func compareMember(
    _ label: String, _ before: TypeRecord.Member, _ now: TypeRecord.Member, _ outer: Site
  ) -> Bool {
    var site = outer
    site.member = label
    site.rule = .memberType
    site.subject = "the member"
    let isMoved = before.bitOffset != now.bitOffset
    if isMoved {
      add(
        .breaking, .memberOffset, "programs look for the member at its old place", at: site,
        old: before.bitOffset.map(Self.spelled), new: now.bitOffset.map(Self.spelled))
    }
    if before.bitSize != now.bitSize {
      add(
        .breaking, .memberType, "the width of the bit field changed", at: site,
        old: before.bitSize.map { "\($0) bits" }, new: now.bitSize.map { "\($0) bits" })
    }
    if label != Self.tablePointer { compare(before.type, now.type, at: site) }
    return isMoved
  }

  /// Compares two enumerations.
  mutating func compareEnumerations(
    _ before: TypeRecord, _ now: TypeRecord, _ label: String, _ through: String
  ) {
    var site = Site(rule: .typeSize, subject: "", through: through, type: label)
    if before.name != now.name {
      add(
        .nonBreaking, .typeRenamed, "the type has another name", at: site,
        old: old.name(of: before), new: new.name(of: now))
    }
    if before.isDeclaration ?? false || now.isDeclaration ?? false { return }
    if before.size != now.size {
      add(
        .breaking, .typeSize, "programs have room for the old size only", at: site,
        old: before.size.map { "\($0) bytes" }, new: now.size.map { "\($0) bytes" })
    }
    let values = Dictionary((now.enumerators ?? []).map { ($0.name, $0.value) }) { first, _ in first
    }
    let known = Dictionary((before.enumerators ?? []).map { ($0.name, $0.value) }) { first, _ in
      first
    }
    for enumerator in before.enumerators ?? [] {
      site.member = enumerator.name
      guard let value = values[enumerator.name] else {
        add(
          .breaking, .enumeratorRemoved, "programs go on using the value", at: site,
          old: "\(enumerator.value)")
        continue
      }
      if value != enumerator.value {
        add(
          .breaking, .enumeratorValue, "programs go on using the old value", at: site,
          old: "\(enumerator.value)", new: "\(value)")
      }
    }
    for enumerator in now.enumerators ?? [] where known[enumerator.name] == nil {
      site.member = enumerator.name
      add(
        .nonBreaking, .enumeratorAdded, "a value is new", at: site, new: "\(enumerator.value)")
    }
  }

  private static let tablePointer = "_vptr"

  /// Members with a name to match and report them by.
  ///
  /// An anonymous one goes by its place; a base class by its bare name, for compilers spell scopes
  /// and the arguments of templates differently.
  private static func labelled(
    _ record: TypeRecord, _ graph: TypeGraph
  ) -> [(label: String, member: TypeRecord.Member)] {
    var bases: [String: Int] = [:]
    return (record.members ?? []).map { member in
      if member.isBase ?? false {
        let name = member.type.flatMap { graph.types[$0].name }
        let bare = name.map(bareClassName) ?? spelled(member.bitOffset ?? 0)
        // Two instances of one template are told apart by their order.
        let number = bases[bare, default: 0] + 1
        bases[bare] = number
        return (number == 1 ? "(base \(bare))" : "(base \(bare), \(number))", member)
      }
      // Compilers spell the name, and the type, of the pointer to the table differently.
      if let name = member.name, name.hasPrefix("_vptr.") || name.hasPrefix("_vptr$") {
        return (tablePointer, member)
      }
      return (member.name ?? "(anonymous at \(spelled(member.bitOffset ?? 0)))", member)
    }
  }

  /// A place in bits as bytes where it is whole ones.
  private static func spelled(_ bits: UInt64) -> String {
    bits % 8 == 0 ? "byte \(bits / 8)" : "bit \(bits)"
  }
}
