internal import CCrypto
internal import Glibc

/// Where libcrypto keeps what it is given.
public enum LibraryMemory {
  /// Has libcrypto overwrite all memory it lets go, for the rest of the process.
  ///
  /// Its decoders copy private numbers into ordinary memory, which they do not all wipe. To be
  /// called before anything else is asked of libcrypto; answers whether that was in time.
  @discardableResult public static func wipeWhatIsFreed() -> Bool {
    unsafe CRYPTO_set_mem_functions(allocate, reallocate, release) == 1
  }

  /// The pages in which libcrypto keeps private numbers: not swapped, not in core dumps, with
  /// guards around them, and wiped piece by piece.
  ///
  /// Without them, if the system has none to give, libcrypto uses ordinary memory.
  static let hasSecureHeap: Bool = {
    // Room for some 250 RSA keys; numbers are smaller than a page.
    CRYPTO_secure_malloc_init(1 << 20, 32) != 0
  }()
}

private let allocate: CRYPTO_malloc_fn = { count, _, _ in unsafe malloc(count) }

private let reallocate: CRYPTO_realloc_fn = { old, count, _, _ in
  guard let old = unsafe old else { return unsafe malloc(count) }
  guard count > 0 else {
    unsafe wipeAndFree(old)
    return nil
  }
  guard let new = unsafe malloc(count) else { return nil }
  unsafe memcpy(new, old, min(count, pkg_allocated(old)))
  unsafe wipeAndFree(old)
  return unsafe new
}

private let release: CRYPTO_free_fn = { pointer, _, _ in
  if let pointer = unsafe pointer { unsafe wipeAndFree(pointer) }
}

private func wipeAndFree(_ pointer: UnsafeMutableRawPointer) {
  unsafe explicit_bzero(pointer, pkg_allocated(pointer))
  unsafe free(pointer)
}
