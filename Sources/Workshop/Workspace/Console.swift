internal import Glibc

/// The process's own streams and settings.
public enum Console {
  /// Writes a line to standard error, where diagnostics go.
  public static func complain(_ line: some CustomStringConvertible) {
    write("\(line)\n", to: STDERR_FILENO)
  }

  /// Writes text to standard output, where results go.
  public static func write(_ text: String) { write(text, to: STDOUT_FILENO) }

  /// Whether standard error is a terminal, where a progress line makes sense.
  public static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

  private static func write(_ text: String, to descriptor: CInt) {
    var text = text
    text.withUTF8 { bytes in
      var done = 0
      while unsafe done < bytes.count {
        let count = unsafe Glibc.write(
          descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        // A reader that went away is no reason to fail the work.
        if count < 0, errno != EINTR { return }
        done += max(0, count)
      }
    }
  }
}

/// The environment variables of this process.
public func environmentVariables() -> [String: String] {
  var variables: [String: String] = [:]
  var next = unsafe environ
  while let entry = unsafe next.pointee {
    let text = unsafe String(cString: entry)
    if let equals = text.firstIndex(of: "=") {
      variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    unsafe next += 1
  }
  return variables
}

/// The number of processors this process may use, at least 1.
public func availableProcessors() -> Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
