/// What a binary package says of itself, before its files.
///
/// Text is stored as it stands, but for white space at the end of
/// ``description``, script bodies and changelog texts, which rpmbuild drops too.
public struct RPMMetadata: Hashable, Sendable {
  public var name: String
  public var version: String
  public var release: String
  public var epoch: UInt32?
  /// One line.
  public var summary: String
  public var description: String
  public var license: String
  /// `Unspecified` when nobody says, as rpmbuild writes.
  public var group = "Unspecified"
  public var url = ""
  public var vendor = ""
  public var packager = ""
  public var distribution = ""
  /// rpm's name, such as `x86_64` or `noarch`.
  public var architecture: String
  public var os = "linux"
  /// `%_target_platform`; `nil` stands for `ARCH-unknown-OS`.
  public var platform: String?
  /// Seconds since the epoch.
  public var buildTime: UInt32
  /// A constant unless given: a build must not tell where it ran.
  public var buildHost = "localhost"
  /// The source package's file name; `nil` stands for `NAME-VERSION-RELEASE.src.rpm`.
  ///
  /// Never absent from the header, for without it rpm takes a package for a source package.
  public var sourcePackage: String?
  /// The version of rpm whose conventions the header follows.
  public var rpmVersion = "4.18.0"
  /// Directories the package may be relocated from.
  public var prefixes: [String] = []
  /// Newest first.
  public var changelog: [RPMChangelogEntry] = []
  public var dependencies: [RPMDependency] = []
  /// At most one of each kind.
  public var scripts: [RPMScript] = []
  public var compression: RPMPayloadCompression
  /// More tags of the main header; those this library writes itself are refused.
  public var additionalTags: [RPMTag: RPMValue] = [:]

  public init(
    name: String, version: String, release: String, epoch: UInt32? = nil, summary: String,
    description: String, license: String, architecture: String, buildTime: UInt32,
    compression: RPMPayloadCompression
  ) {
    self.name = name
    self.version = version
    self.release = release
    self.epoch = epoch
    self.summary = summary
    self.description = description
    self.license = license
    self.architecture = architecture
    self.buildTime = buildTime
    self.compression = compression
  }

  /// The package's own epoch, version and release.
  public var evr: RPMVersion { RPMVersion(epoch: epoch, version: version, release: release) }

  /// `name-version-release.arch.rpm`, where a package is expected to lie.
  public var fileName: String { "\(name)-\(version)-\(release).\(architecture).rpm" }
}

/// One entry of `%changelog`.
public struct RPMChangelogEntry: Hashable, Sendable {
  /// Seconds since the epoch; rpmbuild takes noon, UTC.
  public var time: UInt32
  /// `Name <address> - version-release`.
  public var author: String
  /// The lines below, such as `- fix this`.
  public var text: String

  public init(time: UInt32, author: String, text: String) {
    self.time = time
    self.author = author
    self.text = text
  }
}

/// How the payload is compressed, as the header tells it.
public struct RPMPayloadCompression: Hashable, Sendable {
  /// `gzip`, `bzip2`, `xz`, `lzma` or `zstd`; `nil` for a plain archive.
  public var compressor: String?
  /// rpm's `w` flags: the level and, for multi-threaded compression, `T` and a number.
  public var flags: String

  public init(compressor: String?, flags: String) {
    self.compressor = compressor
    self.flags = flags
  }

  /// `w.ufdio`: no compressor is named and the flags are empty.
  public static let none = RPMPayloadCompression(compressor: nil, flags: "")
}

/// What is known of a payload once it is written.
public struct RPMPayloadFacts: Hashable, Sendable {
  /// Of the payload as it lies in the file.
  public var compressedSHA256: [UInt8]
  /// Of the archive inside.
  public var uncompressedSHA256: [UInt8]

  /// - Precondition: both digests have 32 bytes.
  public init(compressedSHA256: [UInt8], uncompressedSHA256: [UInt8]) {
    precondition(
      compressedSHA256.count == 32 && uncompressedSHA256.count == 32, "SHA-256 has 32 bytes")
    self.compressedSHA256 = compressedSHA256
    self.uncompressedSHA256 = uncompressedSHA256
  }

  /// Zeros, to find out how long a header will be.
  public static let unknown = RPMPayloadFacts(
    compressedSHA256: [UInt8](repeating: 0, count: 32),
    uncompressedSHA256: [UInt8](repeating: 0, count: 32))
}
