public import Archiving

/// One step of the pass: a content, and the member it becomes in each archive.
public struct PayloadMember: Sendable {
  /// `nil` for directories and links.
  public var content: Content?
  /// By position of the package; `nil` where the package does not hold it.
  public var entries: [PackageEntry?]
}

/// Merges the sorted entries of several packages into the steps of one pass.
///
/// Entries of one path and one origin become one step, so that their bytes are
/// read once. Each package sees its own entries in its own order.
public func payloadMembers(_ packages: [[PackageEntry]]) -> [PayloadMember] {
  var next = [Int](repeating: 0, count: packages.count)
  var members: [PayloadMember] = []
  while true {
    var first: String?
    for (index, entries) in packages.enumerated() where next[index] < entries.count {
      let path = entries[next[index]].path
      if let known = first, !path.utf8.lexicographicallyPrecedes(known.utf8) { continue }
      first = path
    }
    guard let path = first else { return members }
    var groups: [PayloadMember] = []
    for (index, entries) in packages.enumerated()
    where next[index] < entries.count && entries[next[index]].path == path {
      let entry = entries[next[index]]
      next[index] += 1
      let shared = groups.firstIndex { group in
        group.entries.compactMap(\.self).first?.identity == entry.identity
      }
      if let shared {
        groups[shared].entries[index] = entry
      } else {
        var slots = [PackageEntry?](repeating: nil, count: packages.count)
        slots[index] = entry
        groups.append(PayloadMember(content: entry.content, entries: slots))
      }
    }
    members += groups
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
