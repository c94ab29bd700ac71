import Bytes
import ELF

/// Object files, programs and libraries.
let elfTargets: [FuzzTarget] = [
  FuzzTarget("ELFFile", samples: ["elf"], seeds: elfSeeds) { input in
    let file = try input.read(ELFFile.init(parsing:))
    _ = (file.linkKind, file.stripState, file.cLibrary, file.requiredGLibC, file.isDebugFile)
    law(file.describedSize >= 0 && file.trailingByteCount <= file.size, "sizes below nothing")
    for segment in file.loadSegments {
      let range = file.fileRange(ofAddress: segment.virtualAddress, count: 1)
      law(range.map { $0.upperBound <= file.size } ?? true, "an address outside the file")
    }
  },
  FuzzTarget("SymbolTable", samples: ["elf"], seeds: elfSeeds) { input in
    let file = try input.read(ELFFile.init(parsing:))
    let bytes = input.bytes.span.bytes
    for table in [try? file.dynamicSymbols(in: bytes), try? file.staticSymbols(in: bytes)] {
      if let table { try checkSymbols(table, bytes) }
    }
  },
  FuzzTarget("ForeignFormat", samples: ["elf", "compressed"], seeds: elfSeeds) { input in
    _ = ELFFile.foreignFormat(of: input.bytes.span.bytes)
  },
  FuzzTarget("GLibCVersion", texts: ["GLIBC_2.34", "GLIBC_2.2.5", "GLIBC_PRIVATE"]) { input in
    guard let version = GLibCVersion(symbolVersion: try input.text) else { return }
    sameAgain(version) { GLibCVersion(symbolVersion: "GLIBC_\($0)") ?? $0 }
  },
  FuzzTarget("ObjectAttributes", samples: ["attributes"]) { input in
    for order in [ByteOrder.little, .big] {
      _ = try? input.read { try ObjectAttributes(parsing: &$0, order) }
    }
    _ = try input.read { try ObjectAttributes(parsing: &$0, .little) }
  },
  FuzzTarget(
    "MIPSFlags", seeds: { [[0, 0, 32, 2, 1, 1, 0, 5] + [UInt8](repeating: 0, count: 16)] }
  ) {
    let flags = try $0.read { try MIPSFlags(parsing: &$0, .big) }
    _ = flags.floatingPoint.name
  },
  FuzzTarget("Inspection", samples: ["elf", "go"], seeds: elfSeeds) { input in
    let file = try input.read(ELFFile.init(parsing:))
    let bytes = input.bytes.span.bytes
    _ = Hardening(file, imports: try file.imports(in: bytes).symbols, in: bytes)
    law(file.compiledPaths(in: bytes, limit: 3).count <= 3, "more paths than asked for")
    _ = (file.packing(in: bytes), file.trailingFormat(in: bytes))
    _ = file.hasConstant("hello", in: bytes)
    _ = (try? file.objectAttributes(in: bytes), try? file.mipsFlags(in: bytes))
    _ = try DebugInformation(file, in: bytes)
  },
  FuzzTarget("Strip", samples: ["elf"], seeds: elfSeeds) { input in
    let file = try input.read(ELFFile.init(parsing:))
    for mode in StripMode.allCases { try checkStrip(file, StripOptions(mode), input.bytes) }
    let more = StripOptions(
      .debug, removedSections: [".comment", ".text"], keepsTrailingData: true,
      dropsModuleSignature: true)
    try checkStrip(file, more, input.bytes)
  },
  FuzzTarget("DebugFile", samples: ["elf"], seeds: elfSeeds) { input in
    let file = try input.read(ELFFile.init(parsing:))
    for number in file.compressibleSections where !file.isTruncated {
      _ = try? file.compressionHeader(
        of: file.sectionHeaders[number], in: input.bytes.span.bytes)
    }
    try checkDebugFile(file, input.bytes)
  },
  FuzzTarget("Patch", samples: ["elf"], seeds: elfSeeds) { input in
    let file = try input.read(ELFFile.init(parsing:))
    for patch in fuzzPatches { try checkPatch(file, patch, input.bytes) }
  },
]

/// Programs and damaged programs that the unit tests build, too.
@Sendable func elfSeeds() -> [[UInt8]] {
  SyntheticELF.all.map { $0.build().bytes } + DamagedELF.all.map(\.file)
}

/// Whether all symbols can be told, alone too, and the first ones found by their names.
private func checkSymbols(_ table: SymbolTable, _ bytes: RawSpan) throws {
  var searched = 0
  var length = 0
  try table.forEach(in: bytes) { symbol throws(MalformedInput) in
    let name = table.name(of: symbol, in: bytes)
    length += symbol.nameRange.count
    law(length <= 4 * bytes.byteCount + 4096, "\(length) bytes of names")
    _ = (table.version(of: symbol), table.isDefault(symbol), symbol.isExported)
    let again = try table.symbol(at: symbol.index, in: bytes)
    law(again == symbol, "symbol \(symbol.index) reads differently alone")
    guard searched < 4, !name.isEmpty, name.utf8.count == symbol.nameRange.count else { return }
    searched += 1
    let found = try table.symbol(named: name, in: bytes)
    law(found.map { $0.index <= symbol.index } ?? false, "'\(name)' is not found")
  }
}

