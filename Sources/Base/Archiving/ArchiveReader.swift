internal import CArchive

/// Reads the members of a plain tar or cpio archive in order.
///
/// Nothing is unpacked to disk and nothing grows with the archive.
@safe
public final class ArchiveReader {
  private let archive: OpaquePointer
  private let input: InputBox
  private let format: ArchiveFormat

  /// Looks at the first bytes already.
  ///
  /// What is no such archive throws `ArchiveError`, a failing input its own error.
  public init(_ format: ArchiveFormat, _ input: @escaping ArchiveInput) throws {
    guard let archive = unsafe archive_read_new() else { throw ArchiveError.outOfMemory }
    unsafe self.archive = archive
    self.format = format
    unsafe self.input = InputBox(format == .newc ? Self.guarded(input) : input)
    let support =
      switch format {
      case .gnutar: unsafe archive_read_support_format_tar(archive)
      case .newc: unsafe archive_read_support_format_cpio(archive)
      }
    guard support == ARCHIVE_OK, unsafe archive_read_support_format_empty(archive) == ARCHIVE_OK
    else { throw lastError() }
    let context = unsafe Unmanaged.passUnretained(self.input).toOpaque()
    let status = unsafe archive_read_open(archive, context, nil, InputBox.callback, nil)
    if let error = self.input.error { throw error }
    guard status == ARCHIVE_OK else { throw lastError() }
  }

  deinit { unsafe archive_read_free(archive) }

  /// The same input, refused where libarchive would be led astray.
  private static func guarded(_ input: @escaping ArchiveInput) -> ArchiveInput {
    var newc = NewcGuard()
    return { buffer in
      let count = unsafe try input(buffer)
      unsafe try newc.check(UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
      return count
    }
  }

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
    let kind = unsafe try kind(of: entry, path: path)
    return unsafe ArchiveEntry(
      path: path, kind: kind,
      permissions: UInt16(truncatingIfNeeded: archive_entry_perm(entry) & 0o7777),
      owner: text(archive_entry_uname(entry)) ?? "", group: text(archive_entry_gname(entry)) ?? "",
      modified: Int64(archive_entry_mtime(entry)),
      size: kind == .file ? UInt64(clamping: archive_entry_size(entry)) : 0,
      // libarchive invents inode numbers for tar.
      inode: format == .newc ? UInt32(truncatingIfNeeded: archive_entry_ino64(entry)) : 0)
  }

  /// The bytes of the archive that were made use of so far.
  ///
  /// Not those taken from the input, which run ahead: after the last member it is where the
  /// archive itself ends, or the zeros that end it.
  public var position: Int { unsafe Int(archive_filter_bytes(archive, 0)) }

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
