internal import Glibc

/// The system's words for an error number, such as `No space left on device`.
func systemReason(_ number: CInt) -> String {
  // strerror's table is constant in locale C, which this process never leaves.
  unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
}
