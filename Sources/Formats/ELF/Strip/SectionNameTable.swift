/// A section name table laid out as the linkers of GNU binutils do.
///
/// A name that ends another shares its bytes; the others stand in the order they were added,
/// behind the empty name.
///
/// - SeeAlso: `bfd/elf-strtab.c`, `_bfd_elf_strtab_finalize`.
struct SectionNameTable {
  private(set) var bytes: [UInt8] = [0]
  private var offsets: [[UInt8]: Int] = [[]: 0]

  init(_ names: [[UInt8]]) {
    var order: [[UInt8]] = []
    var seen: Set<[UInt8]> = [[]]
    for name in names where seen.insert(name).inserted { order.append(name) }

    // Spelled backwards, a name sorts right before those it ends.
    let backwards = order.map { [UInt8]($0.reversed()) }.sorted {
      $0.lexicographicallyPrecedes($1)
    }
    var holders: [[UInt8]: [UInt8]] = [:]
    var holder: [UInt8] = []
    for name in backwards.reversed() {
      if holder.starts(with: name) {
        holders[[UInt8](name.reversed())] = [UInt8](holder.reversed())
      } else {
        holder = name
      }
    }
    for name in order where holders[name] == nil {
      offsets[name] = bytes.count
      bytes += name
      bytes.append(0)
    }
    for (name, holder) in holders {
      offsets[name] = (offsets[holder] ?? 0) + holder.count - name.count
    }
  }

  /// Where `name` stands; 0, the empty name, for one that was not added.
  func offset(of name: [UInt8]) -> Int { offsets[name] ?? 0 }
}
