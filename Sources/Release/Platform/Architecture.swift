/// One processor architecture, as every tool on the road spells it.
///
/// The values are those of `Data/architectures.table`, which names its sources.
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
  /// The dynamic loaders that programs linked with the GNU C library may name in `PT_INTERP`,
  /// the usual one first.
  public let glibcInterpreters: [String]
  /// The dynamic loaders that programs linked with musl may name; empty where musl is not.
  public let muslInterpreters: [String]
  /// The Go variable for processors of the architecture, such as `GOAMD64`.
  public let levelVariable: String?
  /// What ``levelVariable`` may be, in order; see ``level(_:covers:)``.
  public let levels: [String]
  /// The suffix of QEMU's user emulator, such as `aarch64` for `qemu-aarch64`.
  public let qemu: String
  /// The GNU triplets of its systems, such as `aarch64-linux-gnu`, the usual one first.
  public let triplets: [String]
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

    public init(machine: UInt16, bits: Int, isBigEndian: Bool) {
      self.machine = machine
      self.bits = bits
      self.isBigEndian = isBigEndian
    }
  }

  /// The dynamic loaders that programs for it may name in `PT_INTERP`, glibc's first.
  public var interpreters: [String] { glibcInterpreters + muslInterpreters }
}

extension Architecture {
  /// Packages without machine code: Debian's `all`, RPM's `noarch`.
  public static let independent = Architecture(
    name: "all", goArch: "", goVariant: nil, debian: "all", rpm: "noarch", machine: nil,
    glibcInterpreters: [], muslInterpreters: [], levelVariable: nil, levels: [], qemu: "",
    triplets: [], aliases: ["noarch", "any"])

  /// Every architecture a recipe may name, in a fixed order.
  public static let all =
    [independent] + DataTable(PackageResources.architectures_table).rows.map(Architecture.init)

  /// The architecture a recipe means by `text`; `nil` when there is none.
  ///
  /// Plain `arm` is no answer: whether it is 5, 6 or 7 decides who can run it.
  public static func named(_ text: String) -> Architecture? {
    all.first { $0.name == text } ?? all.first { $0.aliases.contains(text) }
  }

  /// Whether a processor of `level` runs programs for `other`; `nil` when either is unknown.
  ///
  /// Of 32-bit ARM `other` is a `GOARM`: each level is an architecture of its own.
  public func level(_ level: String, covers other: String) -> Bool? {
    if let variant = goVariant, let have = Int(variant.value) {
      return Int(other).map { $0 <= have }
    }
    guard let have = levels.firstIndex(of: level), let need = levels.firstIndex(of: other) else {
      return nil
    }
    // Of arm64's, v9.0 is v8.5 with more: two lines of descent, each in order.
    if level.hasPrefix("v9."), other.hasPrefix("v8."),
      let minor = Int(level.dropFirst(3)), let needed = Int(other.dropFirst(3))
    {
      return needed <= minor + 5
    }
    return need <= have
  }

  private init(_ row: DataTable.Row) {
    let variant = row["variant"]?.split(separator: "=").map(String.init)
    self.init(
      name: row.text("name"), goArch: row.text("go"),
      goVariant: variant.map { GoVariant(variable: $0[0], value: $0[1]) },
      debian: row.text("deb"), rpm: row.text("rpm"),
      machine: MachineIdentity(
        machine: row.number("machine"), bits: row.number("bits"),
        isBigEndian: row.text("order") == "big"),
      glibcInterpreters: row.words("glibc"), muslInterpreters: row.words("musl"),
      levelVariable: row["variable"], levels: row.words("levels"), qemu: row.text("qemu"),
      triplets: row.words("triplets"), aliases: row.words("aliases"))
  }
}
