internal import Cryptography
internal import Diagnostics
internal import Stages
internal import Trust
internal import Workspace

/// A key file's bytes, and what speaks against using it: where it lies, and who can get at it.
struct SafeKeyFile {
  let file: InputFile
  let bytes: SecretBytes
  /// Errors, or warnings where the user insists.
  private(set) var problems: [Diagnostic]

  /// Reads the file; `sources` is the folder of the sources the key would be published with.
  init(
    _ path: String, access: KeyAccess, sources: String? = nil, at location: SpecLocation? = nil
  ) throws(Diagnostic) {
    file = try InputFile(path, at: location)
    bytes = try readSecret(file)
    problems = try keyFileProblems(file, sources: sources)
    for index in problems.indices {
      problems[index].location = location
      problems[index].hint = problems[index].hint.map {
        "\($0); --insecure-key-permissions overrides this"
      }
      if access.allowsInsecureFiles { problems[index].severity = .warning }
    }
  }

  /// Whether it is a key file that is no OpenPGP: PEM, or DER.
  var isForeign: Bool {
    bytes.count > 0 && bytes.span[0] == 0x30 || bytes.isPEM
  }

  /// Throws what keeps the file from being used; returns warnings.
  func requireSafe() throws(Diagnostic) -> [Diagnostic] {
    if let first = problems.first(where: { $0.severity == .error }) { throw first }
    return problems
  }

  /// Throws what keeps an OpenPGP key file from being used; returns warnings.
  ///
  /// An example key is no secret, wherever it lies.
  func requireSafeOpenPGP() throws(Diagnostic) -> [Diagnostic] {
    try SigningKey.isExample(file: bytes, name: file.path) ? [] : try requireSafe()
  }
}

/// What speaks against keeping a key in a file: who can get at it, and where it lies.
///
/// `sources` is the folder of the sources the key would be published with.
func keyFileProblems(
  _ file: InputFile, sources: String? = nil
) throws(Diagnostic) -> [Diagnostic] {
  func problem(_ code: String, _ what: String, _ hint: String) -> Diagnostic {
    Diagnostic(code, "key file '\(file.path)' \(what)", hint: hint, exit: .notPermitted)
  }
  var problems: [Diagnostic] = []
  if file.facts.permissions & 0o077 != 0 {
    problems.append(
      problem("key.file-open", "may be read or changed by others", "chmod 600 \(file.path)"))
  }
  if let link = try FileFacts.of(file.path, followingLinks: false), link.kind == .symlink,
    !link.isTrustworthyOwner || !file.facts.isTrustworthyOwner
  {
    problems.append(
      problem(
        "key.file-owner", "is reached by a symbolic link, and somebody else owns one of the two",
        "name the file itself, and own it"))
  }
  if let sources, try realPath(file.path).hasPrefix(sources == "/" ? "/" : "\(sources)/") {
    problems.append(
      problem(
        "key.in-source-tree", "lies among the recipe's sources, in '\(sources)'",
        "keep it elsewhere, where it is not committed or copied with them"))
  }
  return problems
}

/// The folder of a recipe's sources: the work tree of git's it lies in, else its own folder.
func sourceFolder(ofRecipe path: String) throws(Diagnostic) -> String {
  let slash = path.lastIndex(of: "/")
  let own = try realPath(slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".")
  var folder = own
  while folder != "/" {
    if try FileFacts.of("\(folder)/.git") != nil { return folder }
    guard let slash = folder.lastIndex(of: "/") else { break }
    folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
  }
  return own
}

/// Refuses to build a package that ships the key it is signed with.
func requireKeysAreNotShipped(
  _ keys: [InputFile], in packages: [PreparedPackage]
) throws(Diagnostic) {
  for entry in packages.flatMap(\.entries) {
    for case .source(let source, _) in entry.content?.segments ?? [] {
      guard let file = source as? InputFile, let key = keys.first(where: { $0.isSame(as: file) })
      else { continue }
      throw Diagnostic(
        "key.in-package", "the package would ship the secret key '\(key.path)' as '\(entry.path)'",
        at: entry.location, hint: "take it out of the contents", exit: .notPermitted)
    }
  }
}
