internal import Bytes
internal import Cryptography

/// Commands to a gpg-agent and its answers, over one channel.
///
/// - SeeAlso: https://www.gnupg.org/documentation/manuals/gnupg/Agent-Protocol.html
final class AgentConversation {
  /// The longest answer read, in bytes; a key of 16384 bits takes 4 KiB.
  private static let longestAnswer = 64 << 10
  /// Lines of one answer; an agent that is alive sends one a second while it waits for a human.
  private static let mostLines = 10_000

  private let channel: any ByteChannel
  /// What was read and not yet used; never holds a secret, for only we send those.
  private var buffer: [UInt8] = []

  /// Waits for the agent's greeting.
  init(_ channel: any ByteChannel) throws(SigningFailure) {
    self.channel = channel
    _ = try answer { _ in nil }
  }

  /// Sends a command and returns its data.
  ///
  /// `answering` is given the keyword of each inquiry; `nil` cancels the command.
  func ask(
    _ command: String, answering: (String) -> SecretBytes? = { _ in nil }
  ) throws(SigningFailure) -> [UInt8] {
    precondition(command.utf8.count < AssuanLine.longest - 1, "a command fits a line")
    precondition(!command.utf8.contains { $0 < 0x20 }, "a command is one line")
    try send(command)
    return try answer(answering)
  }

  private func send(_ line: String) throws(SigningFailure) {
    let bytes = Array(line.utf8) + [UInt8(ascii: "\n")]
    var failure: SigningFailure?
    unsafe bytes.withUnsafeBytes { bytes in
      do throws(SigningFailure) { unsafe try channel.write(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private func answer(_ answering: (String) -> SecretBytes?) throws(SigningFailure) -> [UInt8] {
    var data: [UInt8] = []
    for _ in 0..<Self.mostLines {
      switch try nextLine() {
      case .ok: return data
      case .failed(let code, let words): throw AgentError(code: code, words: words).failure
      case .data(let part):
        guard data.count + part.count <= Self.longestAnswer else { throw malformed("too long") }
        data += part
      case .status, .comment: continue
      case .inquire(let words):
        let keyword = String(words.prefix { $0 != " " })
        if keyword == "PINENTRY_LAUNCHED" {
          try send("END")
        } else if let secret = answering(keyword) {
          try send(secret)
        } else {
          try send("CAN")
        }
      }
    }
    throw malformed("too many lines")
  }

  /// Sends a secret as data, in a buffer of its own that is wiped afterwards.
  private func send(_ secret: SecretBytes) throws(SigningFailure) {
    let lines = unsafe secret.withUnsafeBytes { bytes in
      unsafe SecretBytes(capacity: 3 * bytes.count + 64) { room in
        var cursor = 0
        func put(_ byte: UInt8) {
          unsafe room[cursor] = byte
          cursor += 1
        }
        for byte in "D ".utf8 { put(byte) }
        for index in bytes.indices {
          let byte = unsafe bytes[index]
          // As gpg does: a percent sign and what would end the line.
          if [0x25, 0x0a, 0x0d].contains(byte) {
            put(UInt8(ascii: "%"))
            put(byte == 0x25 ? UInt8(ascii: "2") : UInt8(ascii: "0"))
            put(
              byte == 0x25
                ? UInt8(ascii: "5") : byte == 0x0a ? UInt8(ascii: "A") : UInt8(ascii: "D"))
          } else {
            put(byte)
          }
        }
        for byte in "\nEND\n".utf8 { put(byte) }
        return cursor
      }
    }
    guard lines.count < AssuanLine.longest else {
      throw SigningFailure(.unsupported, "gpg-agent", "the passphrase is too long for the agent")
    }
    try unsafe lines.withUnsafeBytes { (bytes) throws(SigningFailure) in
      unsafe try channel.write(bytes)
    }
  }

  private func nextLine() throws(SigningFailure) -> AssuanLine {
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(buffer[..<end])
        buffer.removeSubrange(...end)
        var reader = unsafe ByteReader(line.span.bytes)
        do throws(MalformedInput) { return try AssuanLine(parsing: &reader) } catch {
          throw malformed("\(error)")
        }
      }
      guard buffer.count < AssuanLine.longest else { throw malformed("a line too long") }
      var failure: SigningFailure?
      let part = unsafe [UInt8](unsafeUninitializedCapacity: AssuanLine.longest) { room, count in
        do throws(SigningFailure) {
          count = unsafe try channel.read(into: UnsafeMutableRawBufferPointer(room))
        } catch { failure = error }
      }
      if let failure { throw failure }
      guard !part.isEmpty else {
        throw SigningFailure(.unavailable, "gpg-agent", "it closed the connection")
      }
      buffer += part
    }
  }

  private func malformed(_ words: String) -> SigningFailure {
    SigningFailure(.badAnswer, "gpg-agent", "not an answer of its protocol: \(words)")
  }
}

/// An error number of libgpg-error, with the agent's words.
struct AgentError {
  var code: UInt32
  var words: String

  /// Who reports it, in the upper byte.
  private var isPinentry: Bool { code >> 24 & 0x7f == 5 }

  /// - SeeAlso: libgpg-error `src/err-codes.h.in`, `src/err-sources.h.in`.
  var failure: SigningFailure {
    let kind: SigningFailure.Kind =
      switch code & 0xffff {
      case 11, 31, 87: .wrongSecret  // bad passphrase, invalid passphrase, bad PIN
      case 130: .secretLocked  // PIN blocked
      case 17, 58, 0x8000 | 81: .noSuchKey  // no secret key, no data, no such file
      case 85, 86, 177: .secretNeeded  // no pinentry, pinentry error, no passphrase given
      case 99, 198: .refused  // cancelled, fully cancelled
      // The key's algorithm is the wrong one, or the agent knows nothing of what is asked.
      case 41, 60, 69, 84: .unsupported
      case 62: .timedOut
      case 110, 112: .unavailable  // card removed, card not present
      default: isPinentry ? .secretNeeded : .refused
      }
    return SigningFailure(kind, "gpg-agent", "\(words.isEmpty ? "error" : words) (\(code))")
  }
}
