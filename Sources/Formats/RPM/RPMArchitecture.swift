/// What rpm derives from an architecture's name.
///
/// Source: rpm's `rpmrc.in` (`arch_canon`) and `installplatform` (`%__isa`),
/// as of 4.18.
struct RPMArchitecture {
  var name: String
  /// `archnum` of the lead.
  var number: UInt16
  /// `%__isa`, as in `hello(x86-64)`.
  var isa: String

  private init(_ name: String, _ number: UInt16, _ isa: String) {
    self.name = name
    self.number = number
    self.isa = isa
  }

  static func named(_ name: String) -> RPMArchitecture? { all.first { $0.name == name } }

  private static let all: [RPMArchitecture] = [
    .init("x86_64", 1, "x86-64"), .init("x86_64_v2", 1, "x86-64"),
    .init("x86_64_v3", 1, "x86-64"), .init("x86_64_v4", 1, "x86-64"),
    .init("amd64", 1, "x86-64"), .init("ia32e", 1, "x86-64"),
    .init("i386", 1, "x86-32"), .init("i486", 1, "x86-32"), .init("i586", 1, "x86-32"),
    .init("i686", 1, "x86-32"), .init("athlon", 1, "x86-32"), .init("geode", 1, "x86-32"),
    .init("pentium3", 1, "x86-32"), .init("pentium4", 1, "x86-32"),
    .init("alpha", 2, "alpha-64"), .init("sparc64", 2, "sparc-64"), .init("sparc", 3, "sparc-32"),
    .init("mips", 4, "mips-32"), .init("mipsel", 4, "mips-32"),
    .init("ppc", 5, "ppc-32"), .init("m68k", 6, "m68k-32"), .init("ia64", 9, "ia-64"),
    .init("mips64", 11, "mips-64"), .init("mips64el", 11, "mips-64"),
    .init("armv5tl", 12, "armv5tl-32"), .init("armv5tel", 12, "armv5tel-32"),
    .init("armv5tejl", 12, "armv5tejl-32"), .init("armv6l", 12, "armv6l-32"),
    .init("armv6hl", 12, "armv6hl-32"), .init("armv7l", 12, "armv7l-32"),
    .init("armv7hl", 12, "armv7hl-32"), .init("armv7hnl", 12, "armv7hl-32"),
    .init("armv8l", 12, "armv8l-32"), .init("armv8hl", 12, "armv8hl-32"),
    .init("s390", 14, "s390-32"), .init("s390x", 15, "s390-64"),
    .init("ppc64", 16, "ppc-64"), .init("ppc64le", 16, "ppc-64"),
    .init("sh4", 17, "sh-32"), .init("aarch64", 19, "aarch-64"),
    .init("riscv64", 22, "riscv-64"), .init("loongarch64", 23, "loongarch64-64"),
  ]
}

extension RPMLead {
  /// `archnum` for an architecture; `nil` for `noarch` and names rpm does not know.
  public static func architectureNumber(of name: String) -> UInt16? {
    RPMArchitecture.named(name)?.number
  }
}
