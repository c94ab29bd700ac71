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
    try Console.write(format == .json ? report.json() : report.text)
    return nil
  }
}
