internal import Archiving
public import Bytes
internal import Cryptography
public import Debian

/// The control data and the file list of a DEB, for showing.
public struct DebianContents: Sendable {
  /// The control file as it stands.
  public var control: String
  public var fields: [String: String]
  /// One line for each member of the data archive.
  public var files: [String]
}

/// Unpacks what a listing needs of a package's archives.
public func debianContents(
  of package: DebianPackage, _ source: any ByteSource
) throws -> DebianContents {
  var contents = DebianContents(control: "", fields: [:], files: [])
  _ = try walkPayload(
    of: source, in: package.control.contents, format: .gnutar, digest: .sha256,
    keeping: { installedPath($0.path) == "/control" ? 1 << 20 : 0 }
  ) { item in
    guard installedPath(item.entry.path) == "/control", let bytes = item.contents else { return }
    contents.control = String(decoding: bytes, as: UTF8.self)
    for field in try ControlFile(parsing: bytes).paragraphs.first?.fields ?? [] {
      contents.fields[field.name] = field.value
    }
  }
  _ = try walkPayload(
    of: source, in: package.data.contents, format: .gnutar, digest: .sha256
  ) { item in
    let mode = "0" + String(item.entry.permissions, radix: 8)
    var line =
      "\(mode) \(item.entry.owner):\(item.entry.group) \(item.entry.size) \(item.entry.path)"
    if case .symlink(let target) = item.entry.kind { line += " -> \(target)" }
    contents.files.append(line)
  }
  return contents
}

/// SHA-256 of a whole source, a window at a time.
public func sha256(of source: any ByteSource) throws -> [UInt8] {
  let digest = try DigestStream(.sha256)
  var scan = SourceScan()
  unsafe scan.send(0..<source.count) { unsafe try digest.update($0) }
  try scan.run(over: source)
  return try digest.current()
}
