extension ELFFile {
  /// Plans the file without what `mode` removes; see ``stripped(_:of:)-(StripOptions,_)``.
  public func stripped(
    _ mode: StripMode, of input: RawSpan
  ) throws(EditRefusal) -> EditedImage {
    try stripped(StripOptions(mode), of: input)
  }

  /// Plans the file without what `options` remove, and proves that the program stays the same.
  ///
  /// `input` is the whole file this value was read from. No byte of a loadable segment
  /// changes but the file's own headers, and every segment stays where it is; a file without
  /// anything to change comes back as it was. Takes time and memory for the tables, not for
  /// the contents. Refuses with the reason when the result would not be the same program.
  ///
  /// For what GNU ld and lld link the result of ``StripMode/all`` is byte for byte that of
  /// GNU `strip -s`, and for what GNU as and ld make of object files the results of
  /// ``StripMode/debug`` and ``StripMode/unneeded`` are those of `strip -g` and
  /// `strip --strip-unneeded`.
  public func stripped(
    _ options: StripOptions, of input: RawSpan
  ) throws(EditRefusal) -> EditedImage {
    precondition(input.byteCount == size, "the bytes are those the file was read from")
    let unchanged = EditedImage([.input(0..<size)], changed: false)
    guard !options.changesNothing else { return unchanged }
    try requireWhole()
    if header.type == .relocatable, options.mode == .all {
      throw EditRefusal(
        .relocatable, "an object file does not link without its symbols and relocations")
    }
    let trailing = try trailingData(keptBy: options, input)
    let selection = try StripSelection(self, options, input)
    let isChanged =
      !selection.dropped.isEmpty || !selection.additions.isEmpty
      || selection.symbols?.renumbers == true || trailing.count < trailingByteCount
    guard isChanged else { return unchanged }
    var layout = try StripLayout(self, selection, input)
    let pieces = try layout.pieces(from: input)
    let image = EditedImage(
      pieces + [.input(trailing)], changed: true,
      removedSections: selection.dropped.map { sectionHeaders[$0].name })
    try prove(image, selection, trailing.count, of: input)
    return image
  }

  /// Refuses what is no program, library or object file that could be taken apart.
  func requireWhole() throws(EditRefusal) {
    switch header.type {
    case .executable, .sharedObject, .relocatable: break
    case .core: throw EditRefusal(.core, "it is a core dump, not a program")
    default:
      throw EditRefusal(.unsupported, "its type \(header.type.name) is not a program's")
    }
    if isDebugFile {
      throw EditRefusal(
        .unsupported, "it holds debugging information split from a program, not the program")
    }
    if isTruncated {
      throw EditRefusal(.truncated, "it ends at byte \(size), before what its headers describe")
    }
    if sectionHeaders.isEmpty {
      throw EditRefusal(.noSections, "it has no section headers to tell what can go")
    }
    if sectionHeaders[0].type != .null {
      throw EditRefusal(.inconsistent, "section 0 is not the null section")
    }
  }

  /// What of the bytes behind the file goes behind the result; refuses to lose any unasked.
  private func trailingData(
    keptBy options: StripOptions, _ input: RawSpan
  ) throws(EditRefusal) -> Range<Int> {
    guard trailingByteCount > 0 else { return size..<size }
    let signature = moduleSignature(in: input)
    if signature != nil, !options.dropsModuleSignature {
      throw EditRefusal(
        .moduleSignature, "the signature of a kernel module follows it, over the bytes to change")
    }
    let rest = size - trailingByteCount..<(signature?.lowerBound ?? size)
    guard rest.isEmpty || options.keepsTrailingData else {
      throw EditRefusal(
        .trailingData,
        "\(rest.count) bytes follow the ELF file at offset \(rest.lowerBound) and would be lost")
    }
    return rest
  }
}
