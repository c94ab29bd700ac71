internal import CLinux
internal import Glibc

/// A program that is given some bytes and answers with some.
///
/// It runs with this process's rights, for the user has named it; what it prints is bounded, and so
/// is its time, after which it and its process group are killed.
///
/// A signature is asked for from any number of the threads of concurrent work at once, each of
/// which blocks until it is there. swift-subprocess needs one of those threads to get on, and with
/// all of them blocked never would; so this is written against the system itself.
public struct ProgramCall: Sendable {
  public enum Failure: Error, Hashable, Sendable {
    /// It did not start; the system's reason.
    case unstartable(String)
    case timedOut
    /// It printed more than ``outputLimit``.
    case tooMuch
    /// It ended otherwise than with status 0, or by a signal (128 and its number); the first line
    /// of what it said on standard error.
    case failed(status: Int32, words: String)
  }

  /// Of standard output, and of standard error, in bytes.
  public static let outputLimit = 64 << 10

  public var program: String
  /// The whole of its environment.
  public var environment: [String: String]
  public var seconds: Int

  public init(program: String, environment: [String: String], seconds: Int) {
    self.program = program
    self.environment = environment
    self.seconds = seconds
  }

  /// Runs it and returns its standard output; blocks the thread.
  public func output(for input: [UInt8]) throws(Failure) -> [UInt8] {
    let standardInput = try Descriptor(holding: input)
    let output = try Pipe()
    let errors = try Pipe()
    let process = try start(standardInput, output.writing, errors.writing)
    output.writing.close()
    errors.writing.close()
    let collected = collect(output.reading, errors.reading, from: process)
    // What it left behind goes with it; the group's number is taken until it is waited for.
    kill(-process, SIGKILL)
    var status: CInt = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    let (bytes, words) = try collected.get()
    let signal = status & 0x7f
    let code = signal == 0 ? status >> 8 & 0xff : 128 + signal
    guard code == 0 else {
      let line = words.split(separator: UInt8(ascii: "\n")).first ?? []
      throw .failed(status: code, words: String(decoding: line.prefix(500), as: UTF8.self))
    }
    return bytes
  }

  /// Starts it in a session of its own, with nothing open but the three descriptors.
  private func start(
    _ input: Descriptor, _ output: Descriptor, _ errors: Descriptor
  ) throws(Failure) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in [input, output, errors].enumerated() {
      unsafe posix_spawn_file_actions_adddup2(&actions, descriptor.number, CInt(number))
    }
    // What this process was started with is not the program's, such as a passphrase's descriptor.
    unsafe pkg_close_from(&actions, 3)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    unsafe posix_spawnattr_setflags(&attributes, pkg_POSIX_SPAWN_SETSID)
    var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    var arguments = unsafe [strdup(program), nil]
    defer { for index in unsafe variables.indices { unsafe free(variables[index]) } }
    defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
    var process: pid_t = 0
    let problem = unsafe posix_spawn(
      &process, program, &actions, &attributes, &arguments, &variables)
    guard problem == 0 else { throw .unstartable(systemReason(problem)) }
    return process
  }

  /// Reads both outputs until the process has ended, prints too much, or the time is over.
  private func collect(
    _ output: Descriptor, _ errors: Descriptor, from process: pid_t
  ) -> Result<(output: [UInt8], errors: [UInt8]), Failure> {
    let deadline = now() + Int64(seconds) * 1000
    var texts: [[UInt8]] = [[], []]
    var descriptors = [output, errors].map {
      pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0)
    }
    while true {
      let hasEnded = hasEnded(process)
      // Nothing new comes from the process itself once it has ended: what is there is the rest.
      let wait = hasEnded ? 0 : max(0, min(50, deadline - now()))
      let ready = unsafe poll(&descriptors, nfds_t(descriptors.count), CInt(wait))
      for index in texts.indices where ready > 0 && descriptors[index].revents != 0 {
        let part = unsafe [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, count in
          count = max(
            0, unsafe read(descriptors[index].fd, buffer.baseAddress, buffer.count))
        }
        // At its end a descriptor is always ready; poll passes over negative ones.
        if part.isEmpty { descriptors[index].fd = -1 }
        texts[index] += part
        if texts[index].count > Self.outputLimit { return .failure(.tooMuch) }
      }
      if hasEnded, ready <= 0 { return .success((texts[0], texts[1])) }
      if now() >= deadline { return .failure(.timedOut) }
    }
  }

  /// Whether the process has ended, without taking its status.
  private func hasEnded(_ process: pid_t) -> Bool {
    var status = unsafe siginfo_t()
    let answer = unsafe waitid(P_PID, id_t(process), &status, WEXITED | WNOHANG | WNOWAIT)
    let signal = unsafe status.si_signo
    return answer != 0 || signal == SIGCHLD
  }

  /// A clock that nobody sets, in milliseconds.
  private func now() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}

/// The owner of a descriptor.
private final class Descriptor {
  private(set) var number: CInt

  init(_ number: CInt) { self.number = number }

  /// A file in memory that holds `bytes`, to be read from the start.
  init(holding bytes: [UInt8]) throws(ProgramCall.Failure) {
    number = pkg_memory_file()
    guard number >= 0 else { throw .unstartable(systemReason(errno)) }
    let error = unsafe bytes.withUnsafeBytes { unsafe writeFully(number, $0, at: 0) }
    guard error == 0 else { throw .unstartable(systemReason(error)) }
  }

  deinit { close() }

  func close() {
    if number >= 0 { Glibc.close(number) }
    number = -1
  }
}

private struct Pipe {
  let reading: Descriptor
  let writing: Descriptor

  init() throws(ProgramCall.Failure) {
    var ends: [CInt] = [-1, -1]
    guard unsafe pkg_pipe(&ends) == 0 else { throw .unstartable(systemReason(errno)) }
    reading = Descriptor(ends[0])
    writing = Descriptor(ends[1])
  }
}
