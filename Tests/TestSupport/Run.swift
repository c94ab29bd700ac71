import Subprocess
import SystemPackage

#if canImport(Glibc)
  import Glibc
#endif

/// The top of the repository.
public let packageDirectory: String = {
  var path = FilePath(#filePath)
  for _ in 0..<3 { path.removeLastComponent() }
  return path.string
}()

/// What a program left behind.
public struct RunResult: Sendable {
  /// The exit code; 128 + the signal's number for a program killed by one.
  public var status: Int32
  public var output: String
  public var errors: String
}

/// A program the tests need that is not installed.
public struct MissingTool: Error, CustomStringConvertible {
  public var name: String
  public var description: String { "'\(name)' is not installed: run 'make test-tools'" }
}

/// Runs a program from `PATH`, or from the tests' own Python environment, with its output captured, in locale `C` unless told otherwise.
///
/// `environment` is added to the tests' own; `directory` is theirs when `nil`. A program that
/// is not there throws ``MissingTool``: a test never passes for lack of one.
///
/// A program written a moment ago is started again while it is busy (`ETXTBSY`): a process that
/// another test is starting may hold the descriptor it was written through.
public func run(
  _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
  in directory: String? = nil, input: String = ""
) async throws -> RunResult {
  for _ in 0..<100 {
    do {
      let result = try await runOnce(
        program, arguments, environment: environment, in: directory, input: input)
      guard result.status == 126, result.errors.contains("Text file busy") else { return result }
    } catch let error as SubprocessError where error.underlyingError == .textFileBusy {}
    try await Task.sleep(for: .milliseconds(20))
  }
  return try await runOnce(
    program, arguments, environment: environment, in: directory, input: input)
}

private func runOnce(
  _ program: String, _ arguments: [String], environment: [String: String],
  in directory: String?, input: String
) async throws -> RunResult {
  var changes: [Environment.Key: String?] = ["LC_ALL": "C", "TZ": "UTC"]
  for (name, value) in environment { changes[Environment.Key(stringLiteral: name)] = value }
  let executable: Executable =
    program.contains("/") ? .path(FilePath(program)) : .name(program)
  // A tool that only the environment has; those that are everywhere are the system's.
  let bundled = "\(packageDirectory)/.build/venv/bin/\(program)"
  do {
    let result = try await Subprocess.run(
      executable, arguments: Arguments(arguments),
      environment: .inherit.updating(changes),
      workingDirectory: directory.map { FilePath($0) },
      input: .string(input),
      output: .string(limit: 64 << 20), error: .string(limit: 64 << 20))
    let status: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    return RunResult(
      status: status, output: result.standardOutput, errors: result.standardError)
  } catch let error as SubprocessError where error.code == .executableNotFound {
    if !program.contains("/"), access(bundled, X_OK) == 0 {
      return try await runOnce(
        bundled, arguments, environment: environment, in: directory, input: input)
    }
    throw MissingTool(name: program)
  }
}
