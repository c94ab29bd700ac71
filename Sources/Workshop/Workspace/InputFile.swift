public import Bytes
public import Diagnostics
internal import Glibc

/// A regular file to read from, opened anew for each read.
///
/// Holding no descriptor, ten thousand of them are fine; each read makes sure
/// that the file is still the one looked at first.
public struct InputFile: ByteSource {
  public let path: String
  public let facts: FileFacts

  public var count: Int { facts.size }

  /// Looks at `path`, following symbolic links.
  public init(_ path: String, at location: SpecLocation? = nil) throws(Diagnostic) {
    guard let facts = try FileFacts.of(path) else { throw .missing(path, at: location) }
    guard facts.kind == .file else {
      let what = facts.kind == .directory ? "a directory" : "not a regular file"
      throw Diagnostic(
        "input.not-a-file", "'\(path)' is \(what)", at: location, hint: "name a regular file",
        exit: .missingInput)
    }
    self.path = path
    self.facts = facts
    if unsafe access(path, R_OK) != 0 {
      var unreadable = Diagnostic.unreadable(path, systemReason(errno))
      unreadable.location = location
      throw unreadable
    }
  }

  /// Whether both are the same file, by whatever path.
  public func isSame(as other: InputFile) -> Bool { facts.identity == other.facts.identity }

  public func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SourceFailure) {
    let descriptor = try openUnchanged()
    defer { close(descriptor) }
    unsafe try readFully(descriptor, into: buffer, at: offset, name: path)
  }

  /// A new descriptor of the very file that was looked at first; the caller closes it.
  func openUnchanged() throws(SourceFailure) -> CInt {
    let descriptor = unsafe open(path, openForReading)
    guard descriptor >= 0 else { throw failure(systemReason(errno)) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let reason = systemReason(errno)
      close(descriptor)
      throw failure(reason)
    }
    guard FileFacts(status).identity == facts.identity else {
      close(descriptor)
      throw failure("the file changed while it was being used")
    }
    return descriptor
  }

  /// The whole file, refusing more than `limit` bytes.
  public func contents(limit: Int) throws(Diagnostic) -> [UInt8] {
    guard count <= limit else {
      throw Diagnostic(
        "input.too-large", "'\(path)' has \(count) bytes, more than the \(limit) allowed here",
        hint: "is it the file you meant?")
    }
    do throws(SourceFailure) { return try bytes(in: 0..<count) } catch {
      throw .unreadable(path, error.reason)
    }
  }

  private func failure(_ reason: String) -> SourceFailure {
    SourceFailure(name: path, reason: reason)
  }
}

/// How inputs are opened: a FIFO put in a file's place must not keep us waiting for a writer.
let openForReading = O_RDONLY | O_CLOEXEC | O_NONBLOCK

/// Fills `buffer` from a descriptor, or fails.
func readFully(
  _ descriptor: CInt, into buffer: UnsafeMutableRawBufferPointer, at offset: Int, name: String
) throws(SourceFailure) {
  var filled = 0
  while filled < buffer.count {
    let count = unsafe pread(
      descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled, offset + filled)
    if count > 0 {
      filled += count
    } else if count == 0 {
      throw SourceFailure(name: name, reason: "unexpected end of file")
    } else if errno != EINTR {
      throw SourceFailure(name: name, reason: systemReason(errno))
    }
  }
}
