public import Bytes
internal import CLinux
internal import Glibc

/// A connection to a server on this machine, at a path.
public final class UnixSocket {
  /// The reason that ``read(into:)`` gives when the time ran out.
  public static let late = "no answer in time"

  public let path: String
  private let descriptor: CInt

  /// Connects; answers are waited for `seconds` at most, for a human may be asked in between.
  ///
  /// The server must run as this user or as root: others would see what is asked.
  ///
  /// - Throws: `SourceFailure` with the system's reason.
  public init(_ path: String, seconds: Int) throws(SourceFailure) {
    self.path = path
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard path.utf8.count < room else {
      throw SourceFailure(name: path, reason: "a socket's path has fewer than \(room) bytes")
    }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SourceFailure(name: path, reason: systemReason(errno)) }
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      unsafe setsockopt(
        descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
    let connected = unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard connected == 0 else {
      let reason = systemReason(errno)
      close(descriptor)
      throw SourceFailure(name: path, reason: reason)
    }
    let owner = pkg_peer_user(descriptor)
    guard owner == Int64(geteuid()) || owner == 0 else {
      close(descriptor)
      throw SourceFailure(name: path, reason: "another user listens there")
    }
  }

  deinit { close(descriptor) }

  /// Sends all of `bytes`.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(SourceFailure) {
    var done = 0
    while done < bytes.count {
      let count = unsafe send(
        descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done,
        Int32(MSG_NOSIGNAL))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      done += count
    }
  }

  /// Reads what is there, waiting for it; 0 at the end.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceFailure) -> Int {
    while true {
      let count = unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
      if count >= 0 { return count }
      if errno != EINTR { throw failure() }
    }
  }

  private func failure() -> SourceFailure {
    let number = errno
    let isLate = number == EAGAIN || number == EWOULDBLOCK
    return SourceFailure(name: path, reason: isLate ? Self.late : systemReason(number))
  }
}
