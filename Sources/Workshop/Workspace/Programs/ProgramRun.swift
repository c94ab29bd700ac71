internal import Diagnostics
internal import Glibc
internal import Subprocess
internal import SystemPackage

/// How much a program that is run may take.
public struct RunLimits: Hashable, Sendable {
  /// On the clock, and of processor time for each process.
  public var seconds: Int
  /// Of address space for each process, in bytes; programs reserve far more than they use.
  public var addressSpace = 16 << 30
  /// Of any one file written, standard output and error included, in bytes.
  public var fileSize = 16 << 20
  /// Processes and threads of the user who runs it, together; the kernel excepts root.
  public var processes = 4096

  public init(seconds: Int) { self.seconds = seconds }
}

/// A program to run, shut in as well as the system allows.
public struct ProgramRun: Sendable {
  /// The program's path, then its arguments.
  public var command: [String]
  /// The whole of its environment.
  public var environment: [String: String]
  /// Where it starts, and the one place it may write to.
  public var folder: String
  public var limits: RunLimits
  /// The words that make this very program call ``Confinement/enter(_:)`` with more words.
  public var launcher: [String]

  public init(
    command: [String], environment: [String: String] = [:], folder: String, limits: RunLimits,
    launcher: [String]
  ) {
    self.command = command
    self.environment = environment
    self.folder = folder
    self.limits = limits
    self.launcher = launcher
  }
}

/// What became of a program.
public struct ProgramOutcome: Hashable, Sendable {
  public enum End: Hashable, Sendable {
    case exited(Int32)
    /// Such as `SIGILL`.
    case signaled(String)
    case timedOut
    /// It did not start; the kernel's reason.
    case unstartable(StartProblem)
  }

  public enum StartProblem: Hashable, Sendable {
    /// The kernel does not take the file for a program.
    case format
    /// The file is there, so what is not is its loader.
    case missing
    case other(String)
  }

  public var end: End
  /// The first mebibyte of standard output.
  public var output: [UInt8]
  /// The first mebibyte of standard error.
  public var errors: [UInt8]
  /// What the system did not let us take away; `nil` when the program did not get that far.
  public var confinement: Confinement.Achieved?
}

extension ProgramRun {
  /// Runs the program to its end, or to its time limit, and ends whatever it leaves behind.
  ///
  /// Nothing of it is waited for after that, and nothing it prints is held in memory but a start.
  public func outcome() async throws -> ProgramOutcome {
    let output = try OutputFile(in: folder, for: "standard output")
    let errors = try OutputFile(in: folder, for: "standard error")
    let confinement = Confinement(folder: folder, limits: limits)
    let orphans = Orphans()
    defer { orphans.end() }
    let status = try await status(
      arguments: launcher.dropFirst() + confinement.words + command, output, errors)
    var outcome = ProgramOutcome(
      end: .timedOut, output: try output.start(), errors: try errors.start(), confinement: nil)
    let start = confinement.takeReport(from: &outcome.errors)
    outcome.confinement = start.achieved
    switch status {
    case nil: break
    case .exited(let code)?:
      outcome.end = start.failure.map { .unstartable($0) } ?? .exited(code)
    case .signaled(let number)?: outcome.end = .signaled(signalName(number))
    }
    return outcome
  }

  /// Starts the launcher in a session of its own; `nil` when the time ran out.
  private func status(
    arguments: [String], _ output: OutputFile, _ errors: OutputFile
  ) async throws -> TerminationStatus? {
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
    ]
    var variables: [Environment.Key: String] = [:]
    for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
    let configuration = Configuration(
      executable: .path(FilePath(launcher[0])), arguments: Arguments(arguments),
      environment: .custom(variables), workingDirectory: FilePath(folder),
      platformOptions: options)
    // Files, not pipes: what outlives the program may keep them open for as long as it likes.
    let (out, err) = (output.descriptor, errors.descriptor)
    let seconds = limits.seconds
    return try await withThrowingTaskGroup(of: TerminationStatus?.self) { group in
      group.addTask {
        try await Subprocess.run(
          configuration, input: .none,
          output: .fileDescriptor(
            FileDescriptor(rawValue: out), closeAfterSpawningProcess: false),
          error: .fileDescriptor(FileDescriptor(rawValue: err), closeAfterSpawningProcess: false)
        ).terminationStatus
      }
      group.addTask {
        try await Task.sleep(for: .seconds(seconds))
        return nil
      }
      let first = try await group.next() ?? nil
      group.cancelAll()
      // The one that lost says how it was stopped; that is of no use to anyone.
      while let _ = await group.nextResult() {}
      return first
    }
  }
}

extension OutputFile {
  /// The first mebibyte of what a process wrote to the descriptor.
  fileprivate func start() throws(Diagnostic) -> [UInt8] {
    var failed: CInt = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
      while count < buffer.count {
        let length = unsafe pread(
          descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count, count)
        if length > 0 {
          count += length
        } else if length == 0 || errno != EINTR {
          failed = length == 0 ? 0 : errno
          return
        }
      }
    }
    guard failed == 0 else { throw .unreadable(name, systemReason(failed)) }
    return bytes
  }
}

/// The name of a signal by its number, which differs between processors.
private func signalName(_ number: CInt) -> String {
  let names = [
    SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
    SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL",
    SIGSEGV: "SIGSEGV", SIGPIPE: "SIGPIPE", SIGALRM: "SIGALRM", SIGTERM: "SIGTERM",
    SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ", SIGSYS: "SIGSYS",
  ]
  return names[number] ?? "signal \(number)"
}
