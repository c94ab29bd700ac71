public import Bytes
public import Diagnostics
internal import Glibc

/// The process's own streams and settings.
public enum Console {
  /// Writes a line to standard error, where diagnostics go.
  public static func complain(_ line: some CustomStringConvertible) {
    // Where nobody can be told there is nobody to tell of it; the exit status remains.
    _ = write("\(line)\n", to: STDERR_FILENO)
  }

  /// Writes text to standard output, where results go, without what could act on a terminal.
  ///
  /// A reader that went away is no failure: it has read what it wanted.
  public static func write(_ text: String) throws(Diagnostic) {
    let failure = write(printable(text, keepsLines: true), to: STDOUT_FILENO)
    guard failure != 0, failure != EPIPE else { return }
    throw Diagnostic(
      "output.not-printed", "the result cannot be printed: \(systemReason(failure))",
      hint: "make room where standard output goes, and run again", exit: .inputOutput)
  }

  /// Whether standard error is a terminal, where a progress line makes sense.
  public static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes all of a text; returns 0 or the system's error number.
  private static func write(_ text: String, to descriptor: CInt) -> CInt {
    var text = text
    return text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        let count = unsafe Glibc.write(
          descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        if count < 0, errno != EINTR { return errno }
        done += max(0, count)
      }
      return 0
    }
  }
}

/// The environment variables of this process, but for passphrases.
///
/// Those are only lent, by ``withEnvironmentVariable(_:_:)``, and never become text.
public func environmentVariables() -> [String: String] {
  var variables: [String: String] = [:]
  var next = unsafe environ
  while let entry = unsafe next.pointee {
    let text = unsafe String(cString: entry)
    if let equals = text.firstIndex(of: "="), !text[..<equals].hasSuffix("PASSPHRASE") {
      variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    unsafe next += 1
  }
  return variables
}

/// The number of the user this process acts as.
public func currentUser() -> UInt32 { geteuid() }

/// The number of processors this process may use, at least 1.
public func availableProcessors() -> Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

/// Lends the bytes of an environment variable and removes it; does nothing when it is not set.
public func withEnvironmentVariable(_ name: String, _ body: (UnsafeRawBufferPointer) -> Void) {
  guard let value = unsafe getenv(name) else { return }
  let count = unsafe strlen(value)
  unsafe body(UnsafeRawBufferPointer(start: value, count: count))
  // The variable lies in the process's own memory; overwrite it before it is let go.
  unsafe memset(value, 0, count)
  unsafe unsetenv(name)
}

/// Reads a descriptor to its end; throws when it holds more than `buffer` or cannot be read.
public func readAll(
  descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
) throws(SourceFailure) -> Int {
  // No program that is started from here on is to have it.
  _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  var filled = 0
  while true {
    guard filled < buffer.count else {
      throw SourceFailure(name: "descriptor \(descriptor)", reason: "it holds too much")
    }
    let count = unsafe read(
      descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
    if count == 0 { return filled }
    if count > 0 {
      filled += count
    } else if errno != EINTR {
      throw SourceFailure(name: "descriptor \(descriptor)", reason: systemReason(errno))
    }
  }
}

/// The clock, in seconds since the epoch.
///
/// Only for judgements such as "has this key expired"; it must never reach an output's bytes.
public func currentTime() -> UInt32 { UInt32(clamping: time(nil)) }
