internal import CArchive

/// Delivers the next bytes of a compressed or plain archive.
///
/// Fills the buffer as far as it can and returns how much; 0 is the end.
public typealias ArchiveInput = (UnsafeMutableRawBufferPointer) throws -> Int

/// Reads the members of a tar or cpio archive in order, undoing its compression.
///
/// Nothing is unpacked to disk and nothing grows with the archive. Only gzip,
/// xz and zstd are undone, each by the library's own code: filters that run a
/// program are never registered.
@safe
public final class ArchiveReader {
  private let archive: OpaquePointer
  private let input: InputBox

  public init(_ input: @escaping ArchiveInput) throws(ArchiveError) {
    guard let archive = unsafe archive_read_new() else { throw .outOfMemory }
    unsafe self.archive = archive
    unsafe self.input = InputBox(input)
    let supports = unsafe [
      archive_read_support_filter_gzip(archive), archive_read_support_filter_xz(archive),
      archive_read_support_filter_zstd(archive), archive_read_support_format_tar(archive),
      archive_read_support_format_gnutar(archive), archive_read_support_format_cpio(archive),
      archive_read_support_format_empty(archive),
    ]
    for status in supports where status != ARCHIVE_OK { throw lastError() }
    let context = unsafe Unmanaged.passUnretained(self.input).toOpaque()
    let status = unsafe archive_read_open(archive, context, nil, InputBox.callback, nil)
    guard status == ARCHIVE_OK else { throw lastError() }
  }

  deinit { unsafe archive_read_free(archive) }

  /// The next member; `nil` at the end of the archive.
  ///
  /// A damaged archive throws `ArchiveError`, a failing input its own error.
  public func next() throws -> ArchiveEntry? {
    var handle: OpaquePointer?
    let status = unsafe archive_read_next_header(archive, &handle)
    if let error = input.error { throw error }
    if status == ARCHIVE_EOF { return nil }
    guard status == ARCHIVE_OK, let entry = unsafe handle else { throw lastError() }
    guard let path = unsafe text(archive_entry_pathname(entry)) else {
      throw ArchiveError(code: -25, message: "a member has no readable name")
    }
    return unsafe ArchiveEntry(
      path: path, kind: try kind(of: entry, path: path),
      permissions: UInt16(truncatingIfNeeded: archive_entry_perm(entry) & 0o7777),
      owner: text(archive_entry_uname(entry)) ?? "", group: text(archive_entry_gname(entry)) ?? "",
      modified: Int64(archive_entry_mtime(entry)),
      size: UInt64(clamping: archive_entry_size(entry)),
      inode: UInt32(truncatingIfNeeded: archive_entry_ino64(entry)))
  }

  /// Reads the next bytes of the current member; 0 at its end.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = unsafe archive_read_data(archive, buffer.baseAddress, buffer.count)
    if let error = input.error { throw error }
    guard count >= 0 else { throw lastError() }
    return count
  }

  private func kind(of entry: OpaquePointer, path: String) throws(ArchiveError)
    -> ArchiveEntry.Kind
  {
    if let target = unsafe text(archive_entry_hardlink(entry)) { return .hardlink(target: target) }
    switch unsafe archive_entry_filetype(entry) & pkg_AE_IFMT {
    case pkg_AE_IFREG: return .file
    case pkg_AE_IFDIR: return .directory
    case pkg_AE_IFLNK:
      guard let target = unsafe text(archive_entry_symlink(entry)) else {
        throw ArchiveError(code: -25, message: "symbolic link '\(path)' has no target")
      }
      return .symlink(target: target)
    default: return .special
    }
  }

  private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    unsafe pointer.map { unsafe String(cString: $0) }
  }

  private func lastError() -> ArchiveError {
    let message = unsafe archive_error_string(archive).map { unsafe String(cString: $0) }
    return ArchiveError(
      code: unsafe archive_errno(archive), message: message ?? "unknown libarchive error")
  }
}

/// What libarchive's read callback asks for bytes.
@safe
private final class InputBox {
  static let window = 1 << 18
  let body: ArchiveInput
  let buffer: UnsafeMutableRawBufferPointer
  var error: (any Error)?

  init(_ body: @escaping ArchiveInput) {
    unsafe self.body = body
    unsafe buffer = .allocate(byteCount: Self.window, alignment: 64)
  }

  deinit { unsafe buffer.deallocate() }

  static let callback:
    @convention(c) (
      OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeRawPointer?>?
    ) -> Int = { _, context, start in
      guard let context = unsafe context, let start = unsafe start else { return -1 }
      let box = unsafe Unmanaged<InputBox>.fromOpaque(context).takeUnretainedValue()
      do {
        let count = unsafe try box.body(box.buffer)
        unsafe start.pointee = UnsafeRawPointer(box.buffer.baseAddress)
        return count
      } catch {
        box.error = error
        return -1
      }
    }
}
