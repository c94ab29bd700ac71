internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

/// The root command.
@main
struct PackageTool: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pkg",
    abstract: "Build, sign and verify RPM and DEB packages of Go binaries.",
    version: "pkg \(toolVersion)",
    subcommands: [
      BuildCommand.self, CheckCommand.self, SignCommand.self, VerifyCommand.self,
      InspectCommand.self, StripCommand.self, KeyCommand.self,
    ])
}

/// A subcommand: the only place where a diagnostic becomes text and a status.
protocol PackageCommand: AsyncParsableCommand {
  /// Does the work and returns the status to exit with.
  func execute() async throws -> ExitStatus?
}

extension PackageCommand {
  func run() async throws {
    let status: ExitStatus?
    do {
      status = try await execute()
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
}

/// The form a result is printed in.
enum ReportFormat: String, ExpressibleByArgument {
  case text, json
}

extension [Diagnostic] {
  /// Prints all of them to standard error; `strict` makes errors of warnings.
  ///
  /// Returns the status to exit with when any is an error.
  func printed(strict: Bool = false) -> ExitStatus? {
    var status: ExitStatus?
    for var diagnostic in self {
      if strict, diagnostic.severity == .warning { diagnostic.severity = .error }
      Console.complain(diagnostic)
      if diagnostic.severity == .error, status == nil { status = diagnostic.exit }
    }
    return status
  }
}
