internal import Audit
internal import Bytes
internal import Debian
internal import Diagnostics
internal import OpenPGP
internal import RPM
internal import Recipe
internal import Trust
internal import Workspace

/// What a policy calls an artefact: a package by what its header says, a file by its name.
///
/// A Debian version is that of `Version`, an RPM's `[epoch:]version-release`. `nil` for a package
/// whose name cannot be read: no rule is for it, not even one for every name.
func policySubject(
  of file: any ByteSource, at path: String, _ kind: PackageAudit.Kind
) throws -> PolicySubject? {
  switch kind {
  case .rpm:
    do throws(RPMReadFailure) {
      let package = try RPMPackage.read(from: file)
      return .package(.rpm, package.name, "\(package.version)")
    } catch {
      if case .source(let failure) = error { throw failure }
      return nil
    }
  case .deb:
    do throws(WindowFailure<MalformedInput>) {
      let fields = try controlFields(of: try DebianPackage.read(from: file), file)
      return .package(.deb, fields["Package"], fields["Version"])
    } catch {
      if case .source(let failure) = error { throw failure }
      return nil
    }
  case .file:
    let start = try file.bytes(in: 0..<min(file.count, CleartextMessage.head.utf8.count))
    // A signature stands for the file it is of, and a message holds that file's text.
    let isMessage = start.elementsEqual(CleartextMessage.head.utf8)
    let signed = isMessage ? signedName(of: path) : try signedFile(of: path)
    return PolicySubject(kind: .file, name: baseName(signed ?? path))
  }
}

extension PolicySubject {
  fileprivate static func package(
    _ kind: TrustPolicy.Kind, _ name: String?, _ version: String?
  ) -> PolicySubject? {
    guard let name, !name.isEmpty else { return nil }
    return PolicySubject(kind: kind, name: name, version: version)
  }
}

/// The fields of a package's control file; none when its archive cannot be unpacked.
private func controlFields(
  of package: DebianPackage, _ file: any ByteSource
) throws(WindowFailure<MalformedInput>) -> [String: String] {
  do { return try debianControl(of: package, file).fields } catch let error as SourceFailure {
    throw .source(error)
  } catch {
    return [:]
  }
}
