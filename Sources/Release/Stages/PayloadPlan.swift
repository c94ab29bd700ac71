public import Archiving

/// One step of the pass: a content, and the member it becomes in each archive.
public struct PayloadMember: Sendable {
  /// `nil` for directories and links.
  public var content: Content?
  /// By position of the package; `nil` where the package does not hold it.
  public var entries: [PackageEntry?]
}

/// The sorted entries of several packages, merged into the steps of one pass.
///
/// Entries of one path and one origin become one step, so that their bytes are
/// read once. Each package sees its own entries in its own order. The steps are
/// made one by one: all of them would weigh as much as the entries do.
public struct PayloadMembers: Sequence, IteratorProtocol {
  private let packages: [[PackageEntry]]
  /// How many entries of each package were used.
  private var used: [Int]
  /// The other steps of the path at hand.
  private var waiting: ArraySlice<PayloadMember> = []

  public init(_ packages: [[PackageEntry]]) {
    self.packages = packages
    used = [Int](repeating: 0, count: packages.count)
  }

  public mutating func next() -> PayloadMember? {
    if waiting.isEmpty { waiting = steps()[...] }
    return waiting.popFirst()
  }

  /// The steps of the first path not used yet; none at the end.
  private mutating func steps() -> [PayloadMember] {
    var first: String?
    for (index, entries) in packages.enumerated() where used[index] < entries.count {
      let path = entries[used[index]].path
      if let known = first, !path.utf8.lexicographicallyPrecedes(known.utf8) { continue }
      first = path
    }
    guard let path = first else { return [] }
    var steps: [PayloadMember] = []
    for (index, entries) in packages.enumerated()
    where used[index] < entries.count && entries[used[index]].path == path {
      let entry = entries[used[index]]
      used[index] += 1
      let shared = steps.firstIndex { step in
        step.entries.compactMap(\.self).first?.identity == entry.identity
      }
      if let shared {
        steps[shared].entries[index] = entry
      } else {
        var slots = [PackageEntry?](repeating: nil, count: packages.count)
        slots[index] = entry
        steps.append(PayloadMember(content: entry.content, entries: slots))
      }
    }
    return steps
  }
}

extension PackageEntry {
  /// The entry as an archive's member; `nil` for a ghost, which has none.
  ///
  /// `inode` is what a cpio header carries: hard links aside, a number of its own.
  public func archiveEntry(inode: UInt32) -> ArchiveEntry? {
    let archiveKind: ArchiveEntry.Kind
    switch kind {
    case .file: archiveKind = .file
    case .directory: archiveKind = .directory
    case .symlink(let target): archiveKind = .symlink(target: target)
    case .ghost: return nil
    }
    return ArchiveEntry(
      path: memberPath, kind: archiveKind, permissions: permissions, owner: owner, group: group,
      modified: modified, size: UInt64(content?.size ?? 0), inode: inode)
  }
}
