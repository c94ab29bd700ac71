internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

/// `pkg verify`: proves that artefacts are what a trusted key says they are.
struct VerifyCommand: PackageCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Verify packages and signed files against trusted keys.",
    discussion: """
      Exits 0 only if every file is proven: layout, every digest, and a good signature by a key \
      that is trusted, or by those the policy asks for. Unsigned is a doubt, and any doubt exits \
      1; with --allow-unsigned it exits 3 if all files that are not proven are unsigned, and sound \
      for the rest. A file that is no package is verified against the FILE.asc, FILE.sig or FILE.minisig beside it, and else by its line in a \
      signed SHA256SUMS; InRelease, FILE.intoto.jsonl, FILE.dsse.json and signed kernel modules \
      hold their own signatures. SHA256SUMS, Release, InRelease and repomd.xml are also held against the files \
      they list, and a Release against its dates.

      With --trusted-root, FILE.sigstore.json is verified too, offline, for packages and other files: \
      a Sigstore bundle, whose signer is the one --certificate-identity names. A bundle that does \
      not hold is a doubt whatever else is there.

      One good signature by a trusted key is required, and a DEB needs one of each --role. A \
      signature that names a trusted key and is not good is a doubt whatever else is there; those \
      of unknown keys are listed. What dpkg-sig signs proves nothing.

      With --run, the ELF programs of every proven package, and every proven ELF program, are also \
      run, with --version or what --run-arg says: from a copy, in an empty directory, with an empty \
      environment, without a network and without leave to write elsewhere where the system can \
      do that, and with limits on time, memory, file size and processes. Nothing of a file that is \
      not proven is run. A program is run under QEMU's user emulator, on a processor that has what \
      the program was built for (GOAMD64, GOARM, GOARM64, GOPPC64, GORISCV64) and no more; on this \
      machine's processor if nothing says what that is, if there is no emulator for this \
      machine's own architecture, and for 386 on amd64.
      """)

  @Option(
    name: .long, parsing: .singleValue,
    help: "Trusted OpenPGP certificates. May be repeated.", completion: .file())
  var keyring: [String] = []

  @Option(
    name: .long,
    help:
      "A policy file: which keys must have signed what. --keyring then only brings certificates.",
    completion: .file())
  var policy: String?

  @Option(
    name: .customLong("approval"), parsing: .singleValue,
    help: "Approvals a policy asks for, beside those that lie by the files. May be repeated.",
    completion: .file())
  var approvals: [String] = []

  @OptionGroup var prediction: PredictionOptions

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The role a DEB's signature must have (default: origin). May be repeated.",
      valueName: "role"))
  var role: [SigningRole] = []

  @OptionGroup var jobs: JobsOption

  @Option(name: .long, help: "How to print the verdicts: text or json.")
  var format: ReportFormat = .text

  @Argument(help: "The files to verify.", completion: .file())
  var files: [String]

  @OptionGroup(title: "Whom else to trust, and when") var trust: TrustOptions

  @OptionGroup(title: "Sigstore bundles") var sigstore: SigstoreOptions

  @OptionGroup(title: "What to let pass") var passing: ExceptionOptions

  @OptionGroup(title: "Running what is proven") var running: RunOptions

  func validate() throws {
    if let exception = passing.name {
      guard policy == nil else {
        throw ValidationError("\(exception) is not for --policy: it counts sound signatures only")
      }
      guard !running.run else {
        throw ValidationError("\(exception) is not for --run: only what is proven is run")
      }
    }
    guard policy != nil || !keyring.isEmpty || !sources.isEmpty || passing.allowUnsigned else {
      throw ValidationError(
        "--keyring, --policy or another kind of key says whom to trust; nobody is by default")
    }
    guard policy != nil || approvals.isEmpty else {
      throw ValidationError("--approval needs --policy: nothing else asks for approvals")
    }
    guard sigstore.bundle == nil || files.count == 1 else {
      throw ValidationError("--bundle is of one file")
    }
  }

  private var sources: TrustSources {
    var sources = trust.sources
    sources.sigstore = sigstore.trust
    return sources
  }

  func execute() throws -> ExitStatus? {
    var request = VerifyRequest(
      files: files, keyrings: keyring, policy: policy, predicted: prediction.names,
      targetsFile: prediction.releases.targetsFile, roles: role.isEmpty ? [.origin] : role,
      jobs: jobs.count, trust: sources)
    request.approvals = approvals
    request.exceptions = passing.exceptions
    let finalRequest = request
    let report =
      if let run = running.request {
        try finished { try await verify(finalRequest, running: run) }
      } else {
        try finished { try await verify(finalRequest) }
      }
    _ = report.diagnostics.printed()
    try Console.write(format == .json ? report.report.json() : report.report.text)
    return report.status
  }
}

/// How to run the programs of what is proven.
struct RunOptions: ParsableArguments {
  @Flag(name: .long, help: "Also run the programs, if their signatures and digests are good.")
  var run = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The emulator's processor, as its -cpu takes it, or 'native'.", valueName: "model"))
  var cpu: String?

  @Option(
    name: .long, help: ArgumentHelp("The exit status that is good.", valueName: "status"))
  var expectExit: Int32 = 0

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What a line of the output must match, as for 'grep -E'.", valueName: "pattern"))
  var expectOutput: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only run the packaged program at this path. May be repeated.", valueName: "path"))
  var program: [String] = []

  @Option(
    name: .customLong("run-arg"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "An argument to run with, instead of --version. May be repeated.", valueName: "argument"))
  var arguments: [String] = []

  @Flag(name: .customLong("no-run-args"), help: "Run without arguments, not with --version.")
  var noArguments = false

  @Option(
    name: .long,
    help: ArgumentHelp("How long each program may take.", valueName: "seconds"))
  var timeLimit = 30

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Where another architecture's libraries are.", valueName: "directory"),
    completion: .directory)
  var sysroot: String?

  func validate() throws {
    guard (1...86400).contains(timeLimit) else {
      throw ValidationError("--time-limit takes 1 to 86400 seconds")
    }
    guard (0...255).contains(expectExit) else {
      throw ValidationError("--expect-exit takes a status of 0 to 255")
    }
    guard arguments.isEmpty || !noArguments else {
      throw ValidationError("--no-run-args and --run-arg exclude each other")
    }
    let isPlain =
      cpu == nil && expectExit == 0 && expectOutput == nil && program.isEmpty && !noArguments
      && timeLimit == 30 && sysroot == nil && arguments.isEmpty
    guard run || isPlain else {
      throw ValidationError("this needs --run: nothing is run without it")
    }
  }

  /// `nil` when nothing is to be run.
  var request: RunRequest? {
    guard run else { return nil }
    return RunRequest(
      arguments: noArguments ? [] : arguments.isEmpty ? ["--version"] : arguments, processor: cpu,
      expectedStatus: expectExit, expectedOutput: expectOutput, programs: program,
      seconds: timeLimit, sysroot: sysroot,
      launcher: ["/proc/self/exe", ConfineCommand.name])
  }
}

/// What `pkg verify --run` starts this program as, for each program it runs: see `confine`.
///
/// It is of no use to people, and not listed.
struct ConfineCommand: ParsableCommand {
  static let name = "confine"
  static let configuration = CommandConfiguration(
    commandName: name, abstract: "Take rights from this process and become a program.",
    shouldDisplay: false)

  @Argument(parsing: .captureForPassthrough) var words: [String] = []

  func run() throws {
    confine(words)
    throw ValidationError("this is for 'pkg verify --run'")
  }
}
