internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

extension KeyCommand {
  /// `pkg key export`.
  struct ExportCommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Write the public part of keys, as others are to import it.",
      discussion: """
        Armored, with the checksum that rpm before 4.19 wants, on standard output unless told \
        otherwise. Several keys become one file.
        """)

    @Option(name: .shortAndLong, help: "Where the certificates go.", completion: .file())
    var out: String?

    @Flag(name: .long, help: "Write binary packets, which no rpm imports; needs --out.")
    var binary = false

    @Flag(name: .long, help: "Leave out pictures and what other people signed about the keys.")
    var minimal = false

    @Argument(help: "Certificates or secret keys, armored or binary.", completion: .file())
    var files: [String]

    func validate() throws {
      if binary, out == nil { throw ValidationError("--binary needs --out.") }
    }

    func execute() throws -> ExitStatus? {
      try Console.write(
        exportKeys(
          KeyExportRequest(files: files, output: out, isBinary: binary, isMinimal: minimal)))
      return nil
    }
  }
}
