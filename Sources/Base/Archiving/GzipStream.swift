internal import CZlib

/// Undoes gzip by zlib, which holds each member against its checksum and size.
///
/// libarchive 3.6 reads past both unseen, and takes what follows the last member for nothing.
///
/// - SeeAlso: RFC 1952 §2.2, members one after the other; gzip(1), zeros as padding behind them.
@safe
final class GzipStream {
  private var stream = unsafe z_stream()
  private let input: InputBox
  private var place = Place.member

  private enum Place { case member, betweenMembers, padding }

  init(_ input: InputBox) throws(ArchiveError) {
    self.input = input
    let status = unsafe pkg_inflateInitGzip(&stream)
    guard status == Z_OK else { throw ArchiveError(code: status, message: "zlib cannot start") }
  }

  deinit { unsafe inflateEnd(&stream) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard buffer.count > 0 else { return 0 }
    while true {
      if unsafe stream.avail_in == 0 {
        let bytes = unsafe try input.next()
        if bytes.count == 0 {
          guard place != .member else { throw Self.damage("it ends inside a member") }
          return 0
        }
        unsafe stream.next_in = UnsafeMutablePointer(
          mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
        unsafe stream.avail_in = UInt32(bytes.count)
      }
      if place != .member {
        try enterMember()
        continue
      }
      let produced = unsafe try inflate(into: buffer)
      if produced > 0 { return produced }
    }
  }

  private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
    let room = UInt32(clamping: buffer.count)
    unsafe stream.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.avail_out = room
    switch unsafe CZlib.inflate(&stream, Z_NO_FLUSH) {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: place = .betweenMembers
    case let status:
      let words = unsafe stream.msg.map { unsafe String(cString: $0) }
      throw Self.damage(words ?? "status \(status)", code: status)
    }
    return unsafe Int(room - stream.avail_out)
  }

  /// Begins the next member, or passes over one byte of padding.
  private func enterMember() throws(ArchiveError) {
    switch unsafe (stream.next_in.pointee, place) {
    case (0x1f, .betweenMembers):
      guard unsafe inflateReset(&stream) == Z_OK else { throw Self.damage("zlib cannot go on") }
      place = .member
    case (0, _):
      place = .padding
      unsafe stream.next_in += 1
      unsafe stream.avail_in -= 1
    default: throw Self.damage("other data follows the last member")
    }
  }

  private static func damage(_ words: String, code: CInt = Z_DATA_ERROR) -> ArchiveError {
    ArchiveError(code: code, message: "damaged gzip stream: \(words)")
  }
}
