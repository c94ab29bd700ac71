internal import Diagnostics
internal import Workspace

/// What a file's name says it is the signature of; `nil` for any other name.
func signedName(of path: String) -> String? {
  if baseName(path) == "Release.gpg" { return String(path.dropLast(".gpg".utf8.count)) }
  return FileVerifier.allSuffixes.first(where: path.hasSuffix).map {
    String(path.dropLast($0.utf8.count))
  }
}

/// The file that a signature is about by its name, when that is there.
///
/// Where nothing else lies beside it, a file stands for itself, whatever it is called.
func signedFile(of path: String) throws(Diagnostic) -> String? {
  guard let name = signedName(of: path), try FileFacts.of(name)?.kind == .file else { return nil }
  return name
}
