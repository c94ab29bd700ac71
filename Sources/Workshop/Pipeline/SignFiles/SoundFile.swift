internal import Audit
internal import Diagnostics
internal import Stages
internal import Workspace

/// Refuses a package that does not verify, or a list of digests that does not hold, before it is
/// signed as any file is.
///
/// A signature beside it vouches for the damage as one inside it does. What is named as a package
/// and begins like none is signed when it is asked for as another kind of file.
func requireSound(
  _ file: InputFile, _ kind: PackageAudit.Kind, _ form: SignatureForm
) throws {
  let audit: PackageAudit
  switch kind {
  case .rpm:
    audit = try auditRPM(
      file, name: file.path, keyring: [], at: currentTime(), depth: .contents)
  case .deb:
    audit = try auditDebian(
      file, name: file.path, keyring: [], at: currentTime(), depth: .contents)
  case .file:
    try requireSoundChecksums(file)
    let isNamedAsPackage = [".rpm", ".deb"].contains { baseName(file.path).hasSuffix($0) }
    guard form.kind == .auto, isNamedAsPackage else { return }
    throw Diagnostic(
      "sign.not-a-package", "'\(file.path)' is named as a package, and is none",
      hint: "make or fetch it anew; --kind armored signs it as any other file", exit: .notPermitted)
  }
  if let first = audit.damage.first { throw Diagnostic.unsound(file.path, first.message) }
}

extension PackageAudit {
  /// What is wrong with the package itself; signatures by others say nothing about that.
  var damage: [Diagnostic] {
    findings.filter { $0.severity == .error && !$0.code.hasPrefix("signature.") }
  }
}
