internal import DWARF

/// What classes have beside members: how they are passed, base classes and virtual functions.
extension TypeComparison {
  /// Compares how functions take and return a class.
  ///
  /// One without a destructor, copy or move constructor of its own may be passed in registers; any
  /// other is passed by its address.
  mutating func comparePassing(_ before: Int, _ now: Int, _ site: Site) {
    let (a, b) = (old.types[before], new.types[now])
    guard !(a.isDeclaration ?? false), !(b.isDeclaration ?? false) else { return }
    let first = Self.passing(before, old)
    let second = Self.passing(now, new)
    guard first != second else { return }
    add(
      .breaking, site.rule,
      "\(site.subject) is passed by \(second.rawValue), and was by \(first.rawValue)", at: site,
      old: old.name(of: a), new: new.name(of: b))
  }

  /// How a class is passed: as what it is made of is, unless it says so itself.
  private static func passing(_ type: Int, _ graph: TypeGraph) -> TypeRecord.Passing {
    var seen: Set<Int> = [type]
    var pending = [type]
    while let next = pending.popLast(), seen.count < 4096 {
      let record = graph.types[next]
      if let passing = record.passing {
        if passing == .byReference || next == type { return passing }
        continue
      }
      // So is one with virtual functions or virtual bases, whose places are not constant.
      if record.virtualFunctions != nil { return .byReference }
      for member in record.members ?? [] {
        if member.isBase ?? false, member.bitOffset == nil { return .byReference }
        guard let inner = element(member.type, graph), seen.insert(inner).inserted else { continue }
        pending.append(inner)
      }
    }
    return .byValue
  }

  /// The class that a member is, or an array of it consists of.
  private static func element(_ type: Int?, _ graph: TypeGraph) -> Int? {
    var next = type
    for _ in 0..<16 {
      guard let peeled = peeled(next, graph), let record = peeled.record else { return nil }
      if record.kind.isAggregate { return peeled.number }
      guard record.kind == .array else { return nil }
      next = record.target
    }
    return nil
  }

  static let emptyBase = "an empty base class: only casts and exception handlers tell"

  /// Whether a member is a base class that takes no room.
  func isEmptyBase(_ member: TypeRecord.Member, _ graph: TypeGraph) -> Bool {
    guard member.isBase ?? false, let type = member.type else { return false }
    let record = graph.types[type]
    return record.size == 1 && (record.members ?? []).allSatisfy { $0.isBase ?? false }
      && record.virtualFunctions == nil
  }

  /// Tells of another base class in the same place.
  mutating func replaceBase(
    _ before: TypeRecord.Member, _ now: TypeRecord.Member, at site: Site, old label: String,
    new other: String
  ) {
    let isCertain =
      isPolymorphic(before, old) && isPolymorphic(now, new)
      // Compilers spell the arguments of templates differently.
      && !label.contains("<") && !other.contains("<")
    add(
      isCertain ? .breaking : .undefined, .memberType,
      isCertain
        ? "casts and exception handlers look for the old base class"
        : "another base class: only casts and exception handlers tell", at: site, old: label,
      new: other)
  }

  /// Tells when a base class is another instance of the same template, unless that is only
  /// spelled differently.
  mutating func compareInstances(
    _ before: TypeRecord.Member, _ now: TypeRecord.Member, _ outer: Site, _ label: String
  ) {
    guard let first = before.type.flatMap({ old.types[$0].name }),
      let second = now.type.flatMap({ new.types[$0].name }), first != second
    else { return }
    let (a, b) = (Self.plainArguments(first), Self.plainArguments(second))
    guard a != b else { return }
    var site = outer
    site.member = label
    add(
      .undefined, .memberType,
      "another instance of the base class: only casts and exception handlers tell", at: site,
      old: first, new: second)
  }

  /// The arguments of a template as every compiler would spell them.
  private static func plainArguments(_ name: String) -> String {
    var words = name.drop { $0 != "<" }.replacing("long unsigned int", with: "unsigned long")
      .replacing("short unsigned int", with: "unsigned short").replacing("long int", with: "long")
      .replacing("short int", with: "short").replacing("unsigned int", with: "unsigned")
    words.removeAll { $0 == " " }
    // Numbers with the suffix of their type, and enumerators with that in parentheses.
    return String(words).replacing(/([0-9])[uUlL]+/) { "\($0.1)" }
      .replacing(/\(([A-Za-z_][A-Za-z_0-9:]*)\)(-?[0-9])/) { "\($0.2)" }
  }

  /// The last part of a name, without scopes and the arguments of a template.
  static func bareClassName(_ name: String) -> String {
    var depth = 0
    var bare: [Character] = []
    for character in name {
      switch character {
      case "<": depth += 1
      case ">": depth -= 1
      case ":" where depth == 0: bare = []
      default: if depth == 0 { bare.append(character) }
      }
    }
    return bare.isEmpty ? name : String(bare)
  }

