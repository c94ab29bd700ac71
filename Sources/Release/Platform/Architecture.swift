/// One processor architecture, as every tool on the road spells it.
///
/// - SeeAlso: `go tool dist list`; `dpkg-architecture -L`; rpm's `rpmrc.in`;
///   the gABI's `e_machine` registry; `cmd/link/internal` for the interpreters.
public struct Architecture: Hashable, Sendable {
  /// How recipes name it: Go's name, with GOARM appended for 32-bit ARM (`arm7`).
  public let name: String
  /// `GOARCH`, such as `arm`; empty for ``independent``.
  public let goArch: String
  /// The Go variable that refines ``goArch`` and its value, such as `GOARM` and `7`.
  public let goVariant: GoVariant?
  /// Debian's name, such as `armhf`.
  public let debian: String
  /// RPM's name, such as `armv7hl`.
  public let rpm: String
  /// What an executable for it must say of itself; `nil` for ``independent``.
  public let machine: MachineIdentity?
  /// The dynamic loaders that programs for it may name in `PT_INTERP`, glibc's first.
  public let interpreters: [String]
  /// The suffix of QEMU's user emulator, such as `aarch64` for `qemu-aarch64`.
  public let qemu: String
  /// Other spellings recipes may use: `uname -m`'s, Debian's, RPM's.
  public let aliases: [String]

  /// A `GOARM`-like refinement of an architecture.
  public struct GoVariant: Hashable, Sendable {
    public let variable: String
    public let value: String
  }

  /// The ELF header's fields that decide which processor a file is for.
  public struct MachineIdentity: Hashable, Sendable {
    /// `e_machine`.
    public let machine: UInt16
    /// 32 or 64, from `e_ident[EI_CLASS]`.
    public let bits: Int
    public let isBigEndian: Bool
  }
}

extension Architecture {
  /// Packages without machine code: Debian's `all`, RPM's `noarch`.
  public static let independent = Architecture(
    name: "all", goArch: "", goVariant: nil, debian: "all", rpm: "noarch", machine: nil,
    interpreters: [], qemu: "", aliases: ["noarch", "any"])

  /// Every architecture a recipe may name, in a fixed order.
  public static let all: [Architecture] = [
    independent,
    entry(
      "amd64", deb: "amd64", rpm: "x86_64", 62, 64, "x86_64",
      ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1"], aliases: ["x86_64"]),
    entry(
      "386", deb: "i386", rpm: "i686", 3, 32, "i386",
      ["/lib/ld-linux.so.2", "/lib/ld-musl-i386.so.1"], aliases: ["i386", "i686", "x86"]),
    entry(
      "arm64", deb: "arm64", rpm: "aarch64", 183, 64, "aarch64",
      ["/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-aarch64.so.1"], aliases: ["aarch64"]),
    arm("5", deb: "armel", rpm: "armv5tel", soft: true, aliases: ["armel", "armv5tel"]),
    arm("6", deb: "armhf", rpm: "armv6hl", soft: false, aliases: ["armv6hl", "armv6l"]),
    arm("7", deb: "armhf", rpm: "armv7hl", soft: false, aliases: ["armhf", "armv7hl", "armv7l"]),
    entry(
      "riscv64", deb: "riscv64", rpm: "riscv64", 243, 64, "riscv64",
      ["/lib/ld-linux-riscv64-lp64d.so.1", "/lib/ld-musl-riscv64.so.1"]),
    entry(
      "ppc64le", deb: "ppc64el", rpm: "ppc64le", 21, 64, "ppc64le",
      ["/lib64/ld64.so.2", "/lib/ld-musl-powerpc64le.so.1"], aliases: ["ppc64el"]),
    entry(
      "ppc64", deb: "ppc64", rpm: "ppc64", 21, 64, "ppc64", ["/lib64/ld64.so.1"],
      bigEndian: true),
    entry(
      "s390x", deb: "s390x", rpm: "s390x", 22, 64, "s390x",
      ["/lib/ld64.so.1", "/lib/ld-musl-s390x.so.1"], bigEndian: true),
    entry(
      "loong64", deb: "loong64", rpm: "loongarch64", 258, 64, "loongarch64",
      ["/lib64/ld-linux-loongarch-lp64d.so.1", "/lib/ld-musl-loongarch64.so.1"],
      aliases: ["loongarch64"]),
    entry(
      "mips", deb: "mips", rpm: "mips", 8, 32, "mips",
      ["/lib/ld.so.1", "/lib/ld-musl-mips.so.1"], bigEndian: true),
    entry(
      "mipsle", deb: "mipsel", rpm: "mipsel", 8, 32, "mipsel",
      ["/lib/ld.so.1", "/lib/ld-musl-mipsel.so.1"], aliases: ["mipsel"]),
    entry(
      "mips64", deb: "mips64", rpm: "mips64", 8, 64, "mips64",
      ["/lib64/ld.so.1", "/lib/ld-musl-mips64.so.1"], bigEndian: true),
    entry(
      "mips64le", deb: "mips64el", rpm: "mips64el", 8, 64, "mips64el",
      ["/lib64/ld.so.1", "/lib/ld-musl-mips64el.so.1"], aliases: ["mips64el"]),
  ]

  /// The architecture a recipe means by `text`; `nil` when there is none.
  ///
  /// Plain `arm` is no answer: whether it is 5, 6 or 7 decides who can run it.
  public static func named(_ text: String) -> Architecture? {
    all.first { $0.name == text } ?? all.first { $0.aliases.contains(text) }
  }

  private static func entry(
    _ name: String, deb: String, rpm: String, _ machine: UInt16, _ bits: Int, _ qemu: String,
    _ interpreters: [String], bigEndian: Bool = false, aliases: [String] = []
  ) -> Architecture {
    Architecture(
      name: name, goArch: name, goVariant: nil, debian: deb, rpm: rpm,
      machine: MachineIdentity(machine: machine, bits: bits, isBigEndian: bigEndian),
      interpreters: interpreters, qemu: qemu, aliases: aliases)
  }

  private static func arm(
    _ level: String, deb: String, rpm: String, soft: Bool, aliases: [String]
  ) -> Architecture {
    Architecture(
      name: "arm\(level)", goArch: "arm",
      goVariant: GoVariant(variable: "GOARM", value: level), debian: deb, rpm: rpm,
      machine: MachineIdentity(machine: 40, bits: 32, isBigEndian: false),
      interpreters: soft
        ? ["/lib/ld-linux.so.3", "/lib/ld-musl-arm.so.1"]
        : ["/lib/ld-linux-armhf.so.3", "/lib/ld-linux.so.3", "/lib/ld-musl-armhf.so.1"],
      qemu: "arm", aliases: aliases)
  }
}
