internal import Bytes

/// A part of the file that a patch may have to move for want of room.
enum MovablePart: Int, CaseIterable, Comparable {
  // In the order they are placed.
  case dynamic, interpreter, strings

  static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  /// What the section is called that holds the part alone.
  var sectionName: String {
    switch self {
    case .dynamic: ".dynamic"
    case .interpreter: ".interp"
    case .strings: ".dynstr"
    }
  }

  /// Whether a section may hold the part: by its type where that tells, for names may be damaged.
  func isHeld(by section: SectionHeader) -> Bool {
    switch self {
    case .dynamic: section.type == .dynamic
    case .strings: section.type == .stringTable
    case .interpreter: section.name == sectionName
    }
  }
}

/// The file as it is to become: what changes in place, what moves, and where to.
///
/// What fits its old place is written there. What does not goes into the gap that Go's linker
/// leaves behind the program headers, once the section headers that stand there have gone to
/// the end of the file; or else into a segment of its own behind all others. The program
/// headers stay where they are, because strip programs and the Linux kernel before 5.18 look
/// for them there: what is in the way of one more moves into the new segment instead.
struct PatchLayout {
  let file: ELFFile
  /// The sections that hold a part and nothing else, by their old numbers.
  let parts: [MovablePart: Int]
  /// The segment that an earlier patch added; `nil` when there is none.
  let ownSegment: Int?
  /// Changes of contents, by their old place.
  var contents = SourceEdits()
  var segments: [ProgramHeader]
  var sections: [SectionHeader]
  /// The old numbers of the sections in their new order.
  var order: [Int]
  var osABI: UInt8
  /// A `PT_GNU_STACK` for a file without one.
  var addedStack: ProgramHeader?
  /// The path of the loader with its NUL, when it does not fit its place.
  var interpreter: [UInt8] = []
  var entries: [DynamicEdit.Entry] = []
  var placement: StringPlacement?
  /// The parts that need another place.
  var moving: Set<MovablePart> = []
  var remarks: [PatchRemark] = []
  /// Whether anything is different from the input.
  private(set) var isChanged = false

  init(_ file: ELFFile) {
    self.file = file
    parts = file.movableParts
    ownSegment = file.patchSegment(parts)
    segments = file.programHeaders
    sections = file.sectionHeaders
    order = Array(file.sectionHeaders.indices)
    osABI = file.header.osABI
    entries = (file.dynamic?.entries ?? []).enumerated().map { index, entry in
      DynamicEdit.Entry(type: entry.type, value: entry.value, origin: index)
    }
  }

  /// Whether the file must be laid out anew.
  var needsRoom: Bool { !moving.isEmpty || addedStack != nil }

  /// The bytes of a program header.
  var entrySize: Int { file.header.programHeaderSize }
  /// The bytes of an entry of the dynamic section.
  var dynamicEntrySize: Int { 2 * file.header.wordSize }

  func segment(_ type: SegmentType) -> Int? { segments.firstIndex { $0.type == type } }

  /// Applies what is in the file's own headers.
  mutating func setHeaderFields(_ patch: ELFPatch) {
    if let system = patch.osABI, system != osABI {
      osABI = system
      isChanged = true
    }
    guard let executable = patch.hasExecutableStack else { return }
    if let index = segment(.stack) {
      guard segments[index].flags.contains(.execute) != executable else { return }
      segments[index].flags.formSymmetricDifference(.execute)
    } else {
      addedStack = ProgramHeader(
        type: .stack, flags: executable ? [.read, .write, .execute] : [.read, .write], offset: 0,
        virtualAddress: 0, physicalAddress: 0, fileSize: 0, memorySize: 0, alignment: 16)
    }
    isChanged = true
  }

  /// Writes the loader's path over the old one, or notes that it needs another place.
  mutating func setInterpreter(_ path: String?) throws(EditRefusal) {
    guard let path else { return }
    guard let index = segment(.interpreter), let old = file.interpreter else {
      throw EditRefusal(.noInterpreter, "it names no dynamic loader")
    }
    guard old != path else { return }
    isChanged = true
    let range = segments[index].fileRange
    let bytes = [UInt8](path.utf8) + [0]
    if bytes.count <= range.count {
      let padding = [UInt8](repeating: 0, count: range.count - bytes.count)
      try contents.add(bytes + padding, at: range.lowerBound)
    } else {
      interpreter = bytes
      moving.insert(.interpreter)
    }
  }

  /// Applies what is in the dynamic section.
  mutating func editDynamicSection(
    _ patch: ELFPatch, _ fetch: ELFFile.Fetch
  ) throws(EditRefusal) {
    guard patch.touchesDynamicSection else { return }
    guard let strings = DynamicStrings(file, fetch) else {
      throw EditRefusal(.inconsistent, "its dynamic section names no string table")
    }
    let edit = DynamicEdit(patch, to: file, strings)
    remarks = edit.remarks
    guard !edit.isUnchanged else { return }
    isChanged = true
    let references = try StringReferences(file, fetch)
    let placement = StringPlacement(edit, references, strings, isOwn: isOwnStringTable)
    self.placement = placement
    entries = edit.entries.map { entry in
      guard entry.type.isPatchableString else { return entry }
      var placed = entry
      placed.value = placement.offset(of: entry.text, at: entry.value)
      placed.text = nil
      return placed
    }
    for library in references.libraries {
      let text = strings.string(at: library.offset).flatMap { edit.renamed[[UInt8]($0)] }
      let offset = placement.offset(of: text, at: library.offset)
      if offset != library.offset {
        var field = ByteWriter(file.header.byteOrder)
        field.integer(UInt32(truncatingIfNeeded: offset))
        try contents.add(field.bytes, at: library.place)
      }
    }
    for overlay in placement.overlays {
      try contents.add(overlay.bytes, at: strings.range.lowerBound + overlay.offset)
    }
    if placement.appended != nil {
      setCount(placement.count)
      moving.insert(.strings)
    }
    try fitEntries()
  }

  private mutating func setCount(_ count: Int) {
    for index in entries.indices where entries[index].type == .stringTableSize {
      entries[index].value = UInt64(count)
    }
  }

  /// Notes whether the entries and a `DT_NULL` fit where the dynamic section is.
  private mutating func fitEntries() throws(EditRefusal) {
    guard let index = segment(.dynamic) else { return }
    let capacity = segments[index].fileRange.count / dynamicEntrySize
    if entries.count >= capacity {
      // Go's linker writes DT_FLAGS_1 even when it says nothing.
      entries.removeAll { $0.type == .flags1 && $0.value == 0 }
    }
    if entries.count >= capacity { moving.insert(.dynamic) }
  }

  /// Whether the string table is a copy that an earlier patch made.
  private var isOwnStringTable: Bool {
    guard let range = parts[.strings].map({ sections[$0].fileRange }) else { return false }
    if let ownSegment { return segments[ownSegment].fileRange.encloses(range) }
    return headRoom(behind: file.header.programHeaderRange.upperBound).encloses(range)
  }
}
