public import Bytes
public import Cryptography

/// What an RPM repository signs: `repomd.xml`, the digests of its other indexes.
///
/// - SeeAlso: createrepo_c, `src/xml_dump_repomd.c`; libdnf's reading of it.
public struct RepositoryIndex: Hashable, Sendable {
  /// One listed file.
  public struct Entry: Hashable, Sendable {
    /// `type`, such as `primary`.
    public var type: String
    /// `checksum type=`, as it is written, such as `sha256`.
    public var checksumType: String
    /// In lower-case hexadecimal.
    public var digest: String
    /// `location href=`, from the directory above `repodata`.
    public var path: String

    /// The digest's algorithm, when it proves anything.
    public var algorithm: DigestAlgorithm? {
      switch checksumType {
      case "sha256": .sha256
      case "sha384": .sha384
      case "sha512": .sha512
      default: nil
      }
    }
  }

  /// In the order of the file.
  public let entries: [Entry]

  /// Reads a whole file.
  ///
  /// - Throws: `MalformedInput` for what is no such document, an entry without checksum or
  ///   location or with two, a digest that is not hexadecimal of its length, and a path that
  ///   leaves the repository.
  public init(parsing bytes: [UInt8]) throws(MalformedInput) {
    var scanner = try XMLScanner(bytes)
    var entries: [Entry] = []
    var draft = Draft()
    while let event = try scanner.next() {
      switch event {
      case .start(let name, let attributes):
        guard scanner.open.first == "repomd" else {
          throw MalformedInput(.badMagic, at: 0, field: "repomd")
        }
        if scanner.open == ["repomd", "data"] { draft = Draft(type: attributes["type"] ?? "") }
        if scanner.open.dropLast() == ["repomd", "data"] {
          try draft.begin(name, attributes, at: scanner.offset)
        }
      case .text(let text):
        if scanner.open == ["repomd", "data", "checksum"] { draft.digest += text }
      case .end(let name):
        if scanner.open + [name] == ["repomd", "data"] {
          entries.append(try draft.entry(at: scanner.offset))
        }
      }
    }
    self.entries = entries
  }

  private struct Draft {
    var type = ""
    var checksumType: String?
    var digest = ""
    var path: String?

    mutating func begin(
      _ name: String, _ attributes: [String: String], at offset: Int
    ) throws(MalformedInput) {
      switch name {
      case "checksum":
        guard checksumType == nil else {
          throw MalformedInput(.invalidValue, at: offset, field: "checksum")
        }
        checksumType = attributes["type"] ?? ""
      case "location":
        guard path == nil, attributes["xml:base"] == nil else {
          throw MalformedInput(.invalidValue, at: offset, field: "location")
        }
        path = attributes["href"] ?? ""
      default: break
      }
    }

    func entry(at offset: Int) throws(MalformedInput) -> Entry {
      guard let checksumType, let path, isContainedPath(path) else {
        throw MalformedInput(.invalidValue, at: offset, field: "data")
      }
      let entry = Entry(
        type: type, checksumType: checksumType, digest: digest.lowercased(), path: path)
      guard let bytes = Bytes.bytes(hexadecimal: digest), !bytes.isEmpty,
        entry.algorithm.map({ $0.byteCount == bytes.count }) ?? true
      else { throw MalformedInput(.invalidValue, at: offset, field: "checksum") }
      return entry
    }
  }
}
