internal import Bytes
public import Diagnostics
internal import ELF
internal import GoBuild
public import Platform

/// Judges whether a binary is whole, for `architecture`, and built as `expected`.
///
/// `subject` is the file as the user named it; `location` the line of the recipe to act on.
/// Without an `architecture` the file is judged for the one its header names. Findings come in a
/// fixed order: the file, its processor, its loader, its memory, its build. Judge a file before it
/// is stripped or patched. A file that is damaged makes the status
/// ``ExitStatus/badInput``, a sound file that is the wrong one ``ExitStatus/findings``.
public func checkBinary(
  _ facts: BinaryFacts, is architecture: Architecture? = nil,
  expected: ExpectedBuild = ExpectedBuild(), subject: String, at location: SpecLocation? = nil
) -> [Diagnostic] {
  var check = BinaryCheck(
    facts: facts, architecture: architecture ?? facts.architecture,
    expected: expected, subject: subject, location: location)
  check.checkWholeness()
  check.checkReadiness()
  check.checkMachine()
  check.checkSystem()
  check.checkLinking()
  check.checkLibraries()
  check.checkLibraryPath()
  check.checkMemory()
  check.checkAlignment()
  check.checkBuildID()
  check.checkToolchain()
  check.checkLevel()
  check.checkStubs()
  check.checkOrigin()
  check.checkPaths()
  check.checkExpectations()
  return check.findings
}

/// One look at one binary.
struct BinaryCheck {
  let facts: BinaryFacts
  /// The package's; `nil` when the file is for a processor the table does not have and no
  /// package names another.
  let architecture: Architecture?
  let expected: ExpectedBuild
  let subject: String
  let location: SpecLocation?
  private(set) var findings: [Diagnostic] = []

  init(
    facts: BinaryFacts, architecture: Architecture?, expected: ExpectedBuild, subject: String,
    location: SpecLocation?
  ) {
    self.facts = facts
    self.architecture = architecture
    self.expected = expected
    self.subject = subject
    self.location = location
  }

  var file: ELFFile { facts.file }
  var buildInfo: BuildInfo? { facts.buildInfo }

  /// Records a finding; `what` follows the quoted name of the file.
  mutating func find(
    _ code: String, _ what: String, severity: Diagnostic.Severity = .error,
    hint: String? = nil, exit: ExitStatus = .findings
  ) {
    findings.append(
      Diagnostic(
        code, "'\(subject)' \(what)", severity: severity, at: location, hint: hint,
        exit: exit))
  }

  /// The file is a program or library, all of it, and nothing else.
  mutating func checkWholeness() {
    let header = file.header
    if header.type != .executable && header.type != .sharedObject {
      find(
        "binary.not-a-program", "is of type \(header.type.name), neither a program nor a library",
        hint: "name the linked binary, not an object file or a core dump")
    } else if file.isDebugFile {
      find(
        "binary.not-a-program", "holds debugging information split from a program, not the program",
        hint: "name the binary that the information was split from")
    } else if file.loadSegments.isEmpty {
      find("binary.not-a-program", "has no segment to load", exit: .badInput)
    }
    if file.isTruncated {
      find(
        "binary.truncated",
        "ends at byte \(file.size), its headers describe \(file.describedSize) bytes",
        hint: "the copy is incomplete: build or copy it again", exit: .badInput)
    }
    if file.trailingByteCount > 0 {
      let what = facts.trailingFormat.map { ": \($0)" } ?? ""
      find(
        "binary.trailing-data",
        "carries \(file.trailingByteCount) bytes behind the ELF file at offset "
          + "\(file.describedSize)\(what)",
        severity: .warning, hint: "they cannot be kept when the file is stripped")
    }
    let segments = file.loadSegments
    if zip(segments, segments.dropFirst()).contains(where: {
      $0.virtualAddress > $1.virtualAddress
        || $0.memorySize > $1.virtualAddress - $0.virtualAddress
    }) {
      find(
        "binary.segment-order", "has loadable segments out of address order or overlapping",
        hint: "an editing tool damaged it: build it again", exit: .badInput)
    }
    checkProgramHeaders()
    checkEntry()
  }

  /// The program headers are in memory, where the loader and libraries look for them.
  private mutating func checkProgramHeaders() {
    let table = file.header.programHeaderRange
    guard !file.loadSegments.isEmpty, !file.isTruncated,
      !file.loadSegments.contains(where: { $0.fileRange.contains(table) })
    else { return }
    find(
      "binary.unloaded-headers", "loads its program headers with no segment",
      severity: file.linkKind == .static ? .warning : .error,
      hint: "an editing tool damaged it: build it again", exit: .badInput)
  }

