import Bytes
import ELF
import TestSupport
import Testing

/// What GNU `strip` makes of what GNU ld and lld link, and of what GNU as assembles: every byte.
@Suite struct GNUStripTests {
  /// A file, stripped by the tool made for its architecture.
  static func gnu(_ options: [String], _ path: String, _ tool: String = "strip") async throws
    -> [UInt8]
  {
    let output = "\(try await Programs.shared.scratch("gnu"))/out"
    try await succeed(tool, options + ["-o", output, path])
    return try contents(output)
  }

  static let flags: [[String]] = [
    [], ["-g"], ["-g3", "-gz"], ["-g", "-Wl,-z,norelro"], ["-g", "-Wl,-z,now"],
    ["-g", "-Wl,--emit-relocs"], ["-g", "-Wl,-z,execstack"], ["-g", "-Wl,--build-id=none"],
    ["-g", "-Wl,-z,separate-code"], ["-g", "-Wl,-z,noseparate-code"], ["-g", "-fuse-ld=lld"],
  ]

  /// Each architecture's compiler, and every kind of link and linker's option on this machine.
  static let linked: [TestBinary] =
    flags.map { .c(flags: $0) }
    + [CKind.noPIE, .static, .staticPIE, .shared, .musl, .muslStatic].map {
      .c(kind: $0, flags: ["-g"])
    }
    + [.c(kind: .shared, flags: ["-g", "-fuse-ld=lld"])]
    + TestArchitecture.all.filter { $0.triplet != nil && $0.name != "arm6" }.flatMap {
      architecture in
      [CKind.dynamic, .static, .shared].map { .c(arch: architecture, kind: $0, flags: ["-g"]) }
    }
    + Matrix.go.filter(\.isLinkedByC)

  @Test(arguments: linked) func equalsGNUStrip(_ binary: TestBinary) async throws {
    let path = try await binary.path()
    let tool = try #require(binary.architecture.tool("strip"))
    let bytes = try contents(path)
    let ours = try strip(bytes)
    #expect(try await ours == Self.gnu(["-s"], path, tool))
    #expect(try strip(ours) == ours)
    let unneeded = try strip(bytes, .unneeded)
    #expect(try await unneeded == Self.gnu(["--strip-unneeded"], path, tool))
    #expect(try strip(unneeded, .unneeded) == unneeded)
  }

