public import Bytes
public import Diagnostics
internal import CLinux
internal import Glibc

/// A file being made: it has no name until ``StagedOutput`` publishes it.
///
/// Opened with `O_TMPFILE`, so that a killed process leaves nothing behind;
/// where the file system has no such files, a hidden name that is removed
/// when the object goes.
public final class OutputFile: ByteSink, ByteSource, @unchecked Sendable {
  /// The name it will get, for messages.
  public let name: String
  public private(set) var count = 0
  /// Whether the disk begins to write what is appended at once.
  private var writesEarly = false
  private var direct: DirectWriter?
  private var failed: SinkFailure?

  private let file: CInt
  private var temporaryName: String?
  private let directories: NewDirectories?

  /// Makes a file in `directory`, one of `directories` perhaps.
  init(
    in directory: String, for name: String, within directories: NewDirectories? = nil
  ) throws(Diagnostic) {
    self.name = name
    self.directories = directories
    let anonymous = unsafe open(directory, O_RDWR | O_CLOEXEC | pkg_O_TMPFILE, 0o600)
    if anonymous >= 0 {
      file = anonymous
      return
    }
    guard errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL else {
      throw .cannotCreate(name, systemReason(errno))
    }
    let hidden = "\(directory)/\(hiddenName())"
    // It may hold a key: others may read it when it is published, not before.
    file = unsafe open(hidden, O_RDWR | O_CLOEXEC | O_CREAT | O_EXCL, 0o600)
    guard file >= 0 else { throw .cannotCreate(name, systemReason(errno)) }
    temporaryName = hidden
  }

  deinit {
    direct?.stop()
    if let temporaryName { unsafe unlink(temporaryName) }
    close(file)
  }

  /// The file with everything in it that was added so far.
  var descriptor: CInt {
    finishWriting()
    return file
  }

  /// Says how large a file that will be published is going to be, before anything is added.
  ///
  /// Its bytes then go to the disk while it is made, so that there is less to wait for at its end.
  public func expect(_ size: Int) {
    precondition(count == 0, "a file's size is expected before it has bytes")
    direct = size >= 4 * DirectWriter.windowSize ? DirectWriter(file) : nil
    writesEarly = direct == nil
    if direct != nil, ftruncate(file, size) != 0 { fail(errno) }
  }

  /// Ends writing past the page cache; what failed is thrown by ``settle(in:permissions:)``.
  private func finishWriting() {
    guard let direct else { return }
    self.direct = nil
    let error = direct.finish()
    if error != 0 {
      fail(error)
    } else if ftruncate(file, count) != 0 {
      fail(errno)
    }
  }

  private func fail(_ error: CInt) { failed = failed ?? failure(systemReason(error)) }

