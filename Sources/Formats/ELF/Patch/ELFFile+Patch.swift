internal import Bytes

/// A patched file, and what is to be said about it.
public struct PatchedImage: Hashable, Sendable {
  public let image: EditedImage
  /// What the result says of itself, read back.
  public let file: ELFFile
  public let remarks: [PatchRemark]
}

extension ELFFile {
  /// Plans the file with `patch` applied, and proves that the program stays the same but for it.
  ///
  /// `input` is the whole file this value was read from. Every byte that is loaded stays at its
  /// address with its value, except the headers, the dynamic section, its strings and the
  /// loader's path, and small sections that only those point at. A patch that asks for what is
  /// so already returns the file byte for byte. Takes time and memory for the tables, not for
  /// the contents.
  public func patched(
    _ patch: ELFPatch, of input: RawSpan
  ) throws(EditRefusal) -> PatchedImage {
    precondition(input.byteCount == size, "the bytes are those the file was read from")
    return try patched(patch, fetch: { [UInt8](copying: input.extracting($0)) })
  }

  fileprivate func patched(_ patch: ELFPatch, fetch: Fetch) throws(EditRefusal) -> PatchedImage {
    try blamingInput { () throws(EditRefusal) in try provenPatch(patch, fetch) }
  }

  private func provenPatch(_ patch: ELFPatch, _ fetch: Fetch) throws(EditRefusal) -> PatchedImage {
    var layout = PatchLayout(self)
    if !patch.isEmpty {
      try requirePatchable(patch)
      layout.setHeaderFields(patch)
      try layout.setInterpreter(patch.interpreter)
      try layout.editDynamicSection(patch, fetch)
    }
    guard layout.isChanged else {
      return PatchedImage(
        image: EditedImage([.input(0..<size)], changed: false), file: self,
        remarks: layout.remarks)
    }
    let pieces =
      layout.needsRoom ? try layout.piecesRearranged(fetch) : try layout.piecesInPlace(fetch)
    let image = EditedImage(pieces, changed: true)
    let output = try prove(image, patch, order: layout.order, fetch)
    return PatchedImage(image: image, file: output, remarks: layout.remarks)
  }

  private func requirePatchable(_ patch: ELFPatch) throws(EditRefusal) {
    try patch.requireValues()
    guard header.type == .executable || header.type == .sharedObject, !isDebugFile else {
      throw EditRefusal(
        .notAProgram, "it is neither a program nor a library but of type \(header.type.name)")
    }
    if isTruncated {
      throw EditRefusal(.truncated, "it ends at byte \(size), before what its headers describe")
    }
    if trailingByteCount > 0 {
      throw EditRefusal(
        .trailingData,
        "\(trailingByteCount) bytes follow the ELF file at offset \(describedSize)")
    }
    guard sectionHeaders.first.map({ $0.type == .null }) ?? true else {
      throw EditRefusal(.inconsistent, "section 0 is not the null section")
    }
    if patch.touchesDynamicSection || patch.interpreter != nil {
      guard dynamic != nil, linkKind != .staticPIE else {
        throw EditRefusal(.static, "it is linked statically, no loader reads it")
      }
    }
    let isProgram =
      header.type == .executable || dynamic?.isPositionIndependentExecutable ?? false
    if patch.soname != nil, isProgram {
      throw EditRefusal(.notALibrary, "it is a program, and only libraries have a name")
    }
  }
}

extension EditedImage {
  /// Plans the file this image stands for with `patch` applied.
  ///
  /// `input` is the whole file the image was made from, and the result is told as parts of
  /// that. Otherwise as ``ELFFile/patched(_:of:)``.
  public func patched(
    _ patch: ELFPatch, of input: RawSpan
  ) throws(EditRefusal) -> PatchedImage {
    let file: ELFFile
    do throws(MalformedInput) {
      file = try ELFFile(size: size, fetch: { range in bytes(in: range, from: input) })
    } catch {
      throw EditRefusal(.inconsistent, "it does not read back: \(error)")
    }
    let result = try file.patched(patch, fetch: { range in bytes(in: range, from: input) })
    guard result.image.changed else {
      return PatchedImage(image: self, file: file, remarks: result.remarks)
    }
    var pieces: [Piece] = []
    for piece in result.image.pieces {
      switch piece {
      case .bytes: pieces.append(piece)
      case .input(let range): pieces += self.pieces(in: range)
      }
    }
    let image = EditedImage(pieces, changed: true, removedSections: removedSections)
    return PatchedImage(image: image, file: result.file, remarks: result.remarks)
  }
}

extension ELFPatch {
  /// Refuses values that cannot stand in a file, or that nobody can have meant.
  fileprivate func requireValues() throws(EditRefusal) {
    let names =
      removedLibraries + addedLibraries + replacedLibraries.flatMap { [$0.old, $0.new] }
      + [soname, interpreter].compactMap { $0 }
    guard !names.contains("") else {
      throw EditRefusal(.badValue, "a name or path is empty")
    }
    let texts = names + addedDirectories + [searchPath].compactMap { $0 }
    guard !texts.contains(where: { $0.utf8.contains(0) }) else {
      throw EditRefusal(.badValue, "a name or path contains a NUL")
    }
    // PATH_MAX for the loader's path; the others are as long as anyone's patience.
    guard interpreter.map({ $0.utf8.count < 4096 }) ?? true,
      texts.allSatisfy({ $0.utf8.count < 1 << 16 })
    else { throw EditRefusal(.badValue, "a name or path is too long") }
  }
}
