public import ArgumentParser
import Diagnostics
public import Pipeline
import Workspace

/// `pkg bincompat`: tells whether programs of the old version run with the new one.
struct BincompatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bincompat",
    abstract: "Compare two versions of a library, and tell what breaks the programs that use it.",
    discussion: """
      pkg bincompat --old A --new B [--report-format text|markdown|json] [--output F]

      A and B are files, directories, packages or saved dumps. All options: pkg bincompat \
      compare --help.
      """,
    subcommands: [CompareCommand.self, DumpCommand.self], defaultSubcommand: CompareCommand.self)

  /// A command line that is wrong exits with 2, as `diff` and `abidiff` do: callers tell by 1 and
  /// 3 what a comparison came to.
  ///
  /// `nil` for other errors, and for the errors of other commands.
  static func usageError(_ error: any Error) -> (any Error)? {
    guard CommandLine.arguments.dropFirst().first == configuration.commandName else { return nil }
    // Told already.
    if (error as? ExitCode)?.rawValue == ExitStatus.usage.rawValue { return ExitCode(2) }
    guard PackageTool.exitCode(for: error) == .validationFailure else { return nil }
    Console.complain(PackageTool.fullMessage(for: error))
    return ExitCode(2)
  }

  /// `pkg bincompat --old A --new B`.
  struct CompareCommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "compare",
      abstract: "Compare two files, directories, packages or saved dumps.",
      discussion: """
        Every change is BREAKING, NON_BREAKING, or UNDEFINED where nothing at hand decides. \
        Exits 0 without a BREAKING change, 1 with one, 2 on wrong usage, and with --strict 3 \
        when something is UNDEFINED.
        """)

    @Option(
      name: .long,
      help: "The version that programs were linked with: a file, directory, .deb, .rpm or dump.",
      completion: .file())
    var old: String

    @Option(name: .long, help: "The version that they are to run with.", completion: .file())
    var new: String

    @Option(
      name: .long, help: "How to write the report: text, markdown or json.")
    var reportFormat: BincompatRequest.Format = .text

    @Option(
      name: .shortAndLong, help: "Write the report to this file.", completion: .file())
    var output: String?

    @Option(
      name: .long,
      help: "Changes to live with (default: .bincompat-ignore, if it is there).",
      completion: .file())
    var ignoreFile: String?

    @Option(
      name: .long,
      help:
        "The day that entries of the ignore file expire against, as YYYY-MM-DD (default: SOURCE_DATE_EPOCH)."
    )
    var date: String?

    @Option(
      name: .long, help: "Whose exports count: c for all, go for cgo's //export, or auto.")
    var profile = "auto"

    @Option(
      name: .long, help: "The old version's debugging information: a file, directory or package.",
      completion: .file())
    var oldDebug: String?

    @Option(name: .long, help: "The new version's debugging information.", completion: .file())
    var newDebug: String?

    @Option(
      name: .long, help: "The header cgo wrote with the old library.", completion: .file())
    var oldHeader: String?

    @Option(
      name: .long, help: "The header cgo wrote with the new library.", completion: .file())
    var newHeader: String?

    @Option(
      name: .long, help: "Write the ignored changes for libabigail's --suppr to this file.",
      completion: .file())
    var exportAbignore: String?

    @Flag(name: .long, help: "Exit with 3 when a change cannot be decided.")
    var strict = false

    func execute() throws -> ExitStatus? {
      let result = try bincompat(
        BincompatRequest(
          old: .init(path: old, debug: oldDebug, header: oldHeader),
          new: .init(path: new, debug: newDebug, header: newHeader), format: reportFormat,
          output: output, ignoreFile: ignoreFile, date: date, profile: profile, strict: strict,
          abignore: exportAbignore, environment: environmentVariables()))
      _ = result.diagnostics.printed()
      try Console.write(result.text)
      return result.status
    }
  }

  /// `pkg bincompat dump`.
  struct DumpCommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "dump",
      abstract: "Save the interface of a file, directory or package for later comparisons.")

    @Argument(help: "A file, directory, .deb or .rpm.", completion: .file())
    var input: String

    @Option(
      name: .shortAndLong, help: "Where the dump goes (default: standard output).",
      completion: .file())
    var output: String?

    @Option(
      name: .long, help: "Its debugging information: a file, directory or package.",
      completion: .file())
    var debug: String?

    @Option(name: .long, help: "The header cgo wrote with the library.", completion: .file())
    var header: String?

    func execute() throws -> ExitStatus? {
      try Console.write(
        dumpInterfaces(.init(path: input, debug: debug, header: header), into: output))
      return nil
    }
  }
}

extension BincompatRequest.Format: ExpressibleByArgument {}
