public import Diagnostics
public import ELF

extension BinaryFacts {
  /// What is known of the program once `patch` has made `file` of it.
  ///
  /// What was read from contents holds on: a patch is proved to leave them as they were.
  public func patched(_ patch: ELFPatch, as file: ELFFile) -> BinaryFacts {
    var names: [String: String] = [:]
    for pair in patch.replacedLibraries { names[pair.old] = pair.new }
    var result = self
    result.file = file
    result.imports = imports.map { symbol in
      var renamed = symbol
      renamed.library = symbol.library.map { names[$0] ?? $0 }
      return renamed
    }
    result.instrumentation = Instrumentation.allCases.filter {
      instrumentation.contains($0) || $0.isNeeded(by: file)
    }
    let stack = file.programHeaders.first { $0.type == .stack }
    result.hardening.stack =
      stack.map { $0.flags.contains(.execute) ? .executable : .nonExecutable } ?? .unstated
    result.demands = BinaryDemands(file, buildInfo)
    result.demands.bind(result.imports)
    result.demands.levels = demands.levels
    if result.demands.cLibrary == nil { result.demands.cLibrary = demands.cLibrary }
    return result
  }
}

extension Diagnostic {
  /// Whether a finding of ``checkBinary(_:is:expected:subject:at:)`` is about something that a
  /// patch may change, so that only the patched file is to be judged by it.
  public var isAboutWhatAPatchChanges: Bool {
    [
      "binary.wrong-interpreter", "binary.interpreter-only", "binary.library-path",
      "binary.unsafe-library-path", "binary.needs-library", "binary.executable-stack",
      "binary.unstated-stack", "binary.wrong-system",
    ].contains(code)
  }
}
