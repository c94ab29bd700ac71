internal import Bytes

extension TypeReader {
  /// A function: its result and parameters, as its declaration has them.
  ///
  /// A definition may leave out what the entry it completes, or was copied from, says; and what
  /// the optimiser made of the parameters shows in the copy only.
  mutating func function(_ located: LocatedEntry) throws(MalformedInput) -> TypeGraph.Function {
    var result: EntryReference?
    var signature = Signature()
    var next: LocatedEntry? = located
    for _ in 0..<4 {
      guard let here = next else { break }
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
