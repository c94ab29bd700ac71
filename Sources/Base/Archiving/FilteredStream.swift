internal import CArchive

/// Undoes xz or zstd by libarchive; plain bytes pass through.
///
/// Filters that run a program are never registered.
@safe
final class FilteredStream {
  private let archive: OpaquePointer
  private let input: InputBox
  private var isOpen = false

  init(_ input: InputBox) throws {
    guard let archive = unsafe archive_read_new() else { throw ArchiveError.outOfMemory }
    unsafe self.archive = archive
    self.input = input
    let supports = unsafe [
      archive_read_support_filter_xz(archive), archive_read_support_filter_zstd(archive),
      archive_read_support_format_raw(archive), archive_read_support_format_empty(archive),
    ]
    for status in supports where status != ARCHIVE_OK { throw lastError() }
    let context = unsafe Unmanaged.passUnretained(input).toOpaque()
    let status = unsafe archive_read_open(archive, context, nil, InputBox.callback, nil)
    if let error = input.error { throw error }
    guard status == ARCHIVE_OK else { throw lastError() }
  }

  deinit { unsafe archive_read_free(archive) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if !isOpen {
      var entry: OpaquePointer?
      let status = unsafe archive_read_next_header(archive, &entry)
      if let error = input.error { throw error }
      if status == ARCHIVE_EOF { return 0 }
      guard status == ARCHIVE_OK else { throw lastError() }
      isOpen = true
    }
    let count = unsafe archive_read_data(archive, buffer.baseAddress, buffer.count)
    if let error = input.error { throw error }
    guard count >= 0 else { throw lastError() }
    return count
  }

  private func lastError() -> ArchiveError {
    let message = unsafe archive_error_string(archive).map { unsafe String(cString: $0) }
    return ArchiveError(
      code: unsafe archive_errno(archive), message: message ?? "unknown libarchive error")
  }
}
