internal import Audit
internal import Bytes
internal import Checks
internal import Diagnostics
internal import ELF
internal import GoBuild
internal import Platform
internal import Workspace

/// Runs programs out of proven artefacts, one after the other, in a folder of its own.
final class ProgramRunner {
  private let request: RunRequest
  private let pattern: ExtendedPattern?
  private let host = Architecture.named(machineName())
  private let folder: TemporaryFolder
  private var folderCount = 0
  /// The paths of the programs that were found, run or not.
  private(set) var found: Set<String> = []

  init(_ request: RunRequest) throws {
    self.request = request
    pattern = try request.expectedOutput.map { text throws(Diagnostic) in
      try ExtendedPattern(text)
    }
    folder = try TemporaryFolder()
  }

  /// Removes what the programs left.
  func finish() throws { try folder.remove() }

  /// Copies a file to where nobody can change it any more, to be audited and run from there.
  func copy(of file: InputFile) throws -> OutputFile {
    let copy = try StagedOutput(directory: folder.path, creating: false).scratch(for: file.path)
    try copy.append(0..<file.count, of: file)
    return copy
  }

  /// Runs the programs of the artefact in `copy`, which `audit` proved.
  func run(_ copy: OutputFile, of audit: PackageAudit) async throws -> [ProgramReport] {
    precondition(audit.isProven, "only what is proven is run")
    let (label, programs) = try place(copy, audit)
    var reports: [ProgramReport] = []
    for program in programs {
      do {
        guard let plan = try plan(program, label: label) else { continue }
        found.insert(program.path)
        reports.append(try await run(program, plan))
      } catch var problem as Diagnostic {
        found.insert(program.path)
        // What ails a packaged program is an answer, not an input that cannot be read.
        if problem.exit == .badInput { problem.exit = .findings }
        reports.append(ProgramReport(program.path, request.arguments, findings: [problem]))
      }
    }
    return reports
  }

  /// A file that can be executed.
  private struct Placed {
    /// As it would be installed, or as the user named it.
    var path: String
    /// Where it lies for now.
    var file: String
  }

  /// Gives the artefact's programs names to execute them by; also what the package is for.
  ///
  /// A file cannot be executed while anyone has it open for writing: all of that ends here.
  private func place(
    _ copy: OutputFile, _ audit: PackageAudit
  ) throws -> (label: String?, programs: [Placed]) {
    var places: [(path: String, place: StagedOutput, file: OutputFile)] = []
    func newPlace(for path: String) throws -> OutputFile {
      let place = try StagedOutput(directory: try newFolder())
      let file = try place.scratch(for: String(path.split(separator: "/").last ?? "program"))
      places.append((path, place, file))
      return file
    }
    var label: String?
    if audit.kind == .file {
      try newPlace(for: audit.name).append(0..<copy.count, of: copy)
    } else {
      label = try unpackPrograms(of: copy, audit.kind) { path in
        request.programs.isEmpty || request.programs.contains(path) ? try newPlace(for: path) : nil
      }
    }
    return (
      label,
      try places.flatMap { path, place, file in
        place.add(file, permissions: 0o755)
        return try place.publish().map { Placed(path: path, file: $0) }
      }
    )
  }

  private func newFolder() throws -> String {
    folderCount += 1
    return try folder.folder("\(folderCount)")
  }

  /// How to run a file; `nil` for one that is no ELF program.
  private func plan(_ program: Placed, label: String?) throws -> RunPlan? {
    let input = try InputFile(program.file)
    guard try input.bytes(in: 0..<min(4, input.count)) == [0x7f] + Array("ELF".utf8) else {
      return nil
    }
    return try withMapping(of: input) { bytes throws(Diagnostic) -> RunPlan? in
      let file: ELFFile
      let info: BuildInfo?
      do throws(MalformedInput) {
        var reader = ByteReader(bytes)
        file = try ELFFile(parsing: &reader)
        info = try BuildInfo(of: file, in: bytes)
      } catch {
        throw Diagnostic(malformedBinary: error, prefix: bytes, subject: program.path)
      }
      guard let kind = file.linkKind, kind != .shared else { return nil }
      return try RunPlan(
        file, info, label: label, host: host, processor: request.choice, subject: program.path)
    }
  }

