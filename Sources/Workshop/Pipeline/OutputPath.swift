internal import Diagnostics
internal import Workspace

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

/// Whether two paths are of one name in one directory, however they are spelled; the file need not
/// be there.
func isSamePlace(_ one: String, _ other: String) throws(Diagnostic) -> Bool {
  let (one, other) = (splitPath(one), splitPath(other))
  guard one.name == other.name, let own = try FileFacts.of(one.directory),
    let others = try FileFacts.of(other.directory)
  else { return false }
  return own.isSameFile(as: others)
}

/// Refuses a path where something is already.
///
/// - Throws: `Diagnostic` `key.exists`: what is kept from being lost are keys.
func requireNew(_ path: String) throws(Diagnostic) {
  guard try FileFacts.of(path, followingLinks: false) == nil else {
    throw Diagnostic(
      "key.exists", "'\(path)' already exists", hint: "choose another --out", exit: .cannotCreate)
  }
}

/// Writes a file that must not be there yet.
func publishNew(
  _ bytes: [UInt8], at path: String, permissions: UInt16 = 0o644
) throws(Diagnostic) {
  try requireNew(path)
  try publish(bytes, at: path, permissions: permissions)
}

/// Writes a small file in one step; returns the path it has.
@discardableResult
func publish(
  _ bytes: [UInt8], at path: String, creatingDirectory: Bool = false, permissions: UInt16 = 0o644
) throws(Diagnostic) -> String {
  let (directory, name) = splitPath(path)
  let output = try StagedOutput(directory: directory, creating: creatingDirectory)
  try output.requireWritable(name)
  try output.add(bytes, named: name, permissions: permissions)
  return try output.publish().first ?? path
}
