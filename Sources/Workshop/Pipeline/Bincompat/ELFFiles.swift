internal import Audit
internal import Bytes
internal import Diagnostics
internal import Workspace

/// Looks at every ELF file below a directory, in the order of their names.
///
/// Symbolic links are not followed, so there are no circles; what is not a regular file is passed
/// over. `body` is given the path below the directory.
func forEachELFFile(
  below directory: String, _ body: (InputFile, String) throws -> Void
) throws {
  var pending = [""]
  while let folder = pending.popLast() {
    let place = folder.isEmpty ? directory : "\(directory)/\(folder)"
    var folders: [String] = []
    for name in try directoryNames(place).sorted() {
      let path = folder.isEmpty ? name : "\(folder)/\(name)"
      switch try FileFacts.of("\(place)/\(name)", followingLinks: false)?.kind {
      case .directory: folders.append(path)
      case .file:
        let file = try InputFile("\(place)/\(name)")
        if try file.bytes(in: 0..<min(4, file.count)) == elfMagic { try body(file, path) }
      default: break
      }
    }
    pending += folders.reversed()
  }
}

/// Looks at every ELF file of a package, each held in memory by itself.
///
/// `body` is given the path, the contents and their SHA-256.
func forEachELFFile(
  inPackage file: InputFile, _ kind: PackageAudit.Kind,
  _ body: (String, [UInt8], [UInt8]) throws -> Void
) throws {
  var capture: ELFCapture?
  try readFiles(ofPackage: file, name: file.path, kind) { path in
    capture = ELFCapture(name: "\(file.path): \(path)")
    return capture
  } _: { path, digest in
    guard let bytes = capture?.take() else { return }
    try body(path, bytes, digest)
  }
}

private let elfMagic: [UInt8] = [0x7f, 0x45, 0x4c, 0x46]

/// Keeps the contents of an ELF file, and forgets any other as soon as that shows.
private final class ELFCapture: ByteSink {
  /// No library is larger; what claims to be is a decompression bomb.
  private static let limit = 2 << 30

  private let name: String
  private var bytes: [UInt8] = []
  private(set) var count = 0

  init(name: String) { self.name = name }

  func append(_ more: UnsafeRawBufferPointer) throws(SinkFailure) {
    count += more.count
    if bytes.count < 4 {
      unsafe bytes.append(contentsOf: more.prefix(4 - bytes.count))
      guard elfMagic.starts(with: bytes) else { return }
      unsafe bytes.append(contentsOf: more.dropFirst(bytes.count - (count - more.count)))
    } else if elfMagic.elementsEqual(bytes.prefix(4)) {
      guard count <= Self.limit else {
        throw SinkFailure(name: name, reason: "it has more than \(Self.limit) bytes")
      }
      unsafe bytes.append(contentsOf: more)
    }
  }

  func reserve(_ length: Int) throws(SinkFailure) {
    throw SinkFailure(name: name, reason: "an archive's member has no gaps")
  }

  func overwrite(_ bytes: [UInt8], at offset: Int) throws(SinkFailure) {
    throw SinkFailure(name: name, reason: "an archive's member is read once")
  }

  /// The contents; `nil` when it is no ELF file.
  func take() -> [UInt8]? {
    defer { bytes = [] }
    return bytes.starts(with: elfMagic) ? bytes : nil
  }
}
