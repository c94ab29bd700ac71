internal import Bytes
public import Diagnostics
internal import Glibc

/// Files that appear under their names together, or not at all.
///
/// Until ``publish()`` nothing is visible. If one file cannot be put in place,
/// those already placed are taken back and what stood there before returns.
public final class StagedOutput: @unchecked Sendable {
  public let directory: String
  private var files: [Entry] = []

  private struct Entry {
    let file: OutputFile
    let name: String
    let permissions: UInt16
  }
  private let newDirectories = NewDirectories()

  /// Publishes into `directory`; makes it, and its parents, unless told not to.
  ///
  /// Directories made here go again, if they are still empty, unless something is published.
  public init(directory: String, creating: Bool = true) throws(Diagnostic) {
    var path = directory.isEmpty ? "." : directory
    while path.hasSuffix("/"), path.utf8.count > 1 { path.removeLast() }
    self.directory = path
    if creating {
      try newDirectories.make(path)
    } else if try FileFacts.of(path)?.kind != .directory {
      throw .cannotCreate(path, "there is no such directory")
    }
  }

  /// A file without a name that is never published, for data on its way.
  public func scratch(for name: String) throws(Diagnostic) -> OutputFile {
    try OutputFile(in: directory, for: name, within: newDirectories)
  }

  /// Refuses a name that something other than a file already has.
  public func requireWritable(_ name: String) throws(Diagnostic) {
    let path = "\(directory)/\(name)"
    if let facts = try FileFacts.of(path, followingLinks: false), facts.kind != .file {
      let what =
        facts.kind == .directory ? "a directory" : facts.kind == .symlink ? "a link" : "a device"
      throw Diagnostic(
        "output.in-the-way", "'\(path)' is \(what)", hint: "move it away and run again",
        exit: .cannotCreate)
    }
  }

  /// Adds a finished file to what ``publish()`` makes visible, under its own name unless told.
  public func add(_ file: OutputFile, named name: String? = nil, permissions: UInt16 = 0o644) {
    files.append(Entry(file: file, name: name ?? file.name, permissions: permissions))
  }

  /// Adds a small file at hand.
  public func add(_ bytes: [UInt8], named name: String, permissions: UInt16 = 0o644)
    throws(Diagnostic)
  {
    let file = try scratch(for: name)
    do { try file.append(bytes) } catch { throw .writeFailed(name, error.reason) }
    add(file, permissions: permissions)
  }

  /// Adds a small file of bytes that lie elsewhere.
  public func add(_ bytes: RawSpan, named name: String, permissions: UInt16)
    throws(Diagnostic)
  {
    let file = try scratch(for: name)
    var failure: SinkFailure?
    unsafe bytes.withUnsafeBytes { bytes in
      do throws(SinkFailure) { unsafe try file.append(bytes) } catch { failure = error }
    }
    if let failure { throw .writeFailed(name, failure.reason) }
    add(file, permissions: permissions)
  }

  /// Puts every file in place; returns their paths in the order they were added.
  public func publish() throws(Diagnostic) -> [String] { try Self.publish([self]) }

  /// Puts the files of several directories in place, all of them or none.
  ///
  /// In the order given: should the machine stop half way, it is the last that are missing.
  public static func publish(_ outputs: [StagedOutput]) throws(Diagnostic) -> [String] {
    for output in outputs {
      for entry in output.files { try output.requireWritable(entry.name) }
    }
    var settled: [Settled] = []
    for output in outputs { settled += try output.settled() }
    let placed = try place(settled)
    for output in outputs {
      output.syncDirectory()
      output.newDirectories.keep()
    }
    return placed
  }

  /// Puts the files of each in place, whatever becomes of the others; why not, where that fails.
  ///
  /// The directories, mostly one, are waited for once.
  static func publishEach(_ outputs: [StagedOutput]) -> [Diagnostic?] {
    let settled = outputs.map { output in
      Result { () throws(Diagnostic) -> [Settled] in
        for entry in output.files { try output.requireWritable(entry.name) }
        return try output.settled()
      }
    }
    var synced: Set<String> = []
    let placed = settled.map { settled in
      Result { () throws(Diagnostic) -> [String] in try place(try settled.get()) }
    }
    return zip(outputs, placed).map { output, placed in
      switch placed {
      case .success:
        if synced.insert(output.directory).inserted { output.syncDirectory() }
        output.newDirectories.keep()
        return nil
      case .failure(let problem): return problem
      }
    }
  }

  /// A file whose bytes are on the disk, under a name nobody looks for.
  private struct Settled {
    let output: StagedOutput
    let entry: Entry
    let hidden: String
  }

  private func settled() throws(Diagnostic) -> [Settled] {
    var settled: [Settled] = []
    for entry in files {
      let hidden = try entry.file.settle(in: directory, permissions: entry.permissions)
      settled.append(Settled(output: self, entry: entry, hidden: hidden))
    }
    return settled
  }

  /// Renames all or none; returns their paths.
  private static func place(_ settled: [Settled]) throws(Diagnostic) -> [String] {
    var placed: [Placement] = []
    do throws(Diagnostic) {
      for file in settled {
        placed.append(
          try file.output.place(
            file.hidden, as: file.entry.name, keepingOld: settled.count > 1))
        file.entry.file.wasPublished()
      }
    } catch {
      for placement in placed.reversed() { placement.undo() }
      throw error
    }
    for placement in placed { placement.forgetOld() }
    return placed.map(\.path)
  }

  private struct Placement {
    let path: String
    let old: String?

    func undo() {
      if let old { unsafe rename(old, path) } else { unsafe unlink(path) }
    }

    func forgetOld() {
      if let old { unsafe unlink(old) }
    }
  }

  /// What stood there before is kept for the time others may still fail.
  private func place(
    _ hidden: String, as name: String, keepingOld: Bool
  ) throws(Diagnostic) -> Placement {
    let path = "\(directory)/\(name)"
    var old: String?
    if keepingOld {
      let backup = "\(directory)/\(hiddenName())"
      if unsafe link(path, backup) == 0 {
        old = backup
      } else if errno != ENOENT {
        throw .cannotCreate(path, systemReason(errno))
      }
    }
    guard unsafe rename(hidden, path) == 0 else {
      let reason = systemReason(errno)
      if let old { unsafe unlink(old) }
      throw .cannotCreate(path, reason)
    }
    return Placement(path: path, old: old)
  }

  private func syncDirectory() {
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
