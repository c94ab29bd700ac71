internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

/// The root command.
///
/// It is synchronous, because an asynchronous main program starts a thread pool before it has
/// read its arguments: a fifth of the time that `--version` takes. See ``ConcurrentCommand``.
@main
struct PackageTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pkg",
    abstract: "Build, sign and verify RPM and DEB packages of Go binaries.",
    version: "pkg \(toolVersion)",
    subcommands: [
      BuildCommand.self, CheckCommand.self, SignCommand.self, VerifyCommand.self,
      InspectCommand.self, ABICommand.self, BincompatCommand.self, StripCommand.self,
      PatchCommand.self, KeyCommand.self, TimestampCommand.self, ApproveCommand.self,
      LogCommand.self,
      ConfineCommand.self,
    ])

  static func main() {
    prepareMemory()
    do {
      if let number = firstArgumentNotUTF8() {
        Console.complain(
          Diagnostic(
            "input.not-utf8", "argument \(number) is not UTF-8",
            hint: "rename the file, or pass it by another name", exit: .usage))
        throw ExitCode(ExitStatus.usage.rawValue)
      }
      var command = try parseAsRoot()
      try command.run()
    } catch {
      exit(withError: BincompatCommand.usageError(error) ?? error)
    }
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