  /// Relocations that stay keep their symbols, and those alone.
  ///
  /// On 32-bit MIPS GNU strip takes undefined symbols for global ones and moves them; ours
  /// leaves them where the linker put them.
  @Test(arguments: TestArchitecture.all.filter { $0.triplet != nil && $0.name != "arm6" })
  func keepsWhatRelocationsName(_ architecture: TestArchitecture) async throws {
    let binary = TestBinary.c(arch: architecture, flags: ["-g", "-Wl,--emit-relocs"])
    let path = try await binary.path()
    let tool = try #require(architecture.tool("strip"))
    let bytes = try contents(path)
    for (mode, option) in [(StripMode.unneeded, "--strip-unneeded"), (.debug, "-g")] {
      let ours = try strip(bytes, mode)
      let theirs = try await Self.gnu([option], path, tool)
      if ["mips", "mipsle"].contains(architecture.name) {
        let folder = try await Programs.shared.scratch("mips")
        try write(ours, to: "\(folder)/ours")
        try write(theirs, to: "\(folder)/theirs")
        #expect(try await relocations("\(folder)/ours") == relocations("\(folder)/theirs"))
        #expect(ours.count == theirs.count)
      } else {
        #expect(ours == theirs)
      }
      #expect(try strip(ours, mode) == ours)
    }
    let names = try parse(try strip(bytes, .unneeded)).sectionHeaders.map(\.name)
    #expect(
      names.contains(".symtab")
        && names.contains { $0.hasSuffix("el.text") || $0.hasSuffix("ela.text") })
    #expect(!names.contains { $0.hasSuffix(".debug_info") })
  }

  /// Every relocation with the name of its symbol, without the number.
  private func relocations(_ path: String) async throws -> [String] {
    try await succeed("readelf", ["-rW", path]).split(separator: "\n").map {
      String($0).replacing(#/^([0-9a-f]+) +[0-9a-f]+ /#) { "\($0.output.1) " }
    }
  }

  /// GNU strip leaves the section numbers of dynamic symbols as they were when sections before
  /// theirs go; ours follow, and a linter finds nothing to say.
  @Test func renumbersDynamicSymbols() async throws {
    let binary = TestBinary.c(kind: .shared, flags: ["-g", "-Wl,--emit-relocs"])
    let path = try await binary.path()
    var gnu = try await Self.gnu(["-s"], path)
    var ours = try strip(contents(path))
    let copy = "\(try await Programs.shared.scratch("dynamic"))/library"
    try write(ours, to: copy)
    let lint = try await run("eu-elflint", ["--gnu-ld", copy])
    #expect(lint.status == 0, "\(lint.output)")
    let symbols = try #require(parse(ours).section(named: ".dynsym")).fileRange
    for start in stride(from: symbols.lowerBound, to: symbols.upperBound, by: 24) {
      for field in start + 6..<start + 8 {
        gnu[field] = 0
        ours[field] = 0
      }
    }
    #expect(ours == gnu)
  }

  static let objectFlags: [[String]] = [
    ["-g"], ["-g3"], ["-O2"], ["-g", "-gz"], ["-g", "-ffunction-sections", "-fdata-sections"],
    ["-g", "-flto", "-ffat-lto-objects"],
  ]

  static let objects: [TestBinary] =
    objectFlags.map { .c(kind: .object, source: busy, flags: $0) }
    + TestArchitecture.all.filter { $0.triplet != nil && $0.name != "arm6" }.map {
      .c(arch: $0, kind: .object, source: busy, flags: ["-g", "-ffunction-sections"])
    }

  @Test(arguments: objects) func equalsGNUStripOnObjects(_ binary: TestBinary) async throws {
    let path = try await binary.path()
    let tool = try #require(binary.architecture.tool("strip"))
    let bytes = try contents(path)
    for (mode, option) in [(StripMode.unneeded, "--strip-unneeded"), (.debug, "-g")] {
      let ours = try strip(bytes, mode)
      #expect(try await ours == Self.gnu([option], path, tool), "\(option)")
      #expect(try strip(ours, mode) == ours)
    }
    #expect(throws: EditRefusal.self) { try strip(bytes, .all) }
  }

  /// Groups of sections that stand or fall together, as C++ makes them and `-g3` does.
  @Test func equalsGNUStripOnGroups() async throws {
    let folder = try await Programs.shared.scratch("groups")
    try write(Array(grouped.utf8), to: "\(folder)/grouped.cc")
    try await succeed("g++", ["-g3", "-c", "-o", "\(folder)/grouped.o", "\(folder)/grouped.cc"])
    let bytes = try contents("\(folder)/grouped.o")
    #expect(try parse(bytes).sectionHeaders.contains { $0.type == .group })
    for (mode, option) in [(StripMode.unneeded, "--strip-unneeded"), (.debug, "-g")] {
      let ours = try strip(bytes, mode)
      #expect(try await ours == Self.gnu([option], "\(folder)/grouped.o"))
      #expect(try parse(ours).sectionHeaders.contains { $0.type == .group })
      #expect(!(try parse(ours).sectionHeaders.contains { $0.name == ".debug_macro" }))
    }
  }

  /// A kernel module is a partial link with sections of its own.
  @Test(arguments: [TestArchitecture.amd64, .arm64, .arm(7), .s390x, .ppc64le, .mips64le])
  func equalsGNUStripOnModules(_ architecture: TestArchitecture) async throws {
    let folder = try await Programs.shared.scratch("module")
    let object = try await TestBinary.c(
      arch: architecture, kind: .object, source: module, flags: ["-g", "-ffreestanding"]
    ).path()
    let second = try await TestBinary.c(
      arch: architecture, kind: .object, source: "int helper(int x) { return x / 7; }\n",
      flags: ["-g"]
    ).path()
    let path = "\(folder)/sample.ko"
    let linker = try #require(architecture.tool("ld"))
    try await succeed(linker, ["-r", "--build-id", "-o", path, object, second])
    let bytes = try contents(path)
    let tool = try #require(architecture.tool("strip"))
    for (mode, option) in [(StripMode.unneeded, "--strip-unneeded"), (.debug, "-g")] {
      let ours = try strip(bytes, mode)
      #expect(try await ours == Self.gnu([option], path, tool))
      let file = try parse(ours)
      #expect(file.notes.buildID == (try parse(bytes)).notes.buildID && file.notes.buildID != nil)
      #expect(file.section(named: ".modinfo") != nil)
      #expect(file.section(named: ".gnu.linkonce.this_module") != nil)
    }
  }

  /// LLVM keeps the names of sections and symbols in one table, which stays one; GNU strip
  /// makes two, so the symbols are compared, and the objects linked.
  @Test(arguments: [[], ["-ffunction-sections"]])
  func keepsTheSymbolsThatGNUStripKeepsInLLVMObjects(_ flags: [String]) async throws {
    let folder = try await Programs.shared.scratch("llvm")
    try write(Array(Self.busy.utf8), to: "\(folder)/busy.c")
    let path = "\(folder)/busy.o"
    try await succeed("clang", ["-g", "-c", "-o", path, "\(folder)/busy.c"] + flags)
    let bytes = try contents(path)
    #expect(try parse(bytes).section(named: ".llvm_addrsig") != nil)
    for (mode, option) in [(StripMode.unneeded, "--strip-unneeded"), (.debug, "-g")] {
      let ours = "\(folder)/\(mode.rawValue).o"
      let theirs = "\(folder)/\(mode.rawValue).gnu.o"
      try write(strip(bytes, mode), to: ours)
      try write(await Self.gnu([option], path), to: theirs)
      #expect(try await succeed("nm", ["-a", ours]) == succeed("nm", ["-a", theirs]))
      #expect(try await run("eu-elflint", ["--gnu-ld", ours]).errors == "")
      #expect(try contents(ours).count <= contents(theirs).count)
      // The addresses that matter are those of the same symbols as before.
      let before = try await succeed("llvm-readelf", ["--addrsig", path])
      let after = try await succeed("llvm-readelf", ["--addrsig", ours])
      #expect(Self.addresses(after).isSubset(of: Self.addresses(before)))
      for linker in ["bfd", "lld"] {
        let program = "\(folder)/\(mode.rawValue).\(linker)"
        try await succeed("gcc", ["-fuse-ld=\(linker)", "-o", program, ours])
        #expect(try await run(program, ["one"]).output == "5\n")
      }
    }
  }

  private static func addresses(_ text: String) -> Set<Substring> {
    Set(
      text.split(separator: "\n").filter { $0.contains("Sym:") }
        .compactMap { $0.split(separator: " ").dropFirst().first })
  }

  /// gold has its own mind about `sh_info` of one section, which GNU strip changes.
  @Test func differsFromGNUStripInOneByteOfGold() async throws {
    let path = try await TestBinary.c(flags: ["-g", "-fuse-ld=gold"]).path()
    let ours = try strip(contents(path))
    let theirs = try await Self.gnu(["-s"], path)
    #expect(ours.count == theirs.count)
    #expect(zip(ours, theirs).count { $0 != $1 } <= 1)
  }

  /// Symbols and relocations of every sort, local, global, weak, common and undefined.
  static let busy = """
    #include <stdio.h>
    struct pair { int a; char b[20]; };
    static int hidden_helper(int x) { static int n; n += x; return n; }
    int weak_fn(void) __attribute__((weak));
    int table[4] = {1, 2, 3, 4};
    int common_room[8] __attribute__((common));
    static const char *names[] = {"a", "b"};
    extern int unused_elsewhere(int);
    int twice(struct pair *p) {
      return hidden_helper(p->a) + (weak_fn ? weak_fn() : 0) + names[p->a & 1][0] / 32;
    }
    int main(int argc, char **argv) {
      (void)argv;
      struct pair p = {argc, ""};
      printf("%d\\n", twice(&p) + common_room[argc]);
      return 0;
    }

    """

  private let grouped = """
    template <class T> struct Value {
      virtual ~Value() {}
      T add(T a) { static T n; n += a; return n; }
    };
    inline int thrice(int a) { return a * 3; }
    int use(int x) { Value<int> v; Value<long> w; return v.add(x) + w.add(x) + thrice(x); }

    """

  private let module = """
    static const char license[] __attribute__((section(".modinfo"), used)) = "license=GPL";
    struct module { char name[56]; int (*init)(void); } __attribute__((aligned(64)));
    extern int helper(int);
    extern int printk(const char *, ...);
    static int start(void) { return printk("%d", helper(3)); }
    struct module __this_module
      __attribute__((section(".gnu.linkonce.this_module"))) = {"sample", start};
    int init_module(void) __attribute__((alias("start")));

    """
}

extension TestBinary {
  /// Whether a C compiler's linker made it, of C or with cgo.
  var isLinkedByC: Bool {
    switch kind {
    case .c(let kind): kind != .object
    case .go(_, let kind):
      ![.exe, .pie, .fips, .cgoInternal, .cgoInternalPIE].contains(kind)
    }
  }
}
