internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

/// `pkg inspect`: what a file says of itself.
struct InspectCommand: PackageCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Print what an ELF file, an RPM, a DEB or an OpenPGP key says of itself.")

  @Option(name: .long, help: "How to print it: text or json.")
  var format: ReportFormat = .text

  @Argument(help: "The file.", completion: .file())
  var file: String

  func execute() throws -> ExitStatus? {
    let report = try inspect(file)
    Console.write(format == .json ? try report.json() : report.text)
    return nil
  }
}

/// `pkg strip`: removes symbols without moving a byte that is loaded.
struct StripCommand: PackageCommand {
  static let configuration = CommandConfiguration(
    commandName: "strip", abstract: "Strip an ELF file of any architecture.")

  @Option(name: .long, help: "What to remove: none, debug, unneeded or all.")
  var mode = "all"

  @Argument(help: "The file to strip; it is not changed.", completion: .file())
  var input: String

  @Option(name: .shortAndLong, help: "Where the result goes.", completion: .file())
  var output: String

  func execute() throws -> ExitStatus? {
    try strip(input, mode: mode, into: output)
    return nil
  }
}
