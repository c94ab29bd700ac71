/// A release of a distribution that packages are made for: what runs and installs on it.
public struct TargetRelease: Hashable, Sendable {
  /// A C library, and what it is called.
  public enum CLibrary: String, Hashable, Sendable, CaseIterable {
    case glibc, musl
  }

  /// What installs packages, and in which format.
  public enum PackageManager: String, Hashable, Sendable, CaseIterable {
    case rpm, dpkg, apk, opkg
  }

  /// One architecture the release is made for.
  public struct Port: Hashable, Sendable {
    public var architecture: Architecture
    /// One of the architecture's levels: what every processor can do that the release runs on.
    public var level: String
    /// The dynamic loaders it has.
    public var interpreters: [String]

    public init(architecture: Architecture, level: String, interpreters: [String]) {
      self.architecture = architecture
      self.level = level
      self.interpreters = interpreters
    }
  }

  /// What a row can be unsure of; the name is the key's.
  public enum Fact: String, Hashable, Sendable, CaseIterable {
    case libc, gcc, zlib, openssl, kernel, packages, zstd, architectures
  }

  /// How recipes name it, such as `el8`.
  public var name: String
  /// As its makers call it.
  public var title: String
  /// Other names for it.
  public var aliases: [String]
  public var cLibrary: CLibrary
  public var cLibraryVersion: DottedVersion
  /// Symbol versions its C library has beyond those of ``cLibraryVersion``.
  public var symbolVersions: [String]
  /// The release of GCC that its libstdc++ and libgcc_s are of; `nil` when the table does not say.
  public var gcc: DottedVersion?
  /// The zlib whose symbol versions its libz has; `nil` when the table does not say.
  public var zlib: DottedVersion?
  /// The OpenSSL of its libcrypto and libssl, the first it was released with; `nil` when the table
  /// does not say.
  public var openssl: OpenSSLVersion?
  /// Libraries every installation has beyond the C library's own.
  public var libraries: [String]
  /// The kernel it was released with; a container runs on its host's.
  public var kernel: DottedVersion
  public var packageManager: PackageManager
  public var packageManagerVersion: DottedVersion
  /// Whether ``packageManager`` installs packages compressed with zstd.
  public var readsZstd: Bool
  public var ports: [Port]
  /// Where each fact is from.
  public var sources: [Fact: String]
  /// The facts that nobody has looked up.
  public var unverified: Set<Fact>

  public init(
    name: String, title: String, aliases: [String] = [], cLibrary: CLibrary,
    cLibraryVersion: DottedVersion, symbolVersions: [String] = [], gcc: DottedVersion? = nil,
    zlib: DottedVersion? = nil, openssl: OpenSSLVersion? = nil, libraries: [String] = [],
    kernel: DottedVersion, packageManager: PackageManager, packageManagerVersion: DottedVersion,
    readsZstd: Bool, ports: [Port], sources: [Fact: String] = [:], unverified: Set<Fact> = []
  ) {
    self.name = name
    self.title = title
    self.aliases = aliases
    self.cLibrary = cLibrary
    self.cLibraryVersion = cLibraryVersion
    self.symbolVersions = symbolVersions
    self.gcc = gcc
    self.zlib = zlib
    self.openssl = openssl
    self.libraries = libraries
    self.kernel = kernel
    self.packageManager = packageManager
    self.packageManagerVersion = packageManagerVersion
    self.readsZstd = readsZstd
    self.ports = ports
    self.sources = sources
    self.unverified = unverified
  }
}

extension TargetRelease {
  /// Whether a library needed as `name` is on every installation.
  public func hasLibrary(_ name: String) -> Bool {
    if libraries.contains(name) { return true }
    switch cLibrary {
    case .glibc:
      return Self.glibcLibraries.contains(name)
        || ports.contains { port in
          port.interpreters.contains { $0.hasSuffix("/" + name) }
        }
    case .musl:
      // Its loader answers to these names itself: musl's `ldso/dynlink.c`, `load_library`.
      guard name.hasPrefix("lib") else { return false }
      return Self.muslNames.contains { name.dropFirst(3).hasPrefix($0) }
    }
  }

  /// Whether its C library defines the symbol version `name` on `architecture`.
  public func hasSymbolVersion(_ name: String, for architecture: Architecture) -> Bool {
    symbolVersions.contains(name)
      || GLibCVersions.has(name, in: cLibraryVersion, for: architecture)
  }

  /// What the packages of glibc and of libgcc_s install, without what few systems still have.
  ///
  /// - SeeAlso: `dpkg -L libc6 libgcc-s1`; `glibc.spec` of Fedora.
  private static let glibcLibraries: Set = [
    "libBrokenLocale.so.1", "libanl.so.1", "libc.so.6", "libc_malloc_debug.so.0", "libdl.so.2",
    "libgcc_s.so.1", "libm.so.6", "libmvec.so.1", "libpthread.so.0", "libresolv.so.2",
    "librt.so.1", "libthread_db.so.1", "libutil.so.1",
  ]

  private static let muslNames = ["c.", "pthread.", "rt.", "m.", "dl.", "util.", "xnet."]
}
