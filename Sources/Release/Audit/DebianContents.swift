internal import Archiving
public import Bytes
internal import Cryptography
public import Debian

/// The control file of a DEB.
public struct DebianControl: Sendable {
  /// As it stands; empty when the package has none.
  public var text = ""
  public var fields: [String: String] = [:]
}

/// Unpacks a package's control archive, and leaves the data archive alone.
public func debianControl(
  of package: DebianPackage, _ source: any ByteSource
) throws -> DebianControl {
  var control = DebianControl()
  _ = try walkPayload(
    of: source, in: package.control.contents, format: .gnutar, digest: .sha256,
    keeping: { installedPath($0.path) == "/control" ? 1 << 20 : 0 }
  ) { item in
    guard installedPath(item.entry.path) == "/control", let bytes = item.contents else { return }
    control.text = String(decoding: bytes, as: UTF8.self)
    for field in try ControlFile(parsing: bytes).paragraphs.first?.fields ?? [] {
      control.fields[field.name] = field.value
    }
  }
  return control
}

/// Lists a package's data archive, one line for each member.
public func debianFiles(
  of package: DebianPackage, _ source: any ByteSource
) throws -> [String] {
  var files: [String] = []
  _ = try walkPayload(
    of: source, in: package.data.contents, format: .gnutar, digest: .sha256
  ) { item in
    let mode = "0" + String(item.entry.permissions, radix: 8)
    var line =
      "\(mode) \(item.entry.owner):\(item.entry.group) \(item.entry.size) \(item.entry.path)"
    if case .symlink(let target) = item.entry.kind { line += " -> \(target)" }
    files.append(line)
  }
  return files
}

/// SHA-256 of a whole source, a window at a time.
public func sha256(of source: any ByteSource) throws -> [UInt8] {
  let digest = try DigestStream(.sha256)
  var scan = SourceScan()
  unsafe scan.send(0..<source.count) { unsafe try digest.update($0) }
  try scan.run(over: source)
  return try digest.current()
}
