public import Platform

/// One release, as `pkg abi targets` prints it.
public struct ReleaseRow: Encodable, Hashable, Sendable {
  public var release: String
  public var title: String
  public var aliases: [String]
  public var libc: String
  public var gcc: String?
  public var zlib: String?
  public var openssl: String?
  public var kernel: String
  public var packages: String
  public var zstd: Bool?
  /// Levels by architecture.
  public var architectures: [String: String]
  public var sources: [String: String]
  public var unverified: [String]

  public init(_ release: TargetRelease) {
    self.release = release.name
    title = release.title
    aliases = release.aliases
    libc = "\(release.cLibrary.rawValue) \(release.cLibraryVersion)"
    gcc = release.gcc?.description
    zlib = release.zlib?.description
    openssl = release.openssl?.description
    kernel = release.kernel.description
    packages = "\(release.packageManager.rawValue) \(release.packageManagerVersion)"
    let makesPackages = release.packageManager == .rpm || release.packageManager == .dpkg
    zstd = makesPackages ? release.readsZstd : nil
    architectures = Dictionary(
      release.ports.map { ($0.architecture.name, $0.level) }, uniquingKeysWith: { a, _ in a })
    sources = Dictionary(
      release.sources.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { a, _ in a })
    unverified = TargetRelease.Fact.allCases.filter(release.unverified.contains).map(\.rawValue)
  }

  /// Its names, then a fact a line; a question mark for what nobody has looked up.
  public var text: String {
    let names = ([release] + aliases).joined(separator: ", ")
    let ports = architectures.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    var rows = [("libc", libc)]
    if let gcc { rows.append(("gcc", gcc)) }
    if let zlib { rows.append(("zlib", zlib)) }
    if let openssl { rows.append(("openssl", openssl)) }
    rows += [("kernel", "Linux \(kernel)"), ("packages", packages)]
    if let zstd { rows.append(("zstd", zstd ? "yes" : "no")) }
    rows.append(("architectures", ports.joined(separator: ", ")))
    let lines = rows.map { name, value in
      let label = name + String(repeating: " ", count: max(1, 15 - name.count))
      return "  \(label)\(value)\(unverified.contains(name) ? " (?)" : "")"
    }
    return ([("\(names): \(title)")] + lines).joined(separator: "\n") + "\n"
  }
}
