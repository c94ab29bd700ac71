import Bytes
import DWARF
import ELF
import TestSupport
import Testing

/// What `dwz -m` moved to a file that several share is read from there.
@Suite struct SupplementTests {
  struct Form: Sendable, CustomTestStringConvertible {
    var architecture: TestArchitecture = .amd64
    var compilerFlags: [String]
    /// Arguments of `dwz`.
    var flags: [String] = []

    var testDescription: String {
      ([architecture.name] + compilerFlags + flags).joined(separator: " ")
    }
  }

  static let forms: [Form] = [
    Form(compilerFlags: ["-gdwarf-4"]), Form(compilerFlags: ["-gdwarf-5"]),
    Form(compilerFlags: ["-gdwarf-5"], flags: ["--dwarf-5"]),
    Form(architecture: .s390x, compilerFlags: ["-gdwarf-4"]),
    Form(architecture: .i386, compilerFlags: ["-gdwarf-5"]),
  ]

  /// A library as it was compiled, the same with what it shares moved away, and where to.
  struct Moved {
    let scratch: ScratchDirectory
    let whole: [UInt8]
    let rest: [UInt8]
    let shared: [UInt8]

    init(_ form: Form) async throws {
      scratch = try ScratchDirectory()
      for (name, more) in [("a", ""), ("b", "int second(point p) { return p.y; }\n")] {
        let path = try await TestBinary.c(
          arch: form.architecture, kind: .shared, source: Interfaces.source + more,
          flags: ["-nostdlib"] + form.compilerFlags
        ).path()
        try await succeed("cp", [path, scratch["\(name).so"]])
      }
      whole = try scratch.read("a.so")
      try await succeed(
        "dwz", form.flags + ["-m", "shared.debug", "-M", "shared.debug", "a.so", "b.so"],
        in: scratch.path)
      rest = try scratch.read("a.so")
      shared = try scratch.read("shared.debug")
    }
  }

  private func evidence(_ bytes: [UInt8], _ supplement: [UInt8]) throws -> DebugEvidence {
    var reader = ByteReader(bytes.span.bytes)
    let file = try ELFFile(parsing: &reader)
    return try TypeGraph.evidence(
      of: Interfaces.roots(file, bytes), from: file, in: bytes.span.bytes,
      supplement: supplement.span.bytes)
  }

  @Test(arguments: forms) func readsTheSameTypes(_ form: Form) async throws {
    let moved = try await Moved(form)
    #expect(moved.rest.count < moved.whole.count)
    guard case .types(let graph) = try evidence(moved.rest, moved.shared),
      case .types(let expected) = try evidence(moved.whole, [])
    else {
      Issue.record("there are no types")
      return
    }
    #expect(graph == expected)
    // And GDB agrees, which looks for the shared file beside this one; it does not know how
    // DWARF 5 names it.
    if !form.flags.isEmpty { return }
    let debugger = Debugger(path: moved.scratch["a.so"])
    var reader = ByteReader(moved.rest.span.bytes)
    let roots = try Interfaces.roots(ELFFile(parsing: &reader), moved.rest)
    let ours = Reading(roots: roots, graph: graph)
    let theirs = try await debugger.ask(Interfaces.functions.map { "whatis \($0)" })
    for (name, words) in zip(Interfaces.functions, theirs) {
      let function = try #require(ours.function(name), "\(name)")
      #expect("type = \(ours.graph.spelling(of: function))" == words, "\(name)")
    }
  }

  /// Without the other file nothing is said of any type, but which file is missing.
  @Test(arguments: forms) func namesTheFile(_ form: Form) async throws {
    let moved = try await Moved(form)
    guard case .shared(let link) = try evidence(moved.rest, []) else {
      Issue.record("no other file is named")
      return
    }
    #expect(link.path == "shared.debug")
    var reader = ByteReader(moved.shared.span.bytes)
    let shared = try ELFFile(parsing: &reader)
    let identifier = try DebugSupplement.identifier(of: shared, in: moved.shared.span.bytes)
    #expect(identifier == link.identifier)
    #expect(try DebugSupplement(of: shared, in: moved.shared.span.bytes) == nil)
    if form.flags.isEmpty {
      let notes = try await succeed("readelf", ["-nW", moved.scratch["shared.debug"]])
      let digits = link.identifier.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      #expect(notes.contains("Build ID: \(digits)"))
    }
  }

  /// References to another file in a file that names none.
  @Test func refusesReferencesToNowhere() async throws {
    let moved = try await Moved(Self.forms[0])
    try await succeed(
      "objcopy", ["--remove-section=.gnu_debugaltlink", moved.scratch["a.so"]])
    #expect(throws: MalformedInput.self) { try evidence(moved.scratch.read("a.so"), []) }
  }

  @Test func refusesAnUnnamedFile() async throws {
    let moved = try await Moved(Self.forms[0])
    var bytes = moved.rest
    var reader = ByteReader(bytes.span.bytes)
    let file = try ELFFile(parsing: &reader)
    let section = try #require(file.section(named: ".gnu_debugaltlink")).fileRange
    bytes[section.lowerBound] = 0
    #expect(
      throws: MalformedInput(.invalidValue, at: section.lowerBound)
    ) { try evidence(bytes, moved.shared) }
    for place in section { bytes[place] = 0x61 }
    #expect(throws: MalformedInput.self) { try evidence(bytes, moved.shared) }
  }

  /// Whatever a byte of the shared file is, the answer is a value or an error that says where.
  @Test func survivesDamageElsewhere() async throws {
    let moved = try await Moved(Self.forms[1])
    var refused = 0
    for place in moved.shared.indices {
      var changed = moved.shared
      changed[place] = place % 2 == 0 ? 0xff : changed[place] &+ 1
      do { _ = try evidence(moved.rest, changed) } catch let error as MalformedInput {
        refused += 1
        if error.offset < 1 << 40 { continue }
        Issue.record("an offset in no file: \(error)")
      }
    }
    #expect(refused > 50)
    do { _ = try evidence(moved.rest, moved.rest) } catch let error as MalformedInput {
      #expect(error.field?.hasSuffix("of the supplementary file") ?? false, "\(error)")
    }
  }

  @Test func saysThatTypesAreInOtherFiles() async throws {
    let bytes = try await TestBinary.c(
      kind: .shared, source: Interfaces.source, flags: ["-nostdlib", "-g", "-gsplit-dwarf"]
    ).bytes()
    guard case .split(let name) = try evidence(bytes, []) else {
      Issue.record("it is not split")
      return
    }
    #expect(name?.hasSuffix(".dwo") == true)
  }
}
