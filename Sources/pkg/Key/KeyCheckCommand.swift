internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

extension KeyCommand {
  /// `pkg key check`.
  struct KeyCheckCommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Look for what verifiers will hold against keys.",
      discussion: """
        Tells, for certificates and secret keys, weak self-signatures, missing key flags, critical \
        statements, missing checksums, expiry, revocation, sizes, and who may read the file. No \
        passphrase is asked for. Exits 1 when a finding is an error.
        """)

    @Option(
      name: .long, parsing: .singleValue,
      help: ArgumentHelp(
        "Also ask these releases whether they take what the keys sign, such as el7,el8,deb12.",
        valueName: "releases"))
    var targets: [String] = []

    @OptionGroup var releases: TargetsFileOption

    @Option(
      name: .long,
      help: "Also ask whether this key hands over to the keys, as 'pkg key rotate' has it say.",
      completion: .file())
    var predecessor: String?

    @Option(name: .long, help: "How to print the findings: text or json.")
    var format: ReportFormat = .text

    @Argument(help: "Key files, armored or binary.", completion: .file())
    var files: [String]

    func execute() throws -> ExitStatus? {
      var request = KeyCheckRequest(
        files: files, targets: releaseNames(targets),
        targetsFile: releases.targetsFile)
      request.predecessor = predecessor
      let answer = try checkKeys(request)
      try Console.write(format == .json ? answer.report.json() : answer.report.text)
      return answer.isSound ? nil : .findings
    }
  }
}
