internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

/// `pkg timestamp`: proofs of when a signature was made.
struct TimestampCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timestamp",
    abstract: "Ask for, keep and check RFC 3161 timestamps of signatures.",
    discussion: """
      A timestamp proves that a signature was there at a time, and so that it was made before its \
      key expired or was withdrawn. 'request' writes FILE.tsq, which an authority answers: 'curl -H \
      "Content-Type: application/timestamp-query" --data-binary @FILE.tsq URL'. 'attach' proves the \
      answer and keeps it as FILE.tsr, where 'pkg verify --timestamp-ca' finds it. FILE is a \
      signature file, or a signed package; nothing here uses a network.
      """,
    subcommands: [RequestCommand.self, AttachCommand.self, CheckCommand.self])

  struct RequestCommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "request", abstract: "Write FILE.tsq, a question to an authority.")

    @Argument(help: "Signature files or signed packages.", completion: .file())
    var files: [String]

    func execute() throws -> ExitStatus? {
      try requestTimestamps(files)
      return nil
    }
  }

  struct AttachCommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "attach", abstract: "Prove an authority's answer and keep it as FILE.tsr.")

    @Option(
      name: .customLong("timestamp-ca"),
      help: "X.509 certificates of the authority or its issuers. May be repeated.",
      completion: .file())
    var authorities: [String]

    @Argument(help: "The signature file or signed package.", completion: .file())
    var file: String

    @Argument(help: "The authority's answer.", completion: .file())
    var response: String

    func execute() throws -> ExitStatus? {
      let time = try attachTimestamp(response, to: file, authorities: authorities)
      try Console.write("\(file): signed no later than \(time)\n")
      return nil
    }
  }

  struct CheckCommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Prove FILE.tsr and print the time.")

    @Option(
      name: .customLong("timestamp-ca"),
      help: "X.509 certificates of the authority or its issuers. May be repeated.",
      completion: .file())
    var authorities: [String]

    @Argument(help: "Signature files or signed packages.", completion: .file())
    var files: [String]

    func execute() throws -> ExitStatus? {
      try Console.write(try verifyTimestamps(files, authorities: authorities))
      return nil
    }
  }
}
