internal import Bytes

extension TypeReader {
  /// How functions take and return a class, as far as its own entry tells; `nil` when nothing
  /// there speaks against its being taken as C takes a structure.
  ///
  /// Clang says it. Otherwise a destructor, copy or move constructor of its own decides: `special`
  /// are its destructors and constructors that are not the compiler's.
  ///
  /// - SeeAlso: DWARF 5, section 7.15: `DW_CC_pass_by_reference`, `DW_CC_pass_by_value`; Itanium
  ///   C++ ABI, section 1.1, "non-trivial for the purposes of calls".
  func passing(
    _ located: LocatedEntry, _ special: [EntryOffset]
  ) throws(MalformedInput) -> TypeRecord.Passing? {
    switch located.entry.callingConvention {
    case 0x04: return .byReference
    case 0x05: return .byValue
    default: break
    }
    for place in special {
      let function = try units.entry(at: place, data)
      if try name(function.entry, function)?.hasPrefix("~") ?? false { return .byReference }
      let signature = try parameters(function)
      let own = signature.entries.dropFirst(signature.hasObject ? 1 : 0)
      if own.count == 1, let type = own.first?.type, try isReference(type, to: located.entry.offset)
      {
        return .byReference
      }
    }
    return nil
  }

  /// Whether a type is a reference, of either kind, to the one at `place`.
  private func isReference(
    _ type: EntryReference, to place: EntryOffset
  ) throws(MalformedInput) -> Bool {
    guard case .entry(let start) = type else { return false }
    var here = try units.entry(at: start, data).entry
    guard here.tag == .referenceType || here.tag == .rvalueReferenceType else { return false }
    for _ in 0..<4 {
      guard case .entry(let next)? = here.type else { return false }
      if next == place { return true }
      here = try units.entry(at: next, data).entry
      guard here.tag == .constType || here.tag == .volatileType else { return false }
    }
    return false
  }

  /// A class's own name without the arguments of a template, as its constructors have it.
  static func bareName(_ name: String) -> Substring { name.prefix { $0 != "<" } }
}
