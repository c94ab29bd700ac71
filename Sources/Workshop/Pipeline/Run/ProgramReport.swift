internal import Bytes
internal import Checks
internal import Cryptography
internal import Diagnostics

/// One program's run.
struct ProgramReport: Sendable {
  let program: String
  let arguments: [String]
  /// Errors when the run does not show that the program is good, and notes.
  let findings: [Diagnostic]
  /// `nil` when it was not run.
  let record: RunRecord?

  init(
    _ program: String, _ arguments: [String], findings: [Diagnostic], record: RunRecord? = nil
  ) {
    self.program = program
    self.arguments = arguments
    self.findings = findings
    self.record = record
  }

  /// A line for people.
  var text: String {
    let command = printable(([program] + arguments).joined(separator: " "))
    guard let record else { return "  \(command): NOT RUN\n" }
    let verdict = findings.hasErrors ? "FAILED" : "passed"
    return "  \(command): \(verdict), \(record.end.text) on \(record.processor)\n"
  }

  /// The same for programs.
  struct Value: Encodable, Sendable {
    var program: String
    var arguments: [String]
    var passed: Bool
    var end: String?
    var processor: String?
    /// SHA-256 of the first mebibyte of standard output.
    var outputSHA256: String?
    var findings: [FindingValue]
  }

  func value() throws -> Value {
    Value(
      program: program, arguments: arguments, passed: !findings.hasErrors, end: record?.end.text,
      processor: record?.processor,
      outputSHA256: try record.map { hexadecimal(try digest(.sha256, of: $0.output)) },
      findings: findings.map { FindingValue($0) })
  }
}