  public func append(_ bytes: UnsafeRawBufferPointer) throws(SinkFailure) {
    guard let direct else {
      unsafe try write(bytes, at: count)
      // Advice: what does not begin now is waited for in `settle`.
      if writesEarly { _ = pkg_start_writeback(file, Int64(count), Int64(bytes.count)) }
      count += bytes.count
      return
    }
    var rest = unsafe bytes
    while unsafe !rest.isEmpty {
      let space = unsafe direct.space
      let part = min(space.count, rest.count)
      unsafe space.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<part]))
      try commit(part, to: direct)
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[part...])
    }
  }

  private func commit(_ added: Int, to direct: DirectWriter) throws(SinkFailure) {
    let error = direct.commit(added)
    count += added
    guard error == 0 else { throw failure(systemReason(error)) }
  }

  public func append(
    _ range: Range<Int>, of source: any ByteSource,
    showing body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    guard let direct else { return try unsafe copy(range, of: source, showing: body) }
    var offset = range.lowerBound
    while offset < range.upperBound {
      let space = unsafe direct.space
      let part = unsafe UnsafeMutableRawBufferPointer(
        rebasing: space[..<min(space.count, range.upperBound - offset)])
      unsafe try source.read(into: part, at: offset)
      try unsafe body(UnsafeRawBufferPointer(part))
      try commit(part.count, to: direct)
      offset += part.count
    }
  }

  public func reserve(_ length: Int) throws(SinkFailure) {
    let (end, overflow) = count.addingReportingOverflow(length)
    if let direct, !overflow, unsafe length <= direct.space.count {
      let part = unsafe UnsafeMutableRawBufferPointer(rebasing: direct.space[..<length])
      unsafe part.initializeMemory(as: UInt8.self, repeating: 0)
      return try commit(length, to: direct)
    }
    guard !overflow, ftruncate(descriptor, end) == 0 else {
      throw failure(systemReason(overflow ? EFBIG : errno))
    }
    count = end
  }

  public func overwrite(_ bytes: [UInt8], at offset: Int) throws(SinkFailure) {
    precondition(offset >= 0 && offset + bytes.count <= count, "overwrite past the end")
    if let memory = unsafe direct?.memory(of: offset..<offset + bytes.count) {
      unsafe memory.copyBytes(from: bytes)
      return
    }
    var failure: SinkFailure?
    unsafe bytes.withUnsafeBytes { buffer in
      do throws(SinkFailure) { unsafe try write(buffer, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Adds a range of a source, within the kernel when that is a file.
  public func append(_ range: Range<Int>, of source: any ByteSource) throws {
    if let other = source as? OutputFile {
      try append(range, of: source, from: other.descriptor)
    } else if let input = source as? InputFile {
      let other = try input.openUnchanged()
      defer { close(other) }
      try append(range, of: source, from: other)
    } else {
      try copy(range, of: source)
    }
  }

  private func append(
    _ range: Range<Int>, of source: any ByteSource, from other: CInt
  ) throws {
    var from = Int64(range.lowerBound)
    while from < range.upperBound {
      var to = Int64(count)
      let copied = unsafe pkg_copy_file_range(
        other, &from, descriptor, &to, range.upperBound - Int(from))
      if copied > 0 {
        count += copied
      } else if copied < 0, errno == EINTR {
        continue
      } else if copied < 0, [EXDEV, EINVAL, ENOSYS, EOPNOTSUPP].contains(errno) {
        return try copy(Int(from)..<range.upperBound, of: source)
      } else {
        throw failure(copied == 0 ? "unexpected end of file" : systemReason(errno))
      }
    }
  }

  public func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SourceFailure) {
    if let memory = unsafe direct?.memory(of: offset..<offset + buffer.count) {
      unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(memory))
      return
    }
    unsafe try readFully(descriptor, into: buffer, at: offset, name: name)
  }

  /// Gives the file a hidden name in `directory`, ready to be renamed, its bytes on the disk.
  func settle(in directory: String, permissions: UInt16) throws(Diagnostic) -> String {
    finishWriting()
    if let failed { throw .writeFailed(name, failed.reason) }
    // The umask must not decide what is published.
    guard fchmod(descriptor, mode_t(permissions)) == 0, fdatasync(descriptor) == 0 else {
      throw .writeFailed(name, systemReason(errno))
    }
    if let temporaryName { return temporaryName }
    let hidden = "\(directory)/\(hiddenName())"
    guard
      unsafe linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, hidden, AT_SYMLINK_FOLLOW)
        == 0
    else { throw .cannotCreate(name, systemReason(errno)) }
    temporaryName = hidden
    return hidden
  }

  /// Told once the hidden name was renamed and is no longer ours to remove.
  func wasPublished() { temporaryName = nil }

  private func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(SinkFailure) {
    let error = unsafe writeFully(descriptor, bytes, at: offset)
    guard error == 0 else { throw failure(systemReason(error)) }
  }

  private func failure(_ reason: String) -> SinkFailure {
    SinkFailure(name: name, reason: reason)
  }
}

/// A name no other file has; it never outlives the run, so it may be random.
func hiddenName() -> String { ".pkg-\(UInt64.random(in: .min ... .max)).tmp" }

extension Diagnostic {
  /// An output that could not be begun.
  public static func cannotCreate(_ name: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      "output.cannot-create", "cannot create '\(name)': \(reason)",
      hint: "check the path, and that its directory can be written to", exit: .cannotCreate)
  }

  /// An output that failed part way; nothing of it is left.
  public static func writeFailed(_ name: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      "output.write-failed", "cannot write '\(name)': \(reason)",
      hint: "nothing was published; make room and run again", exit: .inputOutput)
  }
}
