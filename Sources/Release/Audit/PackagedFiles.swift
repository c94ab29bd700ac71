internal import Archiving
public import Bytes
internal import Cryptography
internal import Debian
internal import Diagnostics
internal import RPM

/// Hands out the regular files of a package one after the other; nothing is unpacked to disk.
///
/// `sink` is asked for each of them, by the path it would be installed at without the first
/// slash, and may decline; `body` is then told the SHA-256 of the contents. A path that leaves
/// the root, and an archive that does not unpack, throw a `Diagnostic`; an unreadable source
/// its own error.
public func readFiles(
  ofPackage source: any ByteSource, name: String, _ kind: PackageAudit.Kind,
  into sink: (String) throws -> (any ByteSink)?, _ body: (String, [UInt8]) throws -> Void
) throws {
  let range: Range<Int>
  switch kind {
  case .rpm:
    do throws(RPMReadFailure) { range = try RPMPackage.read(from: source).payloadRange } catch {
      throw error.diagnostic
    }
  case .deb:
    do throws(WindowFailure<MalformedInput>) {
      range = try DebianPackage.read(from: source).data.contents
    } catch {
      guard case .body(let fault) = error else { throw error }
      throw Diagnostic(
        "debian.malformed", "'\(name)' is not a sound Debian package: \(fault)",
        hint: "fetch or build the package anew")
    }
  case .file: preconditionFailure("a plain file has no files inside")
  }
  func installed(_ member: String) throws(Diagnostic) -> String {
    guard let path = installedPath(member) else {
      throw Diagnostic(
        "verify.hostile-path", "'\(member)' in '\(name)' leaves the package's root",
        hint: "do not use the package")
    }
    return String(path.dropFirst())
  }
  try unpacking(name) {
    _ = try walkPayload(
      of: source, in: range, format: kind == .rpm ? .newc : .gnutar, digest: .sha256,
      into: { entry in entry.kind == .file ? try sink(try installed(entry.path)) : nil },
      { item in
        let path = try installed(item.entry.path)
        if item.entry.kind == .file { try body(path, item.digest) }
      })
  }
}
