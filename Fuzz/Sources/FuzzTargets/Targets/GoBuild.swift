import Bytes
import Checks
import ELF
import GoBuild

/// What the go command writes, into programs and beside sources.
let goTargets: [FuzzTarget] = [
  FuzzTarget(
    "BuildInfo", samples: ["go"],
    seeds: { BuildInfoImage.all.map(\.bytes) + SyntheticELF.all.map { $0.build().bytes } }
  ) { input in
    let file = try input.read(ELFFile.init(parsing:))
    _ = try BuildInfo(of: file, in: input.bytes.span.bytes)
  },
  FuzzTarget("PCLineTable", samples: ["go"]) { input in
    let file = try input.read(ELFFile.init(parsing:))
    let bytes = input.bytes.span.bytes
    for isSearching in [false, true] {
      guard let table = try PCLineTable(of: file, in: bytes, searching: isSearching) else {
        continue
      }
      var count = 0
      var length = 0
      try table.sourceFiles.forEach(in: bytes) { name in
        law(name.upperBound <= file.size, "a name outside the file")
        count += 1
        length += name.count
      }
      law(count == table.sourceFiles.count, "\(count) names of \(table.sourceFiles.count)")
      law(length <= 4 * file.size + 4096, "\(length) bytes of names")
      let paths = try SourcePaths(table, in: bytes)
      law(paths.leakCount <= paths.absoluteCount, "more leaks than paths")
    }
  },
  FuzzTarget("FIPSInfo", samples: ["go"]) { input in
    let file = try input.read(ELFFile.init(parsing:))
    guard let info = try FIPSInfo(of: file, in: input.bytes.span.bytes) else { return }
    law(info.sum.count == 32 && info.ranges.count == 4, "half a record")
  },
  FuzzTarget("ProcessorLevel", samples: ["go", "elf"]) { input in
    let file = try input.read(ELFFile.init(parsing:))
    let bytes = input.bytes.span.bytes
    for variable in ["GOARM", "GOAMD64", "GOARM64"] {
      _ = try ProcessorLevel(of: file, nil, variable: variable, in: bytes)
    }
  },
  FuzzTarget("GoVersion", texts: ["go1.22.3", "devel go1.28-5a7bf1c", "go1.27.3-X:nodwarf5"]) {
    guard let version = GoVersion(try $0.text) else { return }
    law(version.major >= 0 && version.minor >= 0, "less than nothing")
  },
  FuzzTarget(
    "BuildInfoText",
    texts: [
      "path\texample.com/a\nmod\texample.com/a\tv1.2.3\th1:abc=\ndep\tb.org/c\tv0.1.0\t\n"
        + "=>\t./c\t(devel)\t\nbuild\t-compiler=gc\nbuild\t\"a b\"=`c d`\nbuild\tGOARM=7,softfloat\n"
    ]
  ) { input in
    let info = try BuildInfo(goVersion: "go1.27", modules: input.bytes)
    _ = (info.goarm, info.cgo, info.trimpath, info.vcsModified)
  },
  FuzzTarget(
    "GoModuleFile", samples: ["go.mod"],
    texts: [
      "module example.com/a\n\ngo 1.23\n\nrequire (\n\tb.org/c v1.0.0 // indirect\n)\n"
        + "replace b.org/c => ./c\nexclude d.org/e v1.0.0\nretract [v1.0.0, v1.1.0] // why\n"
        + "tool b.org/c/cmd\ntoolchain go1.23.4\n"
    ]
  ) { input in
    let file = try input.read(GoModuleFile.init(parsing:))
    _ = file.isGo(atLeast: 17)
  },
  FuzzTarget(
    "GoSum", samples: ["go.sum"],
    texts: ["b.org/c v1.0.0 h1:AAAA=\nb.org/c v1.0.0/go.mod h1:BBBB=\n"]
  ) { input in
    let sums = try input.read(GoSum.init(parsing:))
    for module in sums.modules.keys { _ = sums.sum(of: module) }
  },
  FuzzTarget(
    "ModulesTxt", samples: ["modules.txt"],
    texts: ["# b.org/c v1.0.0 => ./c\n## explicit; go 1.17\nb.org/c/d\n# b.org/c => ./c\n"]
  ) { input in _ = try input.read(ModulesTxt.init(parsing:)) },
  FuzzTarget(
    "GoModuleVersion", texts: ["v1.2.3-rc.1+incompatible\0v1.2.3", "v0.0.0-2024-abc\0v2"]
  ) { input in
    let parts = try input.parts(2).map { try $0.text }
    _ = GoModuleVersion(path: parts[0], version: parts[1]).majorFitsPath
    guard let a = GoModuleSemanticVersion(parts[0]), let b = GoModuleSemanticVersion(parts[1])
    else { return }
    law(!a.isOlder(than: a), "a version is older than itself")
    law(!(a.isOlder(than: b) && b.isOlder(than: a)), "two versions are older than each other")
  },
  FuzzTarget(
    "Vendor",
    texts: [
      "module a.org/b\ngo 1.23\nrequire b.org/c v1.0.0\nreplace b.org/c => ../c\n\0"
        + "# b.org/c v1.0.0 => ../c\n## explicit; go 1.17\nb.org/c/d\n# b.org/c => ../c\n\0"
        + "b.org/c v1.0.0 h1:AAAA=\n\0b.org/c/d/e.go\nmodules.txt\nx/y"
    ]
  ) { input in
    let parts = input.parts(4)
    _ = checkVendor(
      VendorTree(
        goMod: parts[0].bytes, modulesTxt: parts[1].bytes, goSum: parts[2].bytes,
        files: try parts[3].text.split(separator: "\n").map(String.init)))
  },
]
