internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

extension KeyCommand {
  /// `pkg key rotate`.
  struct RotateCommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate",
      abstract: "Hand over to a new key: write its certificate with the old key's word for it.",
      discussion: """
        The old key certifies the new one and names it its successor. 'pkg key check --predecessor \
        OLD NEW' proves that, while both keys are good: so publish it while the old key still \
        signs, and have rpm's users import both before the first signature by the new one. Nothing \
        trusts a successor by itself.
        """)

    @Option(
      name: .long, help: "The old secret key, as 'pkg sign' takes it.", completion: .file())
    var key: String

    @OptionGroup var access: SigningKeyOptions

    @Option(name: .shortAndLong, help: "Where the result goes.", completion: .file())
    var out: String

    @Argument(help: "The new key's certificate.", completion: .file())
    var file: String

    func execute() throws -> ExitStatus? {
      let answer = try rotateKey(
        KeyRotateRequest(
          successor: file, key: key, access: try access.access(), output: out,
          environment: environmentVariables()))
      let status = answer.warnings.printed()
      try Console.write(answer.text)
      return status
    }
  }
}