  /// A program starts in its code.
  private mutating func checkEntry() {
    let address = file.header.entry
    guard let link = file.linkKind, link != .shared, !file.loadSegments.isEmpty, !file.isTruncated
    else { return }
    let isCode = file.loadSegments.contains {
      $0.flags.contains(.execute) && address >= $0.virtualAddress
        && address - $0.virtualAddress < $0.fileSize
    }
    // 64-bit PowerPC's first ABI starts a program at a descriptor among its data.
    let isDescriptor = architecture?.name == "ppc64" && file.header.flags & 3 < 2
    guard !isCode, !isDescriptor else { return }
    find(
      "binary.bad-entry", "starts at 0x\(String(address, radix: 16)), where it has no code",
      hint: "it crashes when it is started: build it again", exit: .badInput)
  }

  /// The processor and system in the header are the package's.
  mutating func checkMachine() {
    let header = file.header
    guard let architecture else { return }
    if !header.isFor(architecture) {
      let name = header.architectureName ?? "an unknown processor"
      find(
        "binary.wrong-architecture",
        "is for \(name) (\(header.formatName), machine \(header.machine)), "
          + "the package is for \(architecture.name)",
        hint: buildHint)
      return
    }
    // ELFv2 is all that little-endian systems have; bits 0 and 1 are EF_PPC64_ABI.
    if architecture.name == "ppc64le", header.flags & 3 != 2 {
      find(
        "binary.wrong-abi", "uses version \(header.flags & 3) of the ppc64 ABI, ppc64le needs 2",
        hint: buildHint)
    }
  }

  /// It is for Linux: by the header, by its notes and by what the Go toolchain recorded.
  mutating func checkSystem() {
    let hint = "build it with GOOS=linux"
    for system in [file.foreignSystem, buildInfo?.foreignSystem].compactMap(\.self) {
      find("binary.wrong-system", system, hint: hint)
    }
  }

  /// The loader it asks for is one this architecture has.
  mutating func checkLinking() {
    guard let interpreter = file.interpreter else { return }
    if let architecture, file.header.isFor(architecture),
      !architecture.interpreters.contains(interpreter)
    {
      let known = architecture.interpreters.map { "'\($0)'" }.joined(separator: " or ")
      find(
        "binary.wrong-interpreter",
        "starts with the loader '\(interpreter)', systems for \(architecture.name) have \(known)",
        hint: "link it on a system of the target's kind, or build it with CGO_ENABLED=0")
    } else if let loader = file.loaderCLibrary, let library = file.neededCLibrary,
      loader != library
    {
      find(
        "binary.wrong-interpreter",
        "starts with the loader '\(interpreter)' of \(loader.rawValue), and needs the C library "
          + "of \(library.rawValue)",
        hint: "link it on a system of the target's kind, or build it with CGO_ENABLED=0")
    }
    if file.linkKind == .interpreterOnly, expected.link == nil {
      find(
        "binary.interpreter-only",
        "needs no library, yet does not start where '\(interpreter)' is missing",
        severity: .warning, hint: "build it without -buildmode=pie to have it static")
    }
  }

  /// How to build for the package's architecture.
  var buildHint: String? {
    guard let architecture, !architecture.goArch.isEmpty else { return nil }
    let variant = architecture.goVariant.map { " \($0.variable)=\($0.value)" } ?? ""
    return "build it with GOARCH=\(architecture.goArch)\(variant)"
  }
}

extension ELFHeader {
  /// Whether the fields that decide which processor a file is for are those of `architecture`.
  func isFor(_ architecture: Architecture) -> Bool {
    guard let identity = architecture.machine else { return false }
    return identity.machine == machine && identity.bits == self.class.bits
      && identity.isBigEndian == (byteOrder == .big)
  }

  /// The first architecture in the table that the file is for; of 32-bit ARM it has several.
  var architecture: Architecture? { Architecture.all.first { isFor($0) } }

  /// Go's name of the architecture; `nil` for one the table does not have.
  var architectureName: String? { architecture?.goArch }
}

extension Architecture {
  /// The Go variable that says which of its processors a program is for, such as `GOARM`.
  var goLevelVariable: String? { goVariant?.variable ?? levelVariable }
}
