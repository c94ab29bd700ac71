public import Bytes
public import Diagnostics

/// The `conffiles` file of a package: files whose local changes dpkg keeps.
///
/// - SeeAlso: deb-conffiles(5); `src/deb/build.c`, `check_conffiles`.
public struct Conffiles: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    /// Absolute.
    public var path: String
    /// The file is not in the package, and removed from systems that still have it; needs dpkg
    /// 1.20.6.
    public var removeOnUpgrade: Bool

    public init(_ path: String, removeOnUpgrade: Bool = false) {
      self.path = path
      self.removeOnUpgrade = removeOnUpgrade
    }
  }

  /// In the order of the file.
  public var entries: [Entry]

  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// Reads all that is left.
  ///
  /// - Throws: `MalformedInput` at the line to blame: each is an absolute path, perhaps after
  ///   `remove-on-upgrade` and a space, and ends in a newline.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    entries = []
    for line in try controlLines(&reader, field: "conffiles") {
      guard var text = String(validating: line.bytes, as: UTF8.self) else {
        throw MalformedInput(.invalidValue, at: line.offset, field: "conffiles")
      }
      let isRemoval = text.utf8.starts(with: Self.removal.utf8)
      if isRemoval { text = String(Substring(text.utf8.dropFirst(Self.removal.utf8.count))) }
      guard text.utf8.first == slash else {
        throw MalformedInput(.invalidValue, at: line.offset, field: "conffiles")
      }
      entries.append(Entry(text, removeOnUpgrade: isRemoval))
    }
  }

  /// Reads the bytes of a file.
  public init(parsing bytes: [UInt8]) throws(MalformedInput) {
    var reader = unsafe ByteReader(bytes.span.bytes)
    try self.init(parsing: &reader)
  }

  /// One line for each entry.
  public func serialized() -> [UInt8] {
    entries.flatMap { Array("\($0.removeOnUpgrade ? Self.removal : "")\($0.path)\n".utf8) }
  }

  private static let removal = "remove-on-upgrade "

  /// What dpkg-deb would refuse, warn of or misread.
  ///
  /// `files` are the paths of all regular files; while they are `nil`, what is in the package is
  /// not asked.
  public func check(against files: [String]?) -> [Diagnostic] {
    let present = files.map { Set($0.map { Array(relativePath($0).utf8) }) }
    var seen: Set<[UInt8]> = []
    var problems: [Diagnostic] = []
    for entry in entries {
      let bytes = Array(entry.path.utf8)
      guard Self.isLegal(bytes) else {
        problems.append(
          Diagnostic(
            "debian.bad-conffile", "'\(entry.path)' cannot be a conffile",
            hint: "give an absolute path of at most 900 bytes without control characters, "
              + "blanks at its end, or a slash there"))
        continue
      }
      if !seen.insert(bytes).inserted {
        problems.append(
          Diagnostic("debian.duplicate-conffile", "'\(entry.path)' is a conffile twice"))
      }
      if let present {
        problems += entry.check(isPresent: present.contains(Array(relativePath(entry.path).utf8)))
      }
    }
    return problems
  }

  private static func isLegal(_ path: [UInt8]) -> Bool {
    // dpkg-deb reads lines of at most 1000 bytes, the flag and newline among them.
    guard path.first == slash, let last = path.last, last != slash, last != space else {
      return false
    }
    return path.count <= 900 && !path.contains { $0 < 0x20 || $0 == 0x7f }
  }
}

extension Conffiles.Entry {
  fileprivate func check(isPresent: Bool) -> [Diagnostic] {
    guard isPresent == removeOnUpgrade else { return [] }
    let what = isPresent ? "is in the package and to be removed by it" : "is not in the package"
    return [Diagnostic("debian.missing-conffile", "conffile '\(path)' \(what)")]
  }
}
