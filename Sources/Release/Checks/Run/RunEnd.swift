/// How a run of a program ended.
public enum RunEnd: Hashable, Sendable {
  case exited(Int32)
  /// Such as `SIGILL`.
  case signaled(String)
  case timedOut(seconds: Int)
  /// The kernel does not take the file for a program.
  case badFormat
  /// The kernel does not find what the file needs to start.
  case missingLoader
  /// Another reason of the kernel's not to start it.
  case refused(String)

  /// For a line of a report.
  public var text: String {
    switch self {
    case .exited(let status): "exit status \(status)"
    case .signaled(let name): "ended by \(name)"
    case .timedOut(let seconds): "still running after \(seconds) s"
    case .badFormat: "exec format error"
    case .missingLoader: "no loader"
    case .refused(let reason): "not started: \(reason)"
    }
  }
}

/// One run of one program, to be judged.
public struct RunRecord: Sendable {
  /// The program as messages name it.
  public var subject: String
  public var plan: RunPlan
  public var engine: RunPlan.Engine
  public var end: RunEnd
  public var output: [UInt8]
  public var errors: [UInt8]

  public init(
    subject: String, plan: RunPlan, engine: RunPlan.Engine, end: RunEnd, output: [UInt8],
    errors: [UInt8]
  ) {
    self.subject = subject
    self.plan = plan
    self.engine = engine
    self.end = end
    self.output = output
    self.errors = errors
  }

  /// The processor it ran on, with what was promised of it.
  public var processor: String {
    let place =
      switch engine {
      case .native: "this machine's processor"
      case .emulator(let name, model: nil): "qemu-\(name)"
      case .emulator(let name, let model?): "qemu-\(name) -cpu \(model)"
      }
    return plan.promise.map { "\(place) (\($0))" } ?? place
  }
}
