public import Diagnostics

/// Judges how a run ended: it must exit, with the status expected.
public func checkRun(_ run: RunRecord, expectedStatus: Int32) -> [Diagnostic] {
  func finding(
    _ code: String, _ what: String, hint: String? = nil, exit: ExitStatus = .findings
  ) -> [Diagnostic] {
    [Diagnostic(code, "'\(run.subject)' \(what)", hint: hint, exit: exit)]
  }
  let words = run.lastWords
  if let model = run.unknownModel {
    return finding(
      "run.unknown-processor", "cannot be run: the emulator knows no processor '\(model)'",
      hint: "'qemu-ARCH -cpu help' lists those it knows", exit: .usage)
  }
  if run.refusesProcessor {
    return finding(
      "run.processor", "needs a better processor than \(run.processor)\(words)",
      hint: "build it for the level that is promised, such as with GOAMD64=v1")
  }
  switch run.end {
  case .exited(expectedStatus): return []
  case .exited where run.isForeignFormat: fallthrough
  case .badFormat:
    return finding(
      "run.exec-format", "cannot be executed: exec format error",
      hint: "the file is no program for this architecture, or is damaged")
  case .exited where run.lacksLoader: fallthrough
  case .missingLoader:
    return finding(
      "run.missing-loader",
      "cannot be started: its loader '\(run.plan.interpreter ?? "")' is not there",
      hint: run.loaderHint)
  case .exited(let status):
    return finding(
      "run.exit-status", "exited with status \(status), not \(expectedStatus)\(words)",
      hint: "name arguments with which it succeeds with --run-arg, or the status with --expect-exit"
    )
  case .signaled("SIGILL"):
    return finding(
      "run.processor", "met an instruction that \(run.processor) does not have",
      hint: "build it for the level that is promised, such as with GOARM64=v8.0")
  case .signaled(let name):
    return finding(
      "run.signal", "was ended by \(name) on \(run.processor)\(words)", hint: hint(about: name))
  case .timedOut(let seconds):
    return finding(
      "run.time-out", "was still running after \(seconds) seconds, and was killed\(words)",
      hint: "name arguments with which it ends with --run-arg, or allow more with --time-limit")
  case .refused(let reason):
    return finding(
      "run.not-started", "cannot be started: \(reason)",
      hint: "name a directory with TMPDIR where files may be executed")
  }
}

private func hint(about signal: String) -> String? {
  switch signal {
  case "SIGXFSZ": "it wrote more to one file, or to its output, than is allowed"
  case "SIGXCPU": "it used more processor time than --time-limit allows"
  case "SIGKILL": "it used more processor time than --time-limit allows, or memory ran out"
  default: nil
  }
}

extension RunRecord {
  private var errorText: String { String(decoding: errors.suffix(1 << 12), as: UTF8.self) }

  /// Go's own refusal, before `main`: it knows what the processor lacks and exits.
  ///
  /// - SeeAlso: `bad_cpu_msg` of `runtime/asm_amd64.s` and `asm_arm64.s`, `checkgoarm` of
  ///   `runtime/os_linux_arm.go`.
  fileprivate var refusesProcessor: Bool {
    guard case .exited = end else { return false }
    return [
      "This program can only be run on AMD64 processors with",
      "This program can only run on ARM64 processors with",
      "runtime: this CPU has no ",
    ].contains { errorText.contains($0) }
  }

  /// The `-cpu` argument that the emulator does not know.
  fileprivate var unknownModel: String? {
    guard case .emulator(_, let model?) = engine, case .exited(1) = end,
      errorText.contains("unable to find CPU model")
    else { return nil }
    return model
  }

  fileprivate var isForeignFormat: Bool {
    engine != .native && end == .exited(255)
      && errorText.contains("Invalid ELF image for this architecture")
  }

  fileprivate var lacksLoader: Bool {
    guard engine != .native, end == .exited(255), let loader = plan.interpreter else {
      return false
    }
    return errorText.contains("Could not open '\(loader)'")
  }

  fileprivate var loaderHint: String {
    engine == .native
      ? "install the C library it is linked with, or build it with CGO_ENABLED=0"
      : "name a directory with that architecture's libraries with --sysroot, or build it static"
  }

  /// The start of the last line it wrote to standard error, behind a colon; empty without one.
  fileprivate var lastWords: String {
    let lines = errorText.split(whereSeparator: \.isNewline)
    guard let last = lines.last(where: { $0.contains { !$0.isWhitespace } }) else { return "" }
    return ": " + String(String.UnicodeScalarView(last.unicodeScalars.prefix(200)))
  }
}