/// Whether stripping leaves the program what it was, and nothing to strip.
private func checkStrip(_ file: ELFFile, _ options: StripOptions, _ bytes: [UInt8]) throws {
  let mode = options.mode
  guard mode != .none, let image = try? file.stripped(options, of: bytes.span.bytes) else { return }
  let output = image.assembled(from: bytes.span.bytes)
  law(output.count == image.size, "an image is not as long as it says")
  law(image.changed || output == bytes, "an unchanged image differs")
  let stripped: ELFFile
  do {
    stripped = try Input(bytes: output).read(ELFFile.init(parsing:))
  } catch {
    return law(false, "\(mode): the stripped file does not read: \(error)")
  }
  law(stripped.loadSegments == file.loadSegments, "\(mode): other loadable segments")
  let kept = keptRanges(file)
  for segment in file.loadSegments {
    for range in kept {
      let part = range.clamped(to: segment.fileRange)
      law(part.upperBound <= output.count, "\(mode): the end of a segment is gone")
      law(bytes[part] == output[part], "\(mode): other bytes are loaded from \(part)")
    }
  }
  guard let again = try? stripped.stripped(options, of: output.span.bytes) else {
    return law(false, "\(mode): a stripped file is refused")
  }
  law(again.assembled(from: output.span.bytes) == output, "\(mode): stripping twice changes more")
}

/// Whether what is split off and what is left are one program's.
private func checkDebugFile(_ file: ELFFile, _ bytes: [UInt8]) throws {
  guard let debug = try? file.debugFile(of: bytes.span.bytes) else { return }
  var output: [UInt8] = []
  for piece in debug.pieces {
    switch piece {
    case .input(let range): output += bytes[range]
    case .bytes(let new): output += new
    case .replacement: law(false, "a section was replaced unasked")
    }
  }
  law(output.count == debug.size, "a debug file is not as long as it says")
  law(output.count <= 4 * bytes.count + 1 << 17, "a debug file grows beyond its program")
  let split: ELFFile
  do {
    split = try Input(bytes: output).read(ELFFile.init(parsing:))
  } catch {
    return law(false, "the debug file does not read: \(error)")
  }
  law(split.notes == file.notes, "the debug file has other notes")
  let options = StripOptions(
    file.header.type == .relocatable ? .debug : .all,
    debugLink: DebugLink(name: "x.debug", checksum: 1))
  guard let image = try? file.stripped(options, of: bytes.span.bytes) else { return }
  let left = image.assembled(from: bytes.span.bytes)
  guard let linked = try? Input(bytes: left).read(ELFFile.init(parsing:)) else {
    return law(false, "the linked file does not read")
  }
  law(linked.section(named: DebugLink.sectionName) != nil, "the link is missing")
  law(linked.loadSegments == file.loadSegments, "other loadable segments")
}

/// Changes that fit the place of what they replace, and changes that do not.
private let fuzzPatches: [ELFPatch] = {
  var short = ELFPatch()
  short.interpreter = "/l"
  short.removesSearchPath = true
  short.replacedLibraries = [.init("libx.so.1", with: "liby.so")]
  short.hasExecutableStack = false
  var long = ELFPatch()
  long.interpreter = "/a/path/longer/than/any/that/a/linker/writes/ld.so"
  long.searchPath = String(repeating: "/opt", count: 20)
  long.addedLibraries = ["libone.so", "libtwo.so", "libthree.so"]
  var library = ELFPatch()
  library.soname = "libwith-a-long-name.so.1"
  library.removedLibraries = ["libc.so.6", "libx.so.1"]
  return [short, long, library]
}()

/// Whether patching gives what was asked for, and nothing to patch.
private func checkPatch(_ file: ELFFile, _ patch: ELFPatch, _ bytes: [UInt8]) throws {
  guard let patched = try? file.patched(patch, of: bytes.span.bytes) else { return }
  let output = patched.image.assembled(from: bytes.span.bytes)
  law(output.count == patched.image.size, "an image is not as long as it says")
  law(patched.image.changed || output == bytes, "an unchanged image differs")
  let again: ELFFile
  do { again = try Input(bytes: output).read(ELFFile.init(parsing:)) } catch {
    return law(false, "the patched file does not read: \(error)")
  }
  law(again == patched.file, "the patched file reads differently")
  law(again.interpreter == patch.interpreter ?? file.interpreter, "another interpreter")
  law(again.notes == file.notes, "other notes")
  guard let twice = try? again.patched(patch, of: output.span.bytes) else {
    return law(false, "a patched file is refused")
  }
  law(twice.image.assembled(from: output.span.bytes) == output, "patching twice changes more")
}

/// What stripping may not touch: all but the headers, and symbol tables, which number sections.
private func keptRanges(_ file: ELFFile) -> [Range<Int>] {
  let headers = [0..<64, file.header.programHeaderRange]
  let symbols = file.sectionHeaders.filter { [2, 11].contains($0.type.rawValue) }.map(\.fileRange)
  let excluded = (headers + symbols).sorted { $0.lowerBound < $1.lowerBound }
  var kept: [Range<Int>] = []
  var end = 0
  for range in excluded {
    if range.lowerBound > end { kept.append(end..<range.lowerBound) }
    end = max(end, range.upperBound)
  }
  if end < file.size { kept.append(end..<file.size) }
  return kept
}
