public import Diagnostics
public import ELF

extension Diagnostic {
  /// Why a binary is not patched.
  public init(
    refusedPatch refusal: EditRefusal, subject: String, at location: SpecLocation? = nil
  ) {
    let (code, hint) = Self.cure(of: refusal)
    self.init(
      code, "cannot patch '\(subject)': \(refusal.message)", at: location, hint: hint,
      exit: refusal.code == .unproven ? .internalError : .badInput)
  }

  private static func cure(of refusal: EditRefusal) -> (code: String, hint: String) {
    switch refusal.code {
    case .badValue: ("patch.bad-value", "give a path or name the loader can look for")
    case .static: ("patch.static", "only dynamically linked files have what was to be changed")
    case .noInterpreter: ("patch.no-interpreter", "only programs name a loader")
    case .notALibrary: ("patch.not-a-library", "name a file linked with -shared")
    case .trailingData:
      ("patch.trailing-data", "patch the file before anything is appended to it")
    case .truncated: ("patch.truncated", "the copy is incomplete: build or copy it again")
    case .notAProgram: ("patch.not-a-program", "name a linked program or library")
    case .noSections: ("patch.no-sections", "patch the file before its sections are removed")
    case .noRoom: ("patch.no-room", "link it with the value, such as -Wl,-rpath, instead")
    case .fips: ("patch.fips", "link it with the value instead")
    case .inconsistent:
      ("patch.inconsistent", "another tool may have damaged it: build it again")
    case .unproven: ("patch.unproven", "this is a bug in pkg; please report it with the file")
    default: ("patch.unsupported", "link it with the value instead")
    }
  }

  /// Something done as asked that may not be what was meant.
  public init(
    patchRemark remark: PatchRemark, subject: String, at location: SpecLocation? = nil
  ) {
    switch remark {
    case .notNeeded(let library):
      self.init(
        "patch.not-needed", "'\(subject)' does not need '\(library)'", severity: .warning,
        at: location, hint: "`pkg patch --print-needed` lists what it needs")
    case .stillVersioned(let library):
      self.init(
        "patch.still-versioned",
        "'\(subject)' no longer needs '\(library)', yet symbols of it that it uses have versions",
        severity: .warning, at: location,
        hint: "it starts only if another library brings '\(library)' along; "
          + "replace it instead of removing it")
    }
  }
}
