extension KconfigFile {
  /// `GOARCH` of the kernel, from its options; `nil` when they name none that is known.
  ///
  /// The header cannot tell: it says `x86` as often as `x86_64`, and nothing of byte order.
  public var goArchitecture: String? {
    func isSet(_ option: String) -> Bool { self[option] == .yes }
    if isSet("X86_64") { return "amd64" }
    if isSet("X86_32") { return "386" }
    if isSet("ARM64") { return isSet("CPU_BIG_ENDIAN") ? nil : "arm64" }
    if isSet("ARM") { return isSet("CPU_BIG_ENDIAN") ? nil : "arm" }
    if isSet("PPC64") { return isSet("CPU_LITTLE_ENDIAN") ? "ppc64le" : "ppc64" }
    if isSet("S390") { return "s390x" }
    if isSet("RISCV") { return isSet("64BIT") ? "riscv64" : nil }
    if isSet("LOONGARCH") { return isSet("64BIT") ? "loong64" : nil }
    if isSet("MIPS") {
      let width = isSet("64BIT") ? "mips64" : "mips"
      return isSet("CPU_LITTLE_ENDIAN") ? "\(width)le" : width
    }
    return nil
  }

  /// The numbers ``release`` begins with, such as 6, 1 and 0; `nil` when it has none.
  public var kernelVersion: KernelVersion? { release.flatMap(KernelVersion.init(prefixOf:)) }
}

/// A kernel's version, ordered; missing parts are zero.
public struct KernelVersion: Hashable, Sendable, Comparable {
  public var major: Int
  public var minor: Int
  public var patch: Int

  /// Reads up to three numbers from the beginning of a release such as `6.1.0-18-amd64`.
  public init?(prefixOf release: String) {
    let end = release.utf8.firstIndex { !(48...57).contains($0) && $0 != UInt8(ascii: ".") }
    let numbers = release[..<(end ?? release.endIndex)].split(separator: ".").map { Int($0) }
    guard let major = numbers.first ?? nil, numbers.allSatisfy({ $0 != nil }) else { return nil }
    self.major = major
    minor = numbers.count > 1 ? numbers[1] ?? 0 : 0
    patch = numbers.count > 2 ? numbers[2] ?? 0 : 0
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
  }
}
