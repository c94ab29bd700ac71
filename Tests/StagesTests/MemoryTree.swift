import Bytes
import Diagnostics
import Recipe
import Testing

@testable import Stages

/// A tree of sources that exists nowhere.
struct MemoryTree: SourceTree {
  enum Node: Sendable {
    case file([UInt8], executable: Bool)
    case directory
    case link(String)
    case pipe
  }

  var nodes: [String: Node]

  /// Paths and what they are; the directories above each are there too.
  init(_ nodes: [String: Node]) {
    self.nodes = nodes
    for path in nodes.keys {
      for parent in Stages.parents(of: "/" + path) where nodes[String(parent.dropFirst())] == nil {
        self.nodes[String(parent.dropFirst())] = .directory
      }
    }
  }

  static func file(_ text: String) -> Node { .file(Array(text.utf8), executable: false) }

  private func clean(_ path: String) -> String {
    path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
  }

  /// What is at a path, following the links above it.
  private func node(_ path: String) -> Node? {
    if path == "." { return .directory }
    if let node = nodes[clean(path)] { return node }
    let parts = clean(path).split(separator: "/")
    guard let last = parts.last, parts.count > 1,
      let above = resolved(parts.dropLast().joined(separator: "/")), above.path != path
    else { return nil }
    return nodes["\(above.path)/\(last)"]
  }

  private func resolved(_ path: String) -> (path: String, node: Node)? {
    var path = clean(path)
    for _ in 0..<10 {
      guard let node = node(path) else { return nil }
      guard case .link(let target) = node else { return (path, node) }
      let parent = path.split(separator: "/").dropLast().joined(separator: "/")
      path = parent.isEmpty ? target : "\(parent)/\(target)"
    }
    return nil
  }

  func facts(of path: String) throws(Diagnostic) -> SourceFacts? { node(path).map(facts) }

  func resolvedFacts(of path: String) throws(Diagnostic) -> SourceFacts? {
    resolved(path).map { facts($0.node) }
  }

  private func facts(_ node: Node) -> SourceFacts {
    switch node {
    case .file(_, let executable):
      SourceFacts(kind: .file, permissions: executable ? 0o700 : 0o600)
    case .directory: SourceFacts(kind: .directory, permissions: 0o700)
    case .link: SourceFacts(kind: .symlink, permissions: 0o777)
    case .pipe: SourceFacts(kind: .other, permissions: 0o600)
    }
  }

  func names(in directory: String) throws(Diagnostic) -> [String] {
    let place = resolved(directory)?.path ?? directory
    let prefix = place == "." ? "" : place + "/"
    return nodes.keys.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
      .filter { !$0.isEmpty && !$0.contains("/") }.map(String.init).sorted()
  }

  func linkTarget(of path: String) throws(Diagnostic) -> String {
    if case .link(let target)? = node(path) { return target }
    throw Diagnostic("test.no-link", path)
  }

  func open(_ path: String, at location: SpecLocation?) throws(Diagnostic) -> any ByteSource {
    if case .file(let bytes, _)? = resolved(path)?.node { return ArraySource(bytes) }
    throw Diagnostic("input.missing", "'\(path)' does not exist", at: location)
  }
}
