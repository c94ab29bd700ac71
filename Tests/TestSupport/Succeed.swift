/// Runs a tool that must succeed and returns what it printed.
@discardableResult
public func succeed(
  _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
  in directory: String? = nil, input: String = ""
) async throws -> String {
  let result = try await run(
    program, arguments, environment: environment, in: directory, input: input)
  guard result.status == 0 else {
    throw FailedTool(command: [program] + arguments, words: result.errors + result.output)
  }
  return result.output
}

/// A tool that had to succeed and did not.
public struct FailedTool: Error, CustomStringConvertible {
  public var command: [String]
  public var words: String
  public var description: String { "\(command.joined(separator: " ")): \(words)" }
}
