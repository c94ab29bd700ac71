public import Bytes
internal import Diagnostics
internal import Glibc

/// The user at the terminal.
public enum Terminal {
  /// Whether somebody can be asked: standard input and standard error are both terminals.
  public static var isThere: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// Asks for a secret without showing it, and writes it to `room`.
  ///
  /// Returns how many bytes it has; `nil` when the user cancels or nobody is there.
  ///
  /// - Throws: `SourceFailure` when the terminal fails.
  public static func readSecret(
    _ question: String, into room: UnsafeMutableRawBufferPointer
  ) throws(SourceFailure) -> Int? {
    guard isThere else { return nil }
    let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    var before = termios()
    guard unsafe tcgetattr(terminal, &before) == 0 else { throw failure() }
    var quiet = before
    // Character by character and without signals: Ctrl-C must not leave the echo off.
    quiet.c_lflag &= ~tcflag_t(ECHO | ECHONL | ICANON | ISIG)
    guard unsafe tcsetattr(terminal, TCSAFLUSH, &quiet) == 0 else { throw failure() }
    defer { unsafe tcsetattr(terminal, TCSAFLUSH, &before) }
    say("\(printable(question)): ", terminal)
    defer { say("\n", terminal) }
    var count = 0
    while true {
      var byte: UInt8 = 0
      let got = unsafe read(terminal, &byte, 1)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw failure() }
      switch byte {
      case 0x03: return nil  // Ctrl-C
      case 0x04 where count == 0: return nil  // Ctrl-D
      case 0x0a, 0x0d, 0x04: return count
      case 0x08, 0x7f: count = max(0, count - 1)
      case 0x15: count = 0  // Ctrl-U
      default:
        guard got == 1 else { return count > 0 ? count : nil }
        guard count < room.count else {
          throw SourceFailure(name: "terminal", reason: "too many characters")
        }
        unsafe room[count] = byte
        count += 1
      }
    }
  }

  private static func say(_ text: String, _ terminal: CInt) {
    var text = text
    // A question that cannot be shown can still be answered.
    _ = text.withUTF8 { unsafe write(terminal, $0.baseAddress, $0.count) }
  }

  private static func failure() -> SourceFailure {
    SourceFailure(name: "terminal", reason: systemReason(errno))
  }
}
