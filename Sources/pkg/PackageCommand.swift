internal import ArgumentParser
import Diagnostics
import Dispatch
import Pipeline
import Synchronization
import Workspace

/// A subcommand that works on the main thread.
protocol PackageCommand: ParsableCommand {
  /// Does the work and returns the status to exit with.
  func execute() throws -> ExitStatus?
}

extension PackageCommand {
  func run() throws { try finish(Result { try execute() }) }
}

/// A subcommand that works on several threads at once.
protocol ConcurrentCommand: ParsableCommand, Sendable {
  /// Does the work and returns the status to exit with.
  func execute() async throws -> ExitStatus?
}

extension ConcurrentCommand {
  func run() throws { try finish(Result { try finished { try await execute() } }) }
}

/// Waits for work that needs more than the main thread.
func finished<Value: Sendable>(
  _ work: @escaping @Sendable () async throws -> Value
) throws -> Value {
  let outcome = Outcome<Value>()
  Task.detached {
    do { outcome.settle(.success(try await work())) } catch { outcome.settle(.failure(error)) }
  }
  return try outcome.awaited()
}

/// What concurrent work came to, handed to the main thread.
private final class Outcome<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let isSettled = DispatchSemaphore(value: 0)

  func settle(_ value: Result<Value, any Error>) {
    result.withLock { $0 = value }
    isSettled.signal()
  }

  /// Blocks until ``settle(_:)`` was called.
  func awaited() throws -> Value {
    isSettled.wait()
    guard let result = result.withLock({ $0 }) else { preconditionFailure("settled means set") }
    return try result.get()
  }
}

/// The only place where a diagnostic becomes text and a status.
private func finish(_ outcome: Result<ExitStatus?, any Error>) throws {
  let status: ExitStatus?
  do {
    status = try outcome.get()
  } catch let error as ExitCode {
    throw error
  } catch let error as ValidationError {
    throw error
  } catch {
    let diagnostics = report(error)
    for diagnostic in diagnostics { Console.complain(diagnostic) }
    throw ExitCode((diagnostics.first { $0.severity == .error }?.exit ?? .internalError).rawValue)
  }
  if let status { throw ExitCode(status.rawValue) }
}
