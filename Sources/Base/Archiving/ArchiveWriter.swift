internal import CArchive

/// Streams one archive, unfiltered and unblocked, into a sink.
///
/// A file's bytes reach the sink as the very pointer the caller passed to
/// ``write(_:)``: libarchive adds headers and padding around them and copies
/// nothing, so contents can be digested and compressed where they lie.
@safe
public final class ArchiveWriter {
  private let archive: OpaquePointer
  private let sink: SinkBox

  /// Starts an archive whose bytes go to `sink` as they are made.
  ///
  /// An error the sink throws ends the archive and is thrown again by the call that caused it.
  public init(
    _ format: ArchiveFormat, sink: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) throws(ArchiveError) {
    guard let archive = unsafe archive_write_new() else { throw .outOfMemory }
    unsafe self.archive = archive
    unsafe self.sink = SinkBox(sink)
    // Each format by its own function: the general one would link every other format in.
    switch format {
    case .gnutar: try check(unsafe archive_write_set_format_gnutar(archive))
    case .newc: try check(unsafe archive_write_set_format_cpio_newc(archive))
    }
    try check(unsafe archive_write_add_filter_none(archive))
    try check(unsafe archive_write_set_bytes_per_block(archive, 0))
    try check(unsafe archive_write_set_bytes_in_last_block(archive, 1))
    let context = unsafe Unmanaged.passUnretained(self.sink).toOpaque()
    try check(unsafe archive_write_open(archive, context, nil, SinkBox.callback, nil))
  }

  deinit {
    // Without a close, freeing still flushes through the callback: the box mutes itself first.
    sink.muted = true
    unsafe archive_write_free(archive)
  }

  /// Writes a member's header; its contents follow through ``write(_:)``.
  public func begin(_ entry: ArchiveEntry) throws {
    guard let handle = unsafe archive_entry_new() else { throw ArchiveError.outOfMemory }
    defer { unsafe archive_entry_free(handle) }
    // Bytes, not `_utf8`: in locale C the latter loses names that are not ASCII.
    unsafe archive_entry_set_pathname(handle, entry.path)
    unsafe archive_entry_set_perm(handle, mode_t(entry.permissions))
    switch entry.kind {
    case .file:
      unsafe archive_entry_set_filetype(handle, pkg_AE_IFREG)
      guard let size = Int64(exactly: entry.size) else {
        throw ArchiveError(code: -25, message: "file of \(entry.size) bytes is too large")
      }
      unsafe archive_entry_set_size(handle, size)
    case .directory:
      unsafe archive_entry_set_filetype(handle, pkg_AE_IFDIR)
      unsafe archive_entry_set_size(handle, 0)
    case .symlink(let target):
      unsafe archive_entry_set_filetype(handle, pkg_AE_IFLNK)
      unsafe archive_entry_set_size(handle, 0)
      unsafe archive_entry_set_symlink(handle, target)
    case .hardlink, .special:
      throw ArchiveError(code: -25, message: "'\(entry.path)' is of a kind that is not written")
    }
    unsafe archive_entry_set_mtime(handle, Int(entry.modified), 0)
    unsafe archive_entry_set_uid(handle, 0)
    unsafe archive_entry_set_gid(handle, 0)
    unsafe archive_entry_set_uname(handle, entry.owner)
    unsafe archive_entry_set_gname(handle, entry.group)
    unsafe archive_entry_set_ino64(handle, Int64(entry.inode))
    unsafe archive_entry_set_nlink(handle, 1)
    try step(unsafe archive_write_header(archive, handle))
  }

  /// Writes the next bytes of the current member's contents.
  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count > 0 else { return }
    let written = unsafe archive_write_data(archive, bytes.baseAddress, bytes.count)
    if let error = sink.error { throw error }
    guard written == bytes.count else { throw lastError() }
  }

  /// Pads the last member and writes the end of the archive.
  public func finish() throws {
    try step(unsafe archive_write_close(archive))
  }

  private func step(_ status: CInt) throws {
    if let error = sink.error { throw error }
    try check(status)
  }

  /// Turns any libarchive status but `ARCHIVE_OK` into an error.
  ///
  /// Warnings are errors here: libarchive warns when it had to drop or mangle
  /// metadata, and a package must not ship with metadata nobody asked for.
  private func check(_ status: CInt) throws(ArchiveError) {
    guard status == ARCHIVE_OK else { throw lastError() }
  }

  private func lastError() -> ArchiveError {
    let message = unsafe archive_error_string(archive).map { unsafe String(cString: $0) }
    return ArchiveError(
      code: unsafe archive_errno(archive), message: message ?? "unknown libarchive error")
  }
}

/// Where libarchive's write callback puts its bytes.
///
/// A class, so that its address is stable for as long as the C library holds it.
@safe
private final class SinkBox {
  let body: (UnsafeRawBufferPointer) throws -> Void
  var error: (any Error)?
  var muted = false

  init(_ body: @escaping (UnsafeRawBufferPointer) throws -> Void) { unsafe self.body = body }

  static let callback:
    @convention(c) (
      OpaquePointer?, UnsafeMutableRawPointer?, UnsafeRawPointer?, Int
    ) -> Int = { _, context, buffer, count in
      guard let context = unsafe context, let buffer = unsafe buffer else { return -1 }
      let box = unsafe Unmanaged<SinkBox>.fromOpaque(context).takeUnretainedValue()
      if box.muted { return count }
      if box.error != nil { return -1 }
      do {
        try unsafe box.body(UnsafeRawBufferPointer(start: buffer, count: count))
        return count
      } catch {
        box.error = error
        return -1
      }
    }
}