  private func run(_ program: Placed, _ plan: RunPlan) async throws -> ProgramReport {
    let (engine, command) = try command(for: plan, program)
    let work = try newFolder()
    var run = ProgramRun(
      command: command + request.arguments, folder: work,
      limits: RunLimits(seconds: request.seconds), launcher: request.launcher)
    // The emulator writes what it makes of /proc to a file, and keeps the variable to itself.
    if engine != .native { run.environment["TMPDIR"] = work }
    let outcome = try await run.outcome()
    let record = RunRecord(
      subject: program.path, plan: plan, engine: engine,
      end: RunEnd(outcome.end, after: request.seconds), output: outcome.output,
      errors: outcome.errors)
    var findings = checkRun(record, expectedStatus: request.expectedStatus)
    if findings.isEmpty, let pattern, !pattern.matches(outcome.output),
      !pattern.matches(outcome.errors)
    {
      findings.append(
        Diagnostic(
          "run.output", "'\(program.path)' did not print what matches '\(pattern.text)'",
          hint: "it printed \(outcome.output.count) bytes of output and "
            + "\(outcome.errors.count) of errors", exit: .findings))
    }
    findings += notes(about: outcome.confinement, record)
    return ProgramReport(program.path, request.arguments, findings: findings, record: record)
  }

  /// The first engine of the plan that is here, and what it takes to run the program on it.
  private func command(
    for plan: RunPlan, _ program: Placed
  ) throws(Diagnostic) -> (RunPlan.Engine, [String]) {
    var wanted = ""
    for engine in plan.engines {
      guard case .emulator(let name, let model) = engine else { return (engine, [program.file]) }
      wanted = "qemu-\(name)"
      guard let emulator = findProgram(["\(wanted)-static", wanted]) else { continue }
      var command = [emulator, "-U", "TMPDIR"]
      if let model { command += ["-cpu", model] }
      if let interpreter = plan.interpreter {
        for folder in request.sysroot.map({ [$0] }) ?? plan.libraryFolders
        where try FileFacts.of(folder + interpreter) != nil {
          command += ["-L", folder]
          break
        }
      }
      return (engine, command + [program.file])
    }
    throw Diagnostic(
      "run.missing-emulator", "'\(program.path)' cannot be run: '\(wanted)' is not installed",
      hint: "install Debian's qemu-user-static, or your system's QEMU user emulators",
      exit: .unavailable)
  }

  /// What the run does not show, or was not kept from.
  private func notes(
    about confinement: Confinement.Achieved?, _ record: RunRecord
  ) -> [Diagnostic] {
    func note(_ code: String, _ what: String, hint: String) -> Diagnostic {
      Diagnostic(code, "'\(record.subject)' \(what)", severity: .note, hint: hint)
    }
    var notes: [Diagnostic] = []
    if record.engine == .native, record.plan.engines.first != .native,
      let promise = record.plan.promise
    {
      notes.append(
        note(
          "run.level-not-held", "ran on this machine's processor, not on one of \(promise)",
          hint: "install Debian's qemu-user-static"))
    }
    if let confinement, !confinement.network {
      notes.append(
        note(
          "run.not-confined", "ran with the network in reach",
          hint: "this system lets nobody but root make a network namespace"))
    }
    if let confinement, !confinement.writing {
      notes.append(
        note(
          "run.not-confined", "could write wherever you can",
          hint: "this kernel has no Landlock, or it is not enabled"))
    }
    return notes
  }
}

extension RunRequest {
  fileprivate var choice: RunPlan.ProcessorChoice {
    switch processor {
    case nil: .promised
    case "native"?: .native
    case let model?: .model(model)
    }
  }
}

extension RunEnd {
  fileprivate init(_ end: ProgramOutcome.End, after seconds: Int) {
    self =
      switch end {
      case .exited(let status): .exited(status)
      case .signaled(let name): .signaled(name)
      case .timedOut: .timedOut(seconds: seconds)
      case .unstartable(.format): .badFormat
      case .unstartable(.missing): .missingLoader
      case .unstartable(.other(let reason)): .refused(reason)
      }
  }
}
