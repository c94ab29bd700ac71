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
  func run() throws {
    let outcome = Outcome()
    Task.detached {
      do { outcome.settle(.success(try await execute())) } catch { outcome.settle(.failure(error)) }
    }
    try finish(outcome.awaited())
  }
}

/// What a concurrent command came to, handed to the main thread.
private final class Outcome: Sendable {
  private let result = Mutex<Result<ExitStatus?, any Error>>(.success(nil))
  private let isSettled = DispatchSemaphore(value: 0)

  func settle(_ value: Result<ExitStatus?, any Error>) {
    result.withLock { $0 = value }
    isSettled.signal()
  }

  /// Blocks until ``settle(_:)`` was called.
  func awaited() -> Result<ExitStatus?, any Error> {
    isSettled.wait()
    return result.withLock { $0 }
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
