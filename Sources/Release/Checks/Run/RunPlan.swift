public import Diagnostics
public import ELF
public import GoBuild
public import Platform

/// How a program is to be run, so that the run shows what was promised.
public struct RunPlan: Hashable, Sendable {
  /// What the user says about the processor.
  public enum ProcessorChoice: Hashable, Sendable {
    /// The one the program was built for.
    case promised
    /// This machine's, without an emulator.
    case native
    /// A model of the emulator's.
    case model(String)
  }

  /// What executes the program.
  public enum Engine: Hashable, Sendable {
    case native
    /// `qemu-NAME` or `qemu-NAME-static`, with the argument of `-cpu`.
    case emulator(String, model: String?)
  }

  /// The first one to be had is to be taken.
  public let engines: [Engine]
  /// The level of processor that was promised, such as `GOAMD64=v1`; `nil` when nothing says.
  public let promise: String?
  public let interpreter: String?
  /// Folders with another architecture's libraries, for a program that loads any.
  public let libraryFolders: [String]

  /// Plans for a sound ELF file; throws what makes running it pointless.
  ///
  /// `label` is the architecture its package names, by any of its names; `host` is this machine's,
  /// `nil` when unknown. `subject` is the program as messages name it.
  ///
  /// Only an emulator can do without what this machine's processor has more than was promised, so
  /// it is preferred where the table knows the processor. Two exceptions: a level that no emulator
  /// has, and 386 on amd64, where QEMU 7.2 crashes every Go program.
  public init(
    _ file: ELFFile, _ buildInfo: BuildInfo?, label: String?, host: Architecture?,
    processor choice: ProcessorChoice, subject: String
  ) throws(Diagnostic) {
    let architecture = try Self.architecture(of: file, buildInfo, label: label, subject: subject)
    interpreter = file.interpreter
    libraryFolders = architecture.triplets.map { "/usr/\($0)" }
    let level = architecture.promisedLevel(buildInfo)
    promise =
      architecture.goVariant.map { "\($0.variable)=\($0.value)" }
      ?? level.map { "\(architecture.levelVariable ?? architecture.name)=\($0)" }
    let isHost = host?.machine == architecture.machine
    let isNative = isHost || (architecture.name == "386" && host?.name == "amd64")
    switch choice {
    case .native: engines = [.native]
    case .model(let model): engines = [.emulator(architecture.qemu, model: model)]
    case .promised:
      let processor = level.flatMap { architecture.emulatedProcessor(at: $0) }
      if let processor, processor.model == nil, !isNative {
        throw Diagnostic(
          "run.level-unavailable",
          "'\(subject)' is built for \(architecture.name) of level \(processor.level), which no "
            + "emulator has", hint: "run it on such a processor, with --cpu native",
          exit: .unavailable)
      }
      var engines: [Engine] = []
      if !isNative || (isHost && processor?.model != nil) {
        engines.append(.emulator(architecture.qemu, model: processor?.model))
      }
      if isNative { engines.append(.native) }
      self.engines = engines
    }
  }

  /// The architecture of the file that the package's label allows.
  private static func architecture(
    of file: ELFFile, _ buildInfo: BuildInfo?, label: String?, subject: String
  ) throws(Diagnostic) -> Architecture {
    let fitting = Architecture.all.filter { file.header.isFor($0) }
    let labelled = Architecture.all.filter { [$0.name, $0.debian, $0.rpm].contains(label) }
    let independent = labelled.contains(.independent)
    let possible = label == nil || independent ? fitting : fitting.filter(labelled.contains)
    guard let last = possible.last else {
      let name = fitting.first?.goArch ?? "an unknown processor"
      throw Diagnostic(
        "run.wrong-architecture",
        "'\(subject)' is for \(name), its package for \(label ?? "a known one"): it would fail "
          + "there with 'exec format error'", hint: "build it for the package's architecture",
        exit: .findings)
    }
    // Of 32-bit ARM's three, the one Go built for, unless the package promises less.
    return possible.first { $0.goVariant?.value == buildInfo?.goarm } ?? last
  }
}

extension Architecture {
  /// The level a Go program was built for, in the table's words; `nil` when nothing tells.
  fileprivate func promisedLevel(_ buildInfo: BuildInfo?) -> String? {
    guard let variable = levelVariable else { return goVariant == nil ? nil : levels.first }
    guard let value = buildInfo?.setting(variable) else { return nil }
    let parts = value.split(separator: ",").map(String.init)
    // GOARM64=v8.0,lse asks for what came with v8.1.
    return parts.contains("lse") && parts.first == "v8.0" ? "v8.1" : parts.first
  }
}
