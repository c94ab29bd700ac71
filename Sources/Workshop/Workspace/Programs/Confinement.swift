internal import CLinux
internal import Glibc

/// What is taken from a program before it starts.
///
/// Limits on itself a process can only lower for good, so they are set by the process that then
/// becomes the program: this executable, started once more with ``words``.
public struct Confinement: Hashable, Sendable {
  /// What the system allowed to take away.
  public struct Achieved: Hashable, Sendable {
    /// No network but a loopback of its own.
    public var network: Bool
    /// No writing outside its folder, and no signals to other processes where Linux knows how.
    public var writing: Bool
  }

  var folder: String
  var limits: RunLimits
  /// Marks the launcher's lines on standard error; the program never learns it.
  private var token = hiddenName()

  init(folder: String, limits: RunLimits) {
    self.folder = folder
    self.limits = limits
  }

  /// What ``enter(_:)`` is told, to be followed by the program and its arguments.
  var words: [String] {
    [
      token, folder, "\(limits.seconds)", "\(limits.addressSpace)", "\(limits.fileSize)",
      "\(limits.processes)",
    ]
  }

  /// Becomes the program that `words` name; returns only the words it does not understand.
  public static func enter(_ words: [String]) -> [String] {
    guard words.count > 6, let seconds = Int(words[2]), let addressSpace = Int(words[3]),
      let fileSize = Int(words[4]), let processes = Int(words[5])
    else { return words }
    var limits = RunLimits(seconds: seconds)
    limits.addressSpace = addressSpace
    limits.fileSize = fileSize
    limits.processes = processes
    var confinement = Confinement(folder: words[1], limits: limits)
    confinement.token = words[0]
    confinement.become(Array(words[6...]))
  }

  private func become(_ command: [String]) -> Never {
    // The program does not outlive whoever asked for it.
    _ = pkg_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL))
    _ = pkg_prctl(PR_SET_NO_NEW_PRIVS, 1)
    let achieved = Achieved(network: leaveNetwork(), writing: restrictWriting(to: folder))
    report("network=\(achieved.network ? 1 : 0) writing=\(achieved.writing ? 1 : 0)")
    var pointers = unsafe command.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    guard setLimits(), unsafe execv(command[0], pointers) == 0 else {
      report("errno=\(errno)")
      _exit(126)
    }
    _exit(126)
  }

  private func report(_ words: String) { Console.complain("\(token) \(words)") }

  /// Sets every limit, soft and hard; false when the system refuses one.
  private func setLimits() -> Bool {
    // One second past the soft limit the kernel kills what ignores SIGXCPU, as Go programs do.
    let all: [(CInt, Int, Int)] = [
      (pkg_RLIMIT_CPU, limits.seconds, limits.seconds + 1),
      (pkg_RLIMIT_AS, limits.addressSpace, limits.addressSpace),
      (pkg_RLIMIT_FSIZE, limits.fileSize, limits.fileSize),
      (pkg_RLIMIT_NPROC, limits.processes, limits.processes),
      (pkg_RLIMIT_CORE, 0, 0),
    ]
    return all.allSatisfy { resource, soft, hard in
      // A limit that is lower already stays; only root could raise it.
      if pkg_setrlimit(resource, UInt64(soft), UInt64(hard)) == 0 { return true }
      return errno == EPERM
    }
  }

  /// Takes the lines of the launcher off the start of what it and the program wrote.
  func takeReport(
    from errors: inout [UInt8]
  ) -> (achieved: Achieved?, failure: ProgramOutcome.StartProblem?) {
    var achieved: Achieved?
    var failure: ProgramOutcome.StartProblem?
    while errors.starts(with: token.utf8) {
      let end = errors.firstIndex(of: UInt8(ascii: "\n")) ?? errors.count - 1
      let line = String(decoding: errors[..<end].dropFirst(token.utf8.count + 1), as: UTF8.self)
      errors.removeSubrange(...end)
      if line.hasPrefix("errno="), let number = CInt(line.dropFirst(6)) {
        failure = ProgramOutcome.StartProblem(number)
      } else {
        achieved = Achieved(
          network: line.contains("network=1"), writing: line.contains("writing=1"))
      }
    }
    return (achieved, failure)
  }
}

extension ProgramOutcome.StartProblem {
  fileprivate init(_ number: CInt) {
    switch number {
    case ENOEXEC: self = .format
    case ENOENT: self = .missing
    default: self = .other(systemReason(number))
    }
  }
}
