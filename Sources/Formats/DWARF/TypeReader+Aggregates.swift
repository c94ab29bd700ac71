internal import Bytes

extension TypeReader {
  /// Reads a structure, class or union.
  mutating func aggregate(
    _ kind: TypeRecord.Kind, _ located: LocatedEntry
  ) throws(MalformedInput) -> TypeRecord {
    var record = TypeRecord(kind, name: try qualifiedName(located), size: located.entry.byteSize)
    if located.entry.isDeclaration {
      record.isDeclaration = true
      return record
    }
    var members: [(member: TypeRecord.Member, type: EntryReference?)] = []
    var functions: [TypeRecord.VirtualFunction] = []
    var special: [EntryOffset] = []
    let ownName = try name(located.entry, located).map(Self.bareName)
    try children(
      located, where: { $0 == .member || $0 == .inheritance || $0 == .subprogram }
    ) { child throws(MalformedInput) in
      if child.tag == .subprogram {
        if !child.isTrivial, !child.isArtificial, let place = child.name, let ownName,
          let name = try text.text(place, units.units[located.unit], data),
          name.hasPrefix("~") || Self.bareName(name) == ownName
        {
          special.append(child.offset)
        }
        guard child.isVirtual, let place = child.linkageName ?? child.name else { return }
        let name = try text.text(place, units.units[located.unit], data)
        functions.append(TypeRecord.VirtualFunction(name: name ?? "", slot: child.vtableSlot))
        return
      }
      // A static member is a variable that happens to be declared here.
      if child.isExternal || child.isDeclaration { return }
      let isBase = child.tag == .inheritance
      let member = TypeRecord.Member(
        name: isBase ? nil : try name(child, located), bitOffset: bitOffset(child),
        bitSize: child.bitSize, type: nil, isBase: isBase ? true : nil)
      members.append((member, child.type))
    }
    var result: [TypeRecord.Member] = []
    for (member, type) in members {
      var member = member
      member.type = try number(of: type)
      result.append(member)
    }
    record.members = result
    record.passing = try passing(located, special)
    if !functions.isEmpty { record.virtualFunctions = functions }
    return record
  }

  /// Where a member begins, counted in bits as the target numbers them.
  private func bitOffset(_ member: DebugEntry) -> UInt64? {
    if let bits = member.dataBitOffset { return bits }
    guard let bytes = member.memberLocation ?? (member.hasMemberLocation ? nil : 0) else {
      return nil
    }
    let start = bytes.multipliedReportingOverflow(by: 8)
    guard !start.overflow else { return nil }
    guard let offset = member.bitOffset, let width = member.bitSize else {
      return start.partialValue
    }
    // DWARF 3 counts from the most significant bit of a storage unit, wherever that lies.
    guard data.order == .little else {
      let bits = start.partialValue.addingReportingOverflow(offset)
      return bits.overflow ? nil : bits.partialValue
    }
    guard let unit = member.byteSize, unit <= 16, width <= 128, offset <= 128 else { return nil }
    let skipped = Int64(unit) * 8 - Int64(offset) - Int64(width)
    guard let place = Int64(exactly: start.partialValue) else { return nil }
    let bits = place.addingReportingOverflow(skipped)
    return bits.overflow ? nil : UInt64(exactly: bits.partialValue)
  }
}
