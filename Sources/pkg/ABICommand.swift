internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

/// `pkg abi`: which releases run a binary.
struct ABICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "abi", abstract: "Tell on which releases of which distributions binaries run.",
    subcommands: [CheckABICommand.self, AdviseABICommand.self, ListTargetsCommand.self])
}

extension ABICommand {
  /// What is judged, and how that is printed.
  struct JudgedBinaries: ParsableArguments {
    @OptionGroup var releases: TargetsFileOption

    @Option(name: .long, help: "How to print the verdicts: text or json.")
    var format: ReportFormat = .text

    @Argument(help: "The programs and libraries.", completion: .file())
    var files: [String]

    /// Judges them on the releases named, or all, and prints the verdicts.
    func judge(on targets: [String]?) throws -> ABIAnswer {
      let answer = try checkABI(
        ABIRequest(files: files, targets: targets, targetsFile: releases.targetsFile))
      try Console.write(format == .json ? try answer.report.json() : answer.report.text)
      return answer
    }
  }

  /// `pkg abi check`.
  struct CheckABICommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Judge whether binaries run on releases, and name what keeps them from it.",
      discussion: """
        Exits 0 only if every binary runs on every release. Compares the loader, the C library's \
        symbol versions, the libraries, the kernel and the processor level with a table of \
        releases; nothing is run.
        """)

    @Option(
      name: .shortAndLong, parsing: .singleValue,
      help: "The releases, such as el8,debian12. May be repeated.")
    var target: [String]

    @OptionGroup var binaries: JudgedBinaries

    func execute() throws -> ExitStatus? {
      let names = target.flatMap { $0.split(separator: ",") }.map(String.init)
      guard !names.isEmpty else { throw ValidationError("--target names no release.") }
      return try binaries.judge(on: names).runsEverywhere ? nil : .findings
    }
  }

  /// `pkg abi advise`.
  struct AdviseABICommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "advise",
      abstract: "Tell how binaries are linked, which of all releases run them, and what to do.",
      discussion: """
        Says of every release in the table what 'pkg abi check' says of those it is asked about. \
        Exits 0 whatever the verdicts are: nothing was promised.
        """)

    @OptionGroup var binaries: JudgedBinaries

    func execute() throws -> ExitStatus? {
      _ = try binaries.judge(on: nil)
      return nil
    }
  }

  /// `pkg abi targets`.
  struct ListTargetsCommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "targets", abstract: "List the releases that can be named, with their facts.")

    @OptionGroup var releases: TargetsFileOption

    @Option(name: .long, help: "How to print them: text or json.")
    var format: ReportFormat = .text

    func execute() throws -> ExitStatus? {
      let report = try listReleases(targetsFile: releases.targetsFile)
      try Console.write(format == .json ? try report.json() : report.text)
      return nil
    }
  }
}

/// Where releases beyond the program's own are described.
struct TargetsFileOption: ParsableArguments {
  @Option(
    name: .long, help: "A file that describes more releases; see Documentation/Targets.md.",
    completion: .file())
  var targetsFile: String?
}
