internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

/// `pkg log`: the log that `pkg sign --log` writes.
struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Verify the log of signatures, and sign its head.",
    subcommands: [CheckpointCommand.self, VerifyLogCommand.self])
}

extension LogCommand {
  /// `pkg log checkpoint`.
  struct CheckpointCommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "checkpoint",
      abstract: "Sign how long a log is and what it holds; keep the result elsewhere.",
      discussion: """
        Writes a C2SP checkpoint: the head of the log's RFC 6962 Merkle tree as a signed note. The \
        key is an Ed25519 key. A log whose chain does not hold is not signed.
        """)

    @Option(
      name: .long, help: "The secret key, Ed25519, as 'pkg sign' takes it.", completion: .file())
    var key: String

    @OptionGroup var access: SigningKeyOptions

    @Option(name: .long, help: "The log's name in the checkpoint; its file's name by default.")
    var origin: String?

    @Option(
      name: .shortAndLong, help: "Where it goes; LOG.checkpoint by default.", completion: .file())
    var output: String?

    @Argument(help: "The log.", completion: .file())
    var log: String

    func execute() throws -> ExitStatus? {
      let made = try makeCheckpoint(
        CheckpointRequest(
          log: log, key: key, access: try access.access(), origin: origin, output: output))
      let status = made.warnings.printed()
      try Console.write("\(made.path)\n")
      return status
    }
  }

  /// `pkg log verify`.
  struct VerifyLogCommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Hold a log against its own chain and a kept checkpoint.",
      discussion: """
        Exits 0 only if every line follows the one before it and, with --checkpoint, the log's \
        beginning is what a key of the keyring signed. Without a checkpoint, lines cut off the end \
        and a log made anew go unnoticed.
        """)

    @Option(name: .long, help: "A checkpoint that was kept elsewhere.", completion: .file())
    var checkpoint: String?

    @Option(
      name: .long, parsing: .singleValue,
      help: "Certificates whose checkpoints count. May be repeated.", completion: .file())
    var keyring: [String] = []

    @Option(name: .long, help: "How to print the verdict: text or json.")
    var format: ReportFormat = .text

    @Argument(help: "The log.", completion: .file())
    var log: String

    func validate() throws {
      guard (checkpoint == nil) == keyring.isEmpty else {
        throw ValidationError("--checkpoint and --keyring go together")
      }
    }

    func execute() throws -> ExitStatus? {
      let report = try verifyLog(
        LogVerifyRequest(log: log, checkpoint: checkpoint, keyrings: keyring))
      _ = report.diagnostics.printed()
      try Console.write(format == .json ? try report.report.json() : report.report.text)
      return report.holds ? nil : .findings
    }
  }
}
