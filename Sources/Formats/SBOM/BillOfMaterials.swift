/// What one package contains and where it came from, in no document's format.
///
/// ``cycloneDX16()`` and ``spdx23()`` write it down. Both are functions of the value alone: the
/// order of ``files`` and of modules does not reach the bytes, nor does the machine or the hour.
public struct BillOfMaterials: Hashable, Sendable {
  /// Where the document will live, which decides what it can say.
  public enum Kind: Hashable, Sendable {
    /// Inside the package, at this absolute path; the document does not list itself, nor can it
    /// know the digest of the package.
    case embedded(path: String)
    /// Beside the finished package.
    case sidecar(Artifact)
  }

  /// The program that writes the document.
  public struct Tool: Hashable, Sendable {
    public var name: String
    public var version: String

    public init(name: String, version: String) {
      self.name = name
      self.version = version
    }
  }

  public var kind: Kind
  public var package: Package
  /// Every file of the payload; directories and links have no digest and are left out.
  public var files: [File]
  /// When the package was made, in seconds since the epoch: `SOURCE_DATE_EPOCH`, never the clock.
  public var timestamp: Int64
  public var tool: Tool

  public init(kind: Kind, package: Package, files: [File], timestamp: Int64, tool: Tool) {
    self.kind = kind
    self.package = package
    self.files = files
    self.timestamp = timestamp
    self.tool = tool
  }
}

extension BillOfMaterials {
  /// A finished document.
  public struct Document: Hashable, Sendable {
    /// UTF-8 JSON that ends in a newline.
    public let bytes: [UInt8]
    /// The name-based UUID in its serial number or namespace, in lower-case text form.
    ///
    /// It is derived from the document with the nil UUID in its place, so equal content has
    /// equal names, and any other content another name.
    public let uuid: String

    /// How a CycloneDX document refers to this one: `urn:cdx:UUID/1`.
    public var bomLink: String { "urn:cdx:\(uuid)/1" }
  }
}

/// Facts that contradict each other or cannot be written down.
public enum UndescribablePackage: Error, Hashable, Sendable {
  /// Two files have the same path.
  case duplicatePath(String)
  /// The text is not a digest of the algorithm in lower-case hexadecimal.
  case malformedDigest(path: String)
  /// Two binaries hold the same module, but not with the same sum.
  case contradictorySums(module: String)
  /// The time lies outside the years 1970 to 9999.
  case unrepresentableTime(Int64)
  /// libcrypto refused; a FIPS provider may refuse SHA-1.
  case digestUnavailable(String)
  /// The JSON encoder refused.
  case unencodable(String)
}
