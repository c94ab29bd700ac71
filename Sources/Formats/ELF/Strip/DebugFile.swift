internal import Bytes

/// The debugging half of a program, told as parts of the program's file and new bytes.
///
/// Sections and segments are those of the program, under the same numbers and addresses; what
/// is loaded has no contents but for the notes, by which a debugger knows the two belong
/// together.
///
/// - SeeAlso: "Separate Debug Files" in the GDB manual; `objcopy --only-keep-debug`.
public struct DebugFile: Hashable, Sendable {
  /// A run of bytes of the debug file.
  public enum Piece: Hashable, Sendable {
    /// These bytes of the program's file.
    case input(Range<Int>)
    /// New bytes.
    case bytes([UInt8])
    /// The contents that replace those of a section, see ``Replacement``.
    case replacement(section: Int)
  }

  /// A debugging section as it is to be stored, when not as it stands.
  public struct Replacement: Hashable, Sendable {
    /// The bytes to be stored.
    public var size: Int
    /// For compressed contents the header that tells so, which counts in ``size``;
    /// `nil` for plain ones.
    public var compression: CompressionHeader?
    /// What `sh_addralign` becomes for plain contents.
    public var alignment: UInt64

    public init(size: Int, compression: CompressionHeader?, alignment: UInt64) {
      self.size = size
      self.compression = compression
      self.alignment = alignment
    }
  }

  /// In output order.
  public let pieces: [Piece]
  /// The bytes of the debug file.
  public let size: Int
}

extension ELFFile {
  /// The numbers of the sections that may be stored compressed or plain in a debug file.
  ///
  /// Not the scripts for GDB, which it reads before anything else, nor the older form of
  /// compression by name.
  public var compressibleSections: [Int] {
    // Of a file that ends too soon they need not be there; splitting it is refused.
    guard !isTruncated else { return [] }
    return sectionHeaders.indices.filter {
      let section = sectionHeaders[$0]
      return section.isDebugging && section.name.hasPrefix(".debug_")
        && section.name != ".debug_gdb_scripts" && !section.fileRange.isEmpty
        && section.type != .relocations && section.type != .relocationsWithAddends
    }
  }

  /// Plans the file of debugging information of the unstripped program `input`.
  ///
  /// `replacements` gives, by section number, debugging sections that are compressed or
  /// decompressed on the way. Takes time and memory for the tables. Refuses what
  /// ``stripped(_:of:)`` refuses, and a program that has nothing to debug by.
  public func debugFile(
    replacing replacements: [Int: DebugFile.Replacement] = [:], of input: RawSpan
  ) throws(EditRefusal) -> DebugFile {
    precondition(input.byteCount == size, "the bytes are those the file was read from")
    try requireWhole()
    if section(named: DebugLink.sectionName) != nil {
      throw EditRefusal(
        .alreadySplit, "its '\(DebugLink.sectionName)' names the debug file it was split from")
    }
    guard sectionHeaders.contains(where: { $0.isDebugging && !$0.fileRange.isEmpty }) else {
      throw EditRefusal(.nothingToSplit, "it has no debugging information to split off")
    }
    var layout = DebugFileLayout(self, replacements)
    let file = try layout.debugFile(of: input)
    try prove(file, replacements, of: input)
    return file
  }

  /// Reads a planned debug file back and compares it with this file, section by section.
  private func prove(
    _ debug: DebugFile, _ replacements: [Int: DebugFile.Replacement], of input: RawSpan
  ) throws(EditRefusal) {
    let output: ELFFile
    do throws(MalformedInput) {
      output = try ELFFile(size: debug.size) { debug.bytes(in: $0, replacements, from: input) }
    } catch {
      throw EditRefusal(.unproven, "the debug file does not read back: \(error)")
    }
    guard output.notes == notes, !output.isTruncated, output.trailingByteCount == 0,
      output.header.entry == header.entry, output.header.type == header.type,
      output.header.machine == header.machine, output.header.flags == header.flags,
      output.sectionHeaders.count == sectionHeaders.count,
      output.programHeaders.map(\.virtualAddress) == programHeaders.map(\.virtualAddress),
      output.programHeaders.map(\.memorySize) == programHeaders.map(\.memorySize)
    else { throw EditRefusal(.unproven, "the debug file is of another program") }
    for (index, (old, new)) in zip(sectionHeaders, output.sectionHeaders).enumerated() {
      let isSame =
        old.name == new.name && old.address == new.address && old.link == new.link
        && old.info == new.info && (new.type == .noBits || new.type == old.type)
        && (new.size == old.size || replacements[index] != nil)
      guard isSame, new.type != .noBits || old.type == .noBits || old.isAllocated else {
        throw EditRefusal(.unproven, "the debug file has another section '\(old.name)'")
      }
    }
  }
}

extension DebugFile {
  /// Copies a part of the planned file; replaced contents, which no header is in, as zeros.
  fileprivate func bytes(
    in range: Range<Int>, _ replacements: [Int: Replacement], from input: RawSpan
  ) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(range.count)
    var start = 0
    for piece in pieces {
      let count = piece.count(replacements)
      let part = range.clamped(to: start..<start + count)
      if !part.isEmpty {
        let local = part.lowerBound - start..<part.upperBound - start
        switch piece {
        case .input(let source):
          let place = source.lowerBound + local.lowerBound
          output += [UInt8](copying: input.extracting(place..<place + local.count))
        case .bytes(let bytes): output += bytes[local]
        case .replacement: output += repeatElement(0, count: local.count)
        }
      }
      start += count
    }
    return output
  }
}

extension DebugFile.Piece {
  func count(_ replacements: [Int: DebugFile.Replacement]) -> Int {
    switch self {
    case .input(let range): range.count
    case .bytes(let bytes): bytes.count
    case .replacement(let section): replacements[section]?.size ?? 0
    }
  }
}
