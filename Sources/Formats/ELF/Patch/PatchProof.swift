internal import Bytes

extension ELFFile {
  /// Reads a patched image back and compares it with this file and what was asked for.
  ///
  /// `order` claims which section became which. Contents of pieces that stay where they were
  /// are not read. Refuses when anything differs that was not asked for; returns the output.
  func prove(
    _ image: EditedImage, _ patch: ELFPatch, order: [Int], _ fetch: Fetch
  ) throws(EditRefusal) -> ELFFile {
    let output: ELFFile
    do throws(MalformedInput) {
      output = try ELFFile(size: image.size) { range in image.bytes(in: range, fetch) }
    } catch {
      throw EditRefusal(.unproven, "the result does not read back: \(error)")
    }
    try proveHeader(output, patch)
    try proveSegments(output, patch, image, fetch)
    try proveSections(output, order, image, fetch)
    try proveLoadedBytes(output, order, image, fetch)
    try proveDynamicSection(output, patch, order, image, fetch)
    return output
  }

  private func proveHeader(_ output: ELFFile, _ patch: ELFPatch) throws(EditRefusal) {
    var expected = header
    expected.osABI = patch.osABI ?? header.osABI
    expected.programHeaderCount = output.header.programHeaderCount
    expected.sectionHeaderOffset = output.header.sectionHeaderOffset
    expected.sectionNameIndex = output.header.sectionNameIndex
    try require(output.header == expected, "file headers")
    try require(!output.isTruncated && output.trailingByteCount == 0, "bytes at its end")
    try require(output.notes == notes, "notes")
    try require(output.interpreter == patch.interpreter ?? interpreter, "loader")
    try require(output.versionDefinitions == versionDefinitions, "version definitions")
    var names: [String: String] = [:]
    for pair in patch.replacedLibraries where dynamic?.needed.contains(pair.old) ?? false {
      names[pair.old] = pair.new
    }
    let needs = versionNeeds.map { need in
      VersionNeed(library: names[need.library] ?? need.library, versions: need.versions)
    }
    try require(output.versionNeeds == needs, "version needs")
  }

  /// The segments are the same in the same order, but for one more to load and a stack.
  private func proveSegments(
    _ output: ELFFile, _ patch: ELFPatch, _ image: EditedImage, _ fetch: Fetch
  ) throws(EditRefusal) {
    var remaining = output.programHeaders[...]
    var added = 0
    for old in programHeaders {
      while let next = remaining.first, next.type == .load,
        old.type != .load || next.offset != old.offset
      {
        try proveAdded(next, output)
        added += 1
        remaining.removeFirst()
      }
      guard let new = remaining.popFirst(), new.type == old.type else {
        throw EditRefusal(.unproven, "the result has its segments in another order")
      }
      try require(
        isAsAsked(old, new, output, patch, image, fetch), "segments of type \(old.type.name)")
    }
    for new in remaining {
      if new.type == .load {
        try proveAdded(new, output)
        added += 1
      } else {
        try require(new.type == .stack && patch.hasExecutableStack != nil, "segments at its end")
      }
    }
    try require(added <= 1, "segments to load")
    let stack = output.programHeaders.first { $0.type == .stack }
    if let executable = patch.hasExecutableStack {
      try require(stack?.flags.contains(.execute) == executable, "stack permissions")
    }
  }

  /// An added segment lies behind all others, where nothing is, and is not executable.
  private func proveAdded(_ segment: ProgramHeader, _ output: ELFFile) throws(EditRefusal) {
    let isBehind = loadSegments.allSatisfy {
      $0.virtualAddress + $0.memorySize <= segment.virtualAddress
        && $0.fileRange.upperBound <= segment.fileRange.lowerBound
    }
    try require(
      isBehind && !segment.flags.contains(.execute) && segment.fileSize == segment.memorySize
        && output.loadSegments.last == segment, "segments to load")
  }

  private func isAsAsked(
    _ old: ProgramHeader, _ new: ProgramHeader, _ output: ELFFile, _ patch: ELFPatch,
    _ image: EditedImage, _ fetch: Fetch
  ) -> Bool {
    var expected = old
    switch old.type {
    case .load:
      // Only the segment of an earlier patch, the last one, may change its length.
      guard old == loadSegments.last, new.fileSize == new.memorySize else { break }
      expected.fileSize = new.fileSize
      expected.memorySize = new.memorySize
      if new.flags == old.flags.union(.write), !old.flags.contains(.execute) {
        expected.flags = new.flags
      }
      if expected == new, new != old { return patchSegment(movableParts) != nil }
    case .programHeaders:
      expected.fileSize = UInt64(output.header.programHeaderRange.count)
      expected.memorySize = expected.fileSize
    case .stack:
      if let executable = patch.hasExecutableStack, executable != old.flags.contains(.execute) {
        expected.flags.formSymmetricDifference(.execute)
      }
    case .interpreter, .dynamic:
      (expected.offset, expected.virtualAddress) = (new.offset, new.virtualAddress)
      (expected.physicalAddress, expected.fileSize) = (new.physicalAddress, new.fileSize)
      expected.memorySize = new.memorySize
      return expected == new && output.isLoaded(new)
    default:
      guard old != new else { return true }
      expected.offset = new.offset
      if isLoaded(old) {
        guard old.type.isMovable, output.isLoaded(new) else { return false }
        expected.virtualAddress = new.virtualAddress
        expected.physicalAddress = new.physicalAddress
      }
      return expected == new && image.isEqual(new.fileRange, toInput: old.fileRange, fetch)
    }
    return expected == new
  }

  /// Whether the contents are at the address the entry states.
  private func isLoaded(_ segment: ProgramHeader) -> Bool {
    fileRange(ofAddress: segment.virtualAddress, count: segment.fileSize) == segment.fileRange
  }

  func require(_ holds: Bool, _ what: String) throws(EditRefusal) {
    if !holds { throw EditRefusal(.unproven, "the result has different \(what)") }
  }
}
