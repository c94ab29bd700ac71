internal import Bytes

extension TypeReader {
  /// A function: its result and parameters, as its declaration has them.
  ///
  /// A definition may leave out what the entry it completes, or was copied from, says; and what
  /// the optimiser made of the parameters shows in the copy only. `nil` where it is described
  /// without them.
  mutating func function(_ located: LocatedEntry) throws(MalformedInput) -> TypeGraph.Function? {
    var result: EntryReference?
    var signature = Signature()
    var next: LocatedEntry? = located
    for _ in 0..<4 {
      guard let here = next else { break }
      guard try describesFunctions(here.unit) else { return nil }
      if result == nil { result = here.entry.type }
      var found = try parameters(here)
      if found.entries.count == signature.entries.count {
        // Declarations name parameters as they like, the object least of all.
        for index in found.entries.indices where found.entries[index].name == nil {
          found.entries[index].name = signature.entries[index].name
        }
      }
      if !found.entries.isEmpty { signature = found }
      guard case .entry(let origin)? = here.entry.origin else { break }
      next = try units.entry(at: origin, data)
    }
    var parameters: [TypeGraph.Parameter] = []
    for (name, type) in signature.entries {
      parameters.append(TypeGraph.Parameter(name: name, type: try number(of: type)))
    }
    return TypeGraph.Function(
      result: try number(of: result), parameters: parameters, isVariadic: signature.isVariadic)
  }

  /// Whether a unit describes functions with their parameters: assemblers know of none, and GCC
  /// leaves them out with `-g1`.
  private mutating func describesFunctions(_ number: Int) throws(MalformedInput) -> Bool {
    if let known = describing[number] { return known }
    let unit = units.units[number]
    // DW_LANG_Mips_Assembler, which the assemblers of all processors say.
    var answer = unit.language != 0x8001
    if answer, let place = unit.producer, let producer = try text.text(place, unit, data) {
      answer = !Self.isTerse(producer)
    }
    describing[number] = answer
    return answer
  }

  /// Whether GCC's options, which it records behind its name, leave debugging information at its
  /// first level.
  private static func isTerse(_ producer: String) -> Bool {
    guard producer.hasPrefix("GNU ") else { return false }
    let levels: Set<Substring> = ["-g", "-g1", "-g2", "-g3", "-ggdb", "-ggdb1", "-ggdb2", "-ggdb3"]
    let last = producer.split(separator: " ").last {
      levels.contains($0) || $0.hasPrefix("-gdwarf-")
    }
    return last == "-g1" || last == "-ggdb1"
  }

  /// What the children of a function, or of a function's type, say.
  struct Signature {
    var entries: [(name: String?, type: EntryReference?)] = []
    var isVariadic = false
    /// Whether the first is the object, which no source names.
    var hasObject = false
  }

  /// Reads the parameters in order.
  ///
  /// What a compiler adds behind the object follows from the class, and not every one says it:
  /// GCC's `__in_chrg` of destructors, `__vtt_parm` of classes with virtual bases.
  func parameters(_ located: LocatedEntry) throws(MalformedInput) -> Signature {
    var signature = Signature()
    try children(
      located, where: { $0 == .formalParameter || $0 == .unspecifiedParameters }
    ) { child throws(MalformedInput) in
      if child.tag == .unspecifiedParameters {
        signature.isVariadic = true
      } else if child.isArtificial, !signature.entries.isEmpty {
        return
      } else if child.type != nil {
        if child.isArtificial { signature.hasObject = true }
        // A copy's parameter that says no more than where it came from is read there.
        signature.entries.append((try name(child, located), child.type))
      }
    }
    return signature
  }

  /// The type of a variable, which its declaration may be the only one to say.
  mutating func type(ofChain located: LocatedEntry) throws(MalformedInput) -> Int? {
    var here = located
    for _ in 0..<4 {
      if let type = here.entry.type { return try number(of: type) }
      guard case .entry(let origin)? = here.entry.origin else { return nil }
      here = try units.entry(at: origin, data)
    }
    return nil
  }

  /// A function's type: what a pointer to a function points to.
  mutating func functionType(_ located: LocatedEntry) throws(MalformedInput) -> TypeRecord {
    var record = TypeRecord(.function)
    record.target = try number(of: located.entry.type)
    let signature = try parameters(located)
    var parameters: [Int?] = []
    for entry in signature.entries { parameters.append(try number(of: entry.type)) }
    record.parameters = parameters
    if signature.isVariadic { record.isVariadic = true }
    return record
  }

  /// Reads children within the allowance.
  func children(
    _ located: LocatedEntry, where wanted: (EntryTag) -> Bool,
    _ body: (DebugEntry) throws(MalformedInput) -> Void
  ) throws(MalformedInput) {
    try units.forEachChild(of: located, data, allowance: allowance, where: wanted, body)
  }
}
