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
        otherwise. Several keys become one file. The other forms hold one key, for those who \
        verify other signatures than OpenPGP's.
        """)

    @Option(
      name: .long,
      help: """
        openpgp, ssh (a line for allowed_signers), minisign (a .pub file) or pem (for DSSE \
        envelopes).
        """,
      completion: .list(PublicKeyForm.allCases.map(\.rawValue)),
      transform: { try oneOf(PublicKeyForm.self, $0) })
    var form = PublicKeyForm.openpgp

    @Option(name: .shortAndLong, help: "Where it goes.", completion: .file())
    var out: String?

    @Flag(name: .long, help: "Write binary packets, which no rpm imports; needs --out.")
    var binary = false

    @Flag(name: .long, help: "Leave out pictures and what other people signed about the keys.")
    var minimal = false

    @Argument(help: "Certificates or secret keys, armored or binary.", completion: .file())
    var files: [String]

    func validate() throws {
      if binary, out == nil { throw ValidationError("--binary needs --out.") }
      if form != .openpgp, binary || minimal {
        throw ValidationError("--binary and --minimal are for OpenPGP's form.")
      }
    }

    func execute() throws -> ExitStatus? {
      try Console.write(
        exportKeys(
          KeyExportRequest(
            files: files, form: form, output: out, isBinary: binary, isMinimal: minimal)))
      return nil
    }
  }
}