  private func isPolymorphic(_ member: TypeRecord.Member, _ graph: TypeGraph) -> Bool {
    guard let type = member.type else { return false }
    let own = graph.types[type].virtualFunctions ?? []
    return !own.isEmpty || !inherited(graph.types[type], graph).isEmpty
  }

  /// A virtual function as a table of them has it.
  private struct Slot: Hashable {
    /// The linkage name; of a destructor a tilde, for compilers name it differently.
    var name: String
    /// `nil` when it is not said.
    ///
    /// Of a destructor, which takes two, GCC says nothing, and Clang
    /// always 0.
    var place: UInt64?

    init(_ function: TypeRecord.VirtualFunction) {
      let isDestructor = function.name.hasPrefix("~") || Self.isDestructor(function.name)
      name = isDestructor ? "~" : function.name
      place = isDestructor ? nil : function.slot
    }

    /// Whether a linkage name ends as that of a destructor does, behind the names of its class:
    /// such as `_ZN1n1AD4Ev`.
    private static func isDestructor(_ name: String) -> Bool {
      let end = ["D0Ev", "D1Ev", "D2Ev", "D4Ev"]
      guard name.hasPrefix("_ZN"), end.contains(where: name.hasSuffix) else { return false }
      var rest = name.utf8.dropFirst(3).dropLast(4)
      while let first = rest.first, (0x30...0x39).contains(first) {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count)
        // An identifier that swallows the end is a name that looks like it.
        guard let count = Int(String(digits) ?? ""), count <= rest.count else { return false }
        rest = rest.dropFirst(count)
      }
      // Behind the arguments of a template, or a substitution, no identifier is open.
      return rest.isEmpty || [0x45, 0x5f].contains(rest.last ?? 0) || rest.elementsEqual("St".utf8)
    }

    /// Whether it takes the place of one of these.
    func isOne(of slots: Set<Slot>) -> Bool {
      slots.contains { other in
        name == "~" || other.name == "~"
          ? name == other.name : place != nil && place == other.place
      }
    }
  }

  /// Compares the virtual functions that two classes declare themselves.
  mutating func compareVirtualFunctions(
    _ before: TypeRecord, _ now: TypeRecord, _ site: Site
  ) {
    guard before.virtualFunctions != now.virtualFunctions else { return }
    let first = (before.virtualFunctions ?? []).map(Slot.init)
    let second = (now.virtualFunctions ?? []).map(Slot.init)
    let places = Dictionary(second.map { ($0.name, $0.place) }) { a, _ in a }
    let known = Set(first.map(\.name))
    let formerly = inherited(before, old)
    let nowadays = inherited(now, new)
    var isMoved = false
    var isLonger = false
    var overridden = false
    for slot in first {
      if let place = places[slot.name] {
        isMoved = isMoved || place != nil && slot.place != nil && place != slot.place
      } else if slot.isOne(of: nowadays) {
        overridden = overridden || slot.name != "~"
      } else {
        isMoved = true
      }
    }
    for slot in second where !known.contains(slot.name) {
      if slot.isOne(of: formerly) {
        overridden = overridden || slot.name != "~"
      } else {
        isLonger = true
      }
    }
    let words = (Self.words(before.virtualFunctions), Self.words(now.virtualFunctions))
    if isMoved || isLonger {
      add(
        // A class derived from it elsewhere has its own functions where the new one is now.
        .breaking, .virtualFunctions,
        isMoved ? "virtual functions are at other places" : "there are more virtual functions",
        at: site, old: words.0, new: words.1)
    } else if overridden {
      add(
        .undefined, .virtualFunctions,
        "a base class's virtual function is overridden, or no longer: classes that programs derive "
          + "go on as they were compiled", at: site, old: words.0, new: words.1)
    }
  }

  /// The virtual functions of the base classes that begin where the class does, with which it
  /// shares its table.
  private func inherited(_ record: TypeRecord, _ graph: TypeGraph) -> Set<Slot> {
    var found: Set<Slot> = []
    var pending = [record]
    var count = 0
    while let next = pending.popLast(), count < 256 {
      count += 1
      for member in next.members ?? [] where member.isBase ?? false && member.bitOffset == 0 {
        guard let type = member.type else { continue }
        let base = graph.types[type]
        found.formUnion((base.virtualFunctions ?? []).map(Slot.init))
        pending.append(base)
      }
    }
    return found
  }

  private static func words(_ functions: [TypeRecord.VirtualFunction]?) -> String {
    (functions ?? []).map { function in
      function.slot.map { "\($0): \(function.name)" } ?? function.name
    }.joined(separator: ", ")
  }
}
