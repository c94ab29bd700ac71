internal import ArgumentParser
import Diagnostics
import Pipeline

/// `pkg strip`: removes symbols without moving a byte that is loaded.
struct StripCommand: PackageCommand {
  static let configuration = CommandConfiguration(
    commandName: "strip", abstract: "Strip an ELF file of any architecture.",
    discussion: """
      Executables, libraries, object files and kernel modules. No loaded byte moves or changes; \
      the result is read back and compared before it replaces anything.
      """)

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What to remove: none, debug, unneeded or all.",
      discussion: "Object files and kernel modules need 'debug' or 'unneeded'."))
  var mode = "all"

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Split the debugging information off into this file, and name it in the result.",
      discussion: """
        DIR/ puts it at DIR/.build-id/xx/yyyy.debug, where debuggers look for it. It takes its \
        place before the result that names it: should the machine stop in between, the program \
        is as it was.
        """),
    completion: .file())
  var split: String?

  @Option(
    name: .customLong("compress-debug"),
    help: "Store the sections of the debug file so: none, zlib or zstd (default: as they are).")
  var compressDebug: String?

  @Flag(name: .long, help: "Keep bytes that follow the ELF file, such as an archive.")
  var keepTrailing = false

  @Flag(
    name: .long, help: "Remove the signature of a kernel module, which would no longer hold.")
  var dropModuleSignature = false

  @Option(
    name: .customLong("remove-section"),
    help: "Remove this section, too; it must not be loaded. May be repeated.")
  var removeSection: [String] = []

  @Argument(help: "The file to strip; only --output can change it.", completion: .file())
  var input: String

  @Option(name: .shortAndLong, help: "Where the result goes.", completion: .file())
  var output: String

  func validate() throws {
    if compressDebug != nil, split == nil {
      throw ValidationError("--compress-debug is about the file that --split names.")
    }
  }

  func execute() throws -> ExitStatus? {
    try strip(
      StripRequest(
        input: input, output: output, mode: mode, removedSections: removeSection,
        keepsTrailingData: keepTrailing, dropsModuleSignature: dropModuleSignature,
        debugFile: split, debugCompression: compressDebug))
    return nil
  }
}
