/// What `pkg verify --run` is asked about the programs of what is proven.
public struct RunRequest: Sendable {
  /// What each program is given.
  public var arguments: [String]
  /// A model of the emulator's, or `native`; `nil` for the processor promised.
  public var processor: String?
  public var expectedStatus: Int32
  /// A POSIX extended regular expression for the output; `nil` takes any.
  public var expectedOutput: String?
  /// The paths, as installed, of the packaged programs to run; all when empty.
  public var programs: [String]
  /// How long each may take.
  public var seconds: Int
  /// A directory with the libraries of another architecture.
  public var sysroot: String?
  /// The words that make this very program confine itself; see ``confine(_:)``.
  public var launcher: [String]

  public init(
    arguments: [String], processor: String?, expectedStatus: Int32, expectedOutput: String?,
    programs: [String], seconds: Int, sysroot: String?, launcher: [String]
  ) {
    self.arguments = arguments
    self.processor = processor
    self.expectedStatus = expectedStatus
    self.expectedOutput = expectedOutput
    self.programs = programs
    self.seconds = seconds
    self.sysroot = sysroot
    self.launcher = launcher
  }
}
