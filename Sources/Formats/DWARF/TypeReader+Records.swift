internal import Bytes

extension TypeReader {
  /// Reads one type.
  mutating func record(_ located: LocatedEntry) throws(MalformedInput) -> TypeRecord {
    let entry = located.entry
    switch entry.tag {
    case .pointerType: return try derived(.pointer, located)
    case .referenceType: return try derived(.reference, located)
    case .rvalueReferenceType: return try derived(.rvalueReference, located)
    case .constType: return try derived(.const, located)
    case .volatileType: return try derived(.volatile, located)
    case .restrictType: return try derived(.restrict, located)
    case .atomicType: return try derived(.atomic, located)
    case .typedef:
      var record = try derived(.typedef, located)
      record.name = try qualifiedName(located)
      return record
    case .memberPointerType:
      var record = try derived(.memberPointer, located)
      record.container = try number(of: entry.containingType)
      return record
    case .baseType:
      var record = TypeRecord(.base, name: try name(entry, located).map(canonicalBaseName))
      record.size = entry.byteSize ?? entry.bitSize.map { ($0 / 8) + ($0 % 8 == 0 ? 0 : 1) }
      record.encoding = entry.encoding
      return record
    case .unspecifiedType: return TypeRecord(.unspecified, name: try qualifiedName(located))
    case .structureType: return try aggregate(.structure, located)
    case .classType: return try aggregate(.class, located)
    case .unionType: return try aggregate(.union, located)
    case .enumerationType: return try enumeration(located)
    case .arrayType: return try array(located)
    case .subroutineType: return try functionType(located)
    default: return TypeRecord(.unknown, name: try name(entry, located))
    }
  }

  private mutating func derived(
    _ kind: TypeRecord.Kind, _ located: LocatedEntry
  ) throws(MalformedInput) -> TypeRecord {
    TypeRecord(kind, target: try number(of: located.entry.type))
  }

  private mutating func enumeration(_ located: LocatedEntry) throws(MalformedInput) -> TypeRecord {
    var record = TypeRecord(.enumeration, name: try qualifiedName(located))
    record.size = located.entry.byteSize
    record.target = try number(of: located.entry.type)
    if located.entry.isDeclaration { record.isDeclaration = true }
    var enumerators: [TypeRecord.Enumerator] = []
    // Those that are negative are written with their sign; the rest as wide as they need.
    try children(located, where: { $0 == .enumerator }) { child throws(MalformedInput) in
      let bits = child.constantValue?.unsigned.map { Int64(bitPattern: $0) }
      let value = bits ?? child.constantValue?.signed ?? 0
      enumerators.append(
        TypeRecord.Enumerator(name: try name(child, located) ?? "", value: value))
    }
    record.enumerators = enumerators
    return record
  }

  private mutating func array(_ located: LocatedEntry) throws(MalformedInput) -> TypeRecord {
    var record = try derived(.array, located)
    if located.entry.isVector { record.name = "vector" }
    var counts: [Int64] = []
    try children(
      located, where: { $0 == .subrangeType || $0 == .enumerationType }
    ) { child throws(MalformedInput) in counts.append(count(child)) }
    record.counts = counts
    return record
  }

  /// The elements of one dimension; -1 when only the running program knows.
  private func count(_ range: DebugEntry) -> Int64 {
    if let count = range.count { return Int64(exactly: count) ?? -1 }
    // An array of none ends before its first element.
    guard let upper = range.upperBound?.signed else { return -1 }
    if upper == -1 { return 0 }
    let last = range.upperBound?.unsigned.flatMap { Int64(exactly: $0) } ?? upper
    let difference = last.subtractingReportingOverflow(range.lowerBound ?? 0)
    let count = difference.partialValue.addingReportingOverflow(1)
    return difference.overflow || count.overflow || count.partialValue < 0
      ? -1 : count.partialValue
  }
}

/// One name for an integer type, whatever order the compiler puts its words in.
///
/// GCC says `long unsigned int` where Clang says `unsigned long`.
private func canonicalBaseName(_ name: String) -> String {
  let words = name.split(separator: " ").map(String.init)
  let known: Set = ["char", "int", "long", "short", "signed", "unsigned"]
  guard words.count > 1 || words == ["unsigned"], words.allSatisfy(known.contains) else {
    return name
  }
  let isUnsigned = words.contains("unsigned")
  if words.contains("char") { return isUnsigned ? "unsigned char" : name }
  let longs = words.count { $0 == "long" }
  let width =
    words.contains("short")
    ? "short"
    : longs == 0 ? "int" : [String](repeating: "long", count: longs).joined(separator: " ")
  return isUnsigned ? "unsigned \(width)" : width
}
