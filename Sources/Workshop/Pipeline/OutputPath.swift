internal import Diagnostics
internal import Workspace

/// The directory and the name of a file to write.
func splitPath(_ path: String) -> (directory: String, name: String) {
  guard let slash = path.lastIndex(of: "/") else { return (".", path) }
  let directory = slash == path.startIndex ? "/" : String(path[..<slash])
  return (directory, String(path[path.index(after: slash)...]))
}

/// Refuses to write over one of a command's own inputs, by whatever path or name it goes.
///
/// An input that is not there is for its reader to tell.
///
/// - Throws: `Diagnostic` `output.is-input`.
func requireOther(_ outputs: [String], than inputs: [String]) throws(Diagnostic) {
  var existing: [(path: String, facts: FileFacts)] = []
  for output in outputs {
    if let facts = try FileFacts.of(output) { existing.append((output, facts)) }
  }
  guard !existing.isEmpty else { return }
  for input in inputs {
    guard let facts = try FileFacts.of(input),
      let output = existing.first(where: { $0.facts.isSameFile(as: facts) })
    else { continue }
    throw Diagnostic(
      "output.is-input",
      output.path == input
        ? "'\(input)' would be written over, and is read"
        : "'\(output.path)' would be written over '\(input)', which is read",
      hint: "choose another output", exit: .usage)
  }
}

/// ``requireOther(_:than:)-([String],_)`` for one output.
func requireOther(_ output: String, than inputs: [String]) throws(Diagnostic) {
  try requireOther([output], than: inputs)
}
