internal import Audit
internal import Bytes
internal import Debian
internal import Diagnostics
internal import RPM
internal import Recipe
internal import Trust

/// What a policy calls an artefact: a package by what its header says, a file by its name.
///
/// A Debian version is that of `Version`, an RPM's `[epoch:]version-release`. What cannot be read
/// is no subject of any rule: it has an empty name.
func policySubject(
  of file: any ByteSource, at path: String, _ kind: PackageAudit.Kind
) throws -> PolicySubject {
  switch kind {
  case .rpm:
    do throws(RPMReadFailure) {
      let package = try RPMPackage.read(from: file)
      return PolicySubject(kind: .rpm, name: package.name, version: "\(package.version)")
    } catch {
      if case .source(let failure) = error { throw failure }
      return PolicySubject(kind: .rpm, name: "")
    }
  case .deb:
    do throws(WindowFailure<MalformedInput>) {
      let fields = try controlFields(of: try DebianPackage.read(from: file), file)
      return PolicySubject(
        kind: .deb, name: fields["Package"] ?? "", version: fields["Version"])
    } catch {
      if case .source(let failure) = error { throw failure }
      return PolicySubject(kind: .deb, name: "")
    }
  case .file:
    // A signature stands for the file it is of.
    let name = path.hasSuffix(".asc") ? String(path.dropLast(4)) : path
    return PolicySubject(
      kind: .file, name: name.split(separator: "/").last.map(String.init) ?? name)
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
