public import Diagnostics
internal import Glibc

/// A file that only grows, a line at a time, while nobody else writes to it.
public final class AppendedFile: Sendable {
  public let path: String
  private let descriptor: CInt

  /// Opens the file, or makes it, and waits until no other process holds it.
  ///
  /// - Throws: `Diagnostic` when it cannot be opened, or is no regular file.
  public init(_ path: String) throws(Diagnostic) {
    self.path = path
    let isNew = try FileFacts.of(path) == nil
    descriptor = unsafe open(
      path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
    guard descriptor >= 0 else { throw .cannotCreate(path, systemReason(errno)) }
    // From here on `deinit` closes it.
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw .writeFailed(path, systemReason(errno)) }
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .cannotCreate(path, "it is not a regular file")
    }
    if isNew { try syncFolder() }
  }

  deinit { close(descriptor) }

  /// The last line without its newline; `nil` for an empty file.
  ///
  /// - Throws: `Diagnostic` when the file does not end in a newline, or the line has more than
  ///   `limit` bytes.
  public func lastLine(limit: Int) throws(Diagnostic) -> [UInt8]? {
    let size = try size()
    guard size > 0 else { return nil }
    let count = min(size, limit + 1)
    var bytes = [UInt8](repeating: 0, count: count)
    do {
      try unsafe bytes.withUnsafeMutableBytes {
        try unsafe readFully(descriptor, into: $0, at: size - count, name: path)
      }
    } catch { throw .unreadable(path, "it changed while it was read") }
    guard bytes.last == UInt8(ascii: "\n") else {
      throw Diagnostic(
        "log.torn", "'\(path)' ends in the middle of a line",
        hint: "a writer stopped half way: look at the line, remove it, and run again",
        exit: .inputOutput)
    }
    bytes.removeLast()
    let line = bytes.lastIndex(of: UInt8(ascii: "\n")).map { Array(bytes[($0 + 1)...]) } ?? bytes
    guard line.count < limit else {
      throw Diagnostic(
        "log.line-too-long", "the last line of '\(path)' has more than \(limit) bytes",
        hint: "is it a log of 'pkg sign'?")
    }
    return line
  }

  /// Writes a line and its newline to the disk: all of it, or nothing.
  public func append(line: [UInt8]) throws(Diagnostic) {
    let size = try size()
    let bytes = line + [UInt8(ascii: "\n")]
    let written = unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = unsafe write(
          descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
        if count > 0 { done += count } else if errno != EINTR { return errno }
      }
      return fsync(descriptor) == 0 ? 0 : errno
    }
    guard written == 0 else {
      // A torn line would end the log for good; what cannot be taken back is found by its reader.
      ftruncate(descriptor, size)
      throw .writeFailed(path, systemReason(written))
    }
  }

  private func size() throws(Diagnostic) -> Int {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .unreadable(path, systemReason(errno))
    }
    return status.st_size
  }

  /// The new name has to outlive a crash as well.
  private func syncFolder() throws(Diagnostic) {
    let descriptor = unsafe open(directoryName(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .writeFailed(path, systemReason(errno)) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .writeFailed(path, systemReason(errno)) }
  }
}

/// Who runs this process, as the system names user and host: `user@host`.
///
/// For a log, never for an artefact.
public func currentActor() -> String {
  let user = unsafe getpwuid(geteuid()).flatMap {
    unsafe String(validatingCString: $0.pointee.pw_name)
  }
  var name = [CChar](repeating: 0, count: 256)
  let host =
    unsafe gethostname(&name, name.count - 1) == 0
    ? String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
  return "\(user ?? String(geteuid()))@\(host.isEmpty ? "localhost" : host)"
}
