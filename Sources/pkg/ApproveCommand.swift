internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

/// `pkg approve`: agrees, signed, that files may be signed.
struct ApproveCommand: PackageCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "State, signed, that files may be signed as they are.",
    discussion: """
      Writes an in-toto statement over the files' SHA-256 in a DSSE envelope: the key approves that \
      they are signed, until --expires. A policy's rules say whose approvals 'pkg sign --policy' \
      asks for, and how many; see Documentation/Policy.md.
      """)

  @Option(
    name: .long, help: "The approver's secret key, as 'pkg sign' takes it.", completion: .file())
  var key: String

  @OptionGroup var access: SigningKeyOptions

  @Option(
    name: .long,
    help: ArgumentHelp(
      "When the approval lapses: 2027-01-31, or 2027-01-31T12:00:00Z.", valueName: "time"))
  var expires: String

  @Option(
    name: .shortAndLong,
    help: "Where it goes; FILE.KEYID.approval.jsonl beside the first file by default.",
    completion: .file())
  var output: String?

  @Argument(help: "The files to approve.", completion: .file())
  var files: [String]

  func execute() throws -> ExitStatus? {
    let report = try approve(
      ApproveRequest(
        files: files, key: key, access: try access.access(), expires: expires,
        output: output))
    let status = report.diagnostics.printed()
    try Console.write("\(report.published)\n")
    return status
  }
}
