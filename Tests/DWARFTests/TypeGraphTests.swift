import DWARF
import Foundation
import TestSupport
import Testing

/// Reads what compilers wrote and asks GDB the same.
@Suite struct TypeGraphTests {
  struct Build: Sendable, CustomTestStringConvertible {
    var compiler = "gcc"
    var architecture: TestArchitecture = .amd64
    var source = Interfaces.source
    var flags: [String]
    /// Arguments of `objcopy`, run on what was built.
    var edit: [String] = []

    var testDescription: String {
      ([compiler, architecture.name] + flags + edit).joined(separator: " ")
    }
  }

  static let builds: [Build] = [
    Build(flags: ["-gdwarf-5"]), Build(flags: ["-gdwarf-4"]), Build(flags: ["-gdwarf-3"]),
    Build(flags: ["-gdwarf-2", "-gstrict-dwarf"]), Build(flags: ["-gdwarf-5", "-O2"]),
    Build(flags: ["-gdwarf-5", "-gdwarf64"]),
    Build(flags: ["-gdwarf-5", "-fdebug-types-section"]),
    Build(flags: ["-gdwarf-4", "-fdebug-types-section"]),
    Build(flags: ["-g", "-gz=zlib"]), Build(flags: ["-gdwarf-4", "-gz=zlib-gnu"]),
    Build(flags: ["-g"], edit: ["--compress-debug-sections=zstd"]),
    Build(compiler: "clang", flags: ["-gdwarf-5", "-fuse-ld=bfd"]),
    Build(compiler: "clang", flags: ["-gdwarf-4", "-fuse-ld=bfd"]),
    Build(compiler: "clang", flags: ["-g", "-O2", "-flto", "-fuse-ld=lld"]),
    Build(architecture: .arm64, flags: ["-g"]),
    Build(architecture: .s390x, flags: ["-g"]),
    Build(architecture: .s390x, flags: ["-gdwarf-4", "-gz=zlib"]),
    Build(architecture: .s390x, flags: ["-gdwarf-3", "-gstrict-dwarf"]),
    Build(architecture: .mips, flags: ["-g"]), Build(architecture: .i386, flags: ["-g"]),
  ]

  private static let scratch = Task { try ScratchDirectory() }

  private func library(_ build: Build) async throws -> String {
    let scratch = try await Self.scratch.value
    let flags = ["-nostdlib"] + build.flags
    var path: String
    if build.compiler == "gcc" {
      path = try await TestBinary.c(
        arch: build.architecture, kind: .shared, source: build.source, flags: flags
      ).path()
    } else {
      let source = try scratch.write(build.source, to: "\(UUID().uuidString).c")
      path = source + ".so"
      try await succeed(build.compiler, ["-shared", "-fPIC", "-o", path, source] + flags)
    }
    if !build.edit.isEmpty {
      let copy = scratch["\(UUID().uuidString).so"]
      try await succeed("objcopy", build.edit + [path, copy])
      path = copy
    }
    return path
  }

  @Test(arguments: builds) func readsWhatTheDebuggerReads(_ build: Build) async throws {
    let path = try await library(build)
    let ours = try #require(try Interfaces.read(path))
    // GDB does not know zstd here; its answer for the same file before is as good.
    let debugger = Debugger(
      path: build.edit.isEmpty ? path : try await library(Build(flags: build.flags)))

    let names = Interfaces.functions + Interfaces.variables
    let spellings = try await debugger.ask(names.map { "whatis \($0)" })
    for (name, theirs) in zip(names, spellings) {
      if let function = ours.function(name) {
        #expect("type = \(ours.graph.spelling(of: function))" == theirs, "\(name)")
      } else {
        let variable = try #require(ours.variable(name), "\(name)")
        #expect("type = \(ours.graph.spelling(of: variable.type))" == theirs, "\(name)")
      }
    }
    for name in Interfaces.aggregates {
      let theirs = try await debugger.layout(of: name)
      let record = try #require(ours.type(name))
      #expect(record.size == theirs.size, "\(name)")
      let members = Dictionary(
        uniqueKeysWithValues: (record.members ?? []).map {
          ($0.name ?? "", $0.bitOffset ?? 1 << 60)
        })
      #expect(members == theirs.members, "\(name)")
    }
    let enumerations = try await debugger.ask(Interfaces.enumerations.map { "ptype \($0)" })
    for (name, theirs) in zip(Interfaces.enumerations, enumerations) {
      #expect(spelled(try #require(ours.type(name)), name) == theirs)
    }
  }

  /// As GDB prints an enumeration: a value that follows its forerunner is left out.
  private func spelled(_ record: TypeRecord, _ name: String) -> String {
    var next: Int64 = 0
    let words = (record.enumerators ?? []).map { enumerator in
      defer { next = enumerator.value + 1 }
      return enumerator.value == next
        ? enumerator.name : "\(enumerator.name) = \(enumerator.value)"
    }
    return "type = \(name) {\(words.joined(separator: ", "))}"
  }

  /// A symbol under another name than the source's is found by its address.
  @Test func followsSymbolsThatWereRenamed() async throws {
    let map = try await Self.scratch.value.write("VERS_1 { };\n", to: "map")
    let build = Build(
      source: Interfaces.source + Interfaces.renaming,
      flags: ["-g", "-Wl,--version-script,\(map)"])
    let ours = try #require(try Interfaces.read(try await library(build)))
    let function = try #require(ours.function("new_name"))
    #expect(ours.graph.spelling(of: function) == "void (long)")
    #expect(ours.function("buried") == nil)
  }

  @Test func findsNothingWhereNothingIs() async throws {
    let plain = try await TestBinary.c(
      kind: .shared, source: Interfaces.source, flags: ["-g0", "-nostdlib"]
    )
    .path()
    #expect(try Interfaces.read(plain) == nil)
    let split = try await library(Build(flags: ["-g", "-gsplit-dwarf"]))
    #expect(try Interfaces.read(split) == nil)
  }
}
