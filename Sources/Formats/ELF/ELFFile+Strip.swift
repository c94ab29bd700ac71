extension ELFFile {
  /// Plans the file without what `mode` removes, and proves that the program stays the same.
  ///
  /// `input` is the whole file this value was read from. No byte of a loadable segment
  /// changes but the file's own headers, and every segment stays where it is; a file without
  /// anything to remove comes back unchanged. Takes time and memory for the tables, not for
  /// the contents. Refuses with the reason when the result would not be the same program.
  ///
  /// For what GNU ld and lld link the result of ``StripMode/all`` is byte for byte that of
  /// GNU `strip -s`.
  public func stripped(
    _ mode: StripMode, of input: RawSpan
  ) throws(StripRefusal) -> StrippedImage {
    precondition(input.byteCount == size, "the bytes are those the file was read from")
    let unchanged = StrippedImage([.input(0..<size)], changed: false)
    guard mode != .none else { return unchanged }
    try requireStrippable(mode)
    let selection = try StripSelection(self, mode, input)
    guard !selection.dropped.isEmpty else { return unchanged }
    var layout = StripLayout(self, selection)
    let pieces = try layout.pieces(from: input)
    let image = StrippedImage(
      pieces, changed: true,
      removedSections: selection.dropped.map { sectionHeaders[$0].name })
    try prove(image, of: input)
    return image
  }

  private func requireStrippable(_ mode: StripMode) throws(StripRefusal) {
    switch header.type {
    case .executable, .sharedObject: break
    case .relocatable:
      if mode == .all {
        throw StripRefusal(
          .relocatable, "an object file does not link without its symbols and relocations")
      }
    case .core: throw StripRefusal(.core, "it is a core dump, not a program")
    default:
      throw StripRefusal(.unsupported, "its type \(header.type.name) is not a program's")
    }
    if isDebugFile {
      throw StripRefusal(
        .unsupported, "it holds debugging information split from a program, not the program")
    }
    if isTruncated {
      throw StripRefusal(.truncated, "it ends at byte \(size), before what its headers describe")
    }
    if sectionHeaders.isEmpty {
      throw StripRefusal(.noSections, "it has no section headers to tell what can go")
    }
    if trailingByteCount > 0 {
      throw StripRefusal(
        .trailingData,
        "\(trailingByteCount) bytes follow the ELF file at offset \(describedSize) and would be lost"
      )
    }
    if sectionHeaders[0].type != .null {
      throw StripRefusal(.inconsistent, "section 0 is not the null section")
    }
  }
}
