internal import CLinux
internal import Glibc

/// Writes all of `bytes` at `offset` of a file; returns `errno` of what failed, or 0.
///
/// What a file system does not take past the cache goes through it.
func writeFully(
  _ descriptor: CInt, _ bytes: UnsafeRawBufferPointer, at offset: Int
) -> CInt {
  var done = 0
  while done < bytes.count {
    let written = unsafe pwrite(
      descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, offset + done)
    if written > 0 {
      done += written
    } else if written < 0, errno == EINVAL {
      let flags = fcntl(descriptor, F_GETFL)
      guard flags & pkg_O_DIRECT != 0, fcntl(descriptor, F_SETFL, flags & ~pkg_O_DIRECT) == 0
      else { return EINVAL }
    } else if written < 0, errno != EINTR {
      return errno
    } else if written == 0 {
      return EIO
    }
  }
  return 0
}
