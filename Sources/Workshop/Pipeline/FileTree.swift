internal import Bytes
internal import Diagnostics
internal import Stages
internal import Workspace

/// The file system, as the layout sees it.
struct FileTree: SourceTree {
  func facts(of path: String) throws(Diagnostic) -> SourceFacts? {
    try FileFacts.of(path, followingLinks: false).map(SourceFacts.init)
  }

  func resolvedFacts(of path: String) throws(Diagnostic) -> SourceFacts? {
    try FileFacts.of(path).map(SourceFacts.init)
  }

  func names(in directory: String) throws(Diagnostic) -> [String] { try directoryNames(directory) }

  func linkTarget(of path: String) throws(Diagnostic) -> String {
    try Workspace.linkTarget(of: path)
  }

  func open(_ path: String, at location: SpecLocation?) throws(Diagnostic) -> any ByteSource {
    try InputFile(path, at: location)
  }
}

extension SourceFacts {
  init(_ facts: FileFacts) {
    let kind: Kind =
      switch facts.kind {
      case .file: .file
      case .directory: .directory
      case .symlink: .symlink
      case .other: .other
      }
    self.init(kind: kind, permissions: facts.permissions)
  }
}
