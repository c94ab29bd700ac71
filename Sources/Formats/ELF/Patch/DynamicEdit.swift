/// The entries a dynamic section is to have, with strings that have no place yet.
struct DynamicEdit {
  struct Entry: Hashable {
    var type: DynamicType
    /// `d_val` or `d_ptr`; to be replaced when ``text`` is there.
    var value: UInt64
    /// A new string, without its NUL.
    var text: [UInt8]?
    /// Where in the old section the entry stood; `nil` for a new one.
    var origin: Int?
  }

  private(set) var entries: [Entry]
  /// New names for `vn_file`, by the old ones.
  private(set) var renamed: [[UInt8]: [UInt8]] = [:]
  private(set) var remarks: [PatchRemark] = []

  private let strings: DynamicStrings

  /// Applies `patch` to the entries of `file`.
  init(_ patch: ELFPatch, to file: ELFFile, _ strings: DynamicStrings) {
    self.strings = strings
    originals = file.dynamic?.entries ?? []
    entries = originals.enumerated().map { index, entry in
      Entry(type: entry.type, value: entry.value, origin: index)
    }
    if let soname = patch.soname { setSoname([UInt8](soname.utf8)) }
    changeSearchPath(patch)
    removeLibraries(patch.removedLibraries, file)
    replaceLibraries(patch.replacedLibraries)
    addLibraries(patch.addedLibraries)
  }

  /// Whether nothing differs from what the section says already.
  var isUnchanged: Bool {
    entries.count == originals.count && !isRetyped
      && entries.indices.allSatisfy { entries[$0].origin == $0 && entries[$0].text == nil }
  }

  /// Offsets of strings that an entry pointed at and no longer does.
  var abandoned: [UInt64] {
    let kept = Set(entries.compactMap { $0.text == nil ? $0.origin : nil })
    return originals.enumerated().compactMap { index, entry in
      entry.type.isPatchableString && !kept.contains(index) ? entry.value : nil
    }
  }

  private let originals: [DynamicSection.Entry]
  private var isRetyped = false

  private func text(of entry: Entry) -> [UInt8] {
    entry.text ?? strings.string(at: entry.value).map { [UInt8]($0) } ?? []
  }

  /// Gives an entry another string, unless it has it already.
  private mutating func setText(_ text: [UInt8], at index: Int) {
    if self.text(of: entries[index]) != text { entries[index].text = text }
  }

  private mutating func setSoname(_ name: [UInt8]) {
    if let index = entries.firstIndex(where: { $0.type == .soname }) {
      setText(name, at: index)
    } else {
      entries.append(Entry(type: .soname, value: 0, text: name))
    }
  }

  /// `DT_RUNPATH` counts where both are; what is set is of one kind alone.
  private mutating func changeSearchPath(_ patch: ELFPatch) {
    func isSearchPath(_ entry: Entry) -> Bool { entry.type == .rpath || entry.type == .runpath }
    let current =
      entries.last { $0.type == .runpath } ?? entries.last { $0.type == .rpath }
    var path = current.map { text(of: $0) }
    if patch.removesSearchPath { path = nil }
    if let searchPath = patch.searchPath { path = [UInt8](searchPath.utf8) }
    for directory in patch.addedDirectories {
      path = (path.map { $0.isEmpty ? $0 : $0 + [UInt8(ascii: ":")] } ?? []) + directory.utf8
    }
    let isAsked =
      patch.removesSearchPath || patch.searchPath != nil || !patch.addedDirectories.isEmpty
    guard isAsked || (patch.usesRPath && current != nil) else { return }
    guard let path else {
      entries.removeAll(where: isSearchPath)
      return
    }
    let type = patch.usesRPath ? DynamicType.rpath : .runpath
    guard let kept = current.flatMap({ entries.lastIndex(of: $0) }) else {
      entries.append(Entry(type: type, value: 0, text: path))
      return
    }
    if entries[kept].type != type {
      entries[kept].type = type
      isRetyped = true
    }
    setText(path, at: kept)
    let origin = entries[kept].origin
    entries.removeAll { isSearchPath($0) && $0.origin != origin }
  }

  private mutating func removeLibraries(_ names: [String], _ file: ELFFile) {
    for name in names {
      let bytes = [UInt8](name.utf8)
      let kept = entries.filter { $0.type != .needed || text(of: $0) != bytes }
      let isFound = kept.count < entries.count
      entries = kept
      if !isFound {
        remarks.append(.notNeeded(name))
      } else if file.versionNeeds.contains(where: { $0.library == name }) {
        remarks.append(.stillVersioned(name))
      }
    }
  }

  /// Replaces in one pass, so that two libraries can change places.
  private mutating func replaceLibraries(_ replacements: [ELFPatch.Replacement]) {
    guard !replacements.isEmpty else { return }
    var wanted: [[UInt8]: [UInt8]] = [:]
    for replacement in replacements {
      wanted[[UInt8](replacement.old.utf8)] = [UInt8](replacement.new.utf8)
    }
    for index in entries.indices where entries[index].type == .needed {
      let old = text(of: entries[index])
      guard let new = wanted[old] else { continue }
      setText(new, at: index)
      renamed[old] = new
    }
    for replacement in replacements where renamed[[UInt8](replacement.old.utf8)] == nil {
      remarks.append(.notNeeded(replacement.old))
    }
  }

  private mutating func addLibraries(_ names: [String]) {
    var added: [Entry] = []
    for name in names {
      let bytes = [UInt8](name.utf8)
      guard !(entries + added).contains(where: { $0.type == .needed && text(of: $0) == bytes })
      else { continue }
      added.append(Entry(type: .needed, value: 0, text: bytes))
    }
    entries.insert(contentsOf: added, at: entries.firstIndex { $0.type == .needed } ?? 0)
  }
}
