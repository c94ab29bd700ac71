internal import Archiving
public import Bytes
internal import Cryptography
internal import Debian
internal import RPM

/// Unpacks the files of a package that its installed system would let anyone execute.
///
/// `sink` is asked once for each of them, with the path it would be installed at, and may decline.
/// Nothing but paths and bytes is taken from the archive: neither links nor owners nor modes. Call
/// it only with a package whose audit left nothing to doubt. Returns the architecture the package
/// names, in its own format's words.
public func unpackPrograms(
  of source: any ByteSource, _ kind: PackageAudit.Kind,
  into sink: (String) throws -> (any ByteSink)?
) throws -> String {
  let range: Range<Int>
  let format: ArchiveFormat
  let architecture: String
  switch kind {
  case .rpm:
    let package = try RPMPackage.read(from: source)
    (range, format) = (package.payloadRange, .newc)
    architecture = package.architecture
  case .deb:
    let package = try DebianPackage.read(from: source)
    (range, format) = (package.data.contents, .gnutar)
    architecture = try debianControl(of: package, source).fields["Architecture"] ?? ""
  case .file: preconditionFailure("a plain file has nothing to unpack")
  }
  _ = try walkPayload(
    of: source, in: range, format: format, digest: .sha256,
    into: { entry in
      guard entry.kind == .file, entry.permissions & 0o111 != 0,
        let path = installedPath(entry.path)
      else { return nil }
      return try sink(path)
    }, { _ in })
  return architecture
}
