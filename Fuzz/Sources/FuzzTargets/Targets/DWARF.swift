import Bytes
import DWARF
import ELF

/// Debugging information.
///
/// An entry of a byte may be a type, which takes a record of a few hundred bytes; and a section
/// may hold 64 times what it takes in the file.
let dwarfTargets: [FuzzTarget] = [
  FuzzTarget(
    "DebugGlance", samples: ["elf"], seeds: elfSeeds,
    allowance: Allowance(memory: 40 << 20, milliseconds: 2000)
  ) { input in
    let file = try input.read(ELFFile.init(parsing:))
    let glance = try DebugGlance(file, in: input.bytes.span.bytes, pathLimit: 3)
    law(glance.paths.count <= 3, "more paths than asked for")
    law(glance.paths.allSatisfy { $0.hasPrefix("/") }, "a relative path")
  },
  FuzzTarget(
    "TypeGraph", samples: ["elf"],
    allowance: Allowance(memory: 8 << 20, memoryPerByte: 1024, milliseconds: 2000)
  ) { input in
    let file = try input.read(ELFFile.init(parsing:))
    let bytes = input.bytes.span.bytes
    var roots = ["shared", "pairs"].map {
      InterfaceRoot(name: $0, address: nil, isFunction: $0 == "shared")
    }
    if let table = try file.dynamicSymbols(in: bytes) {
      try table.forEach(in: bytes) { symbol throws(MalformedInput) in
        roots.append(
          InterfaceRoot(
            name: table.name(of: symbol, in: bytes), address: symbol.value,
            isFunction: symbol.type == .function))
      }
    }
    // A file that names another is given itself for it.
    let evidence = try TypeGraph.evidence(of: roots, from: file, in: bytes, supplement: bytes)
    guard case .types(let graph) = evidence else { return }
    for (root, function) in graph.functions {
      law(roots[root].isFunction, "a function for the variable \(roots[root].name)")
      _ = graph.spelling(of: function)
    }
    for type in graph.types.indices.prefix(64) {
      law(graph.spelling(of: type).utf8.count < 1 << 20, "an endless spelling")
    }
  },
]
