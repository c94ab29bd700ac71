import Bytes
import ELF
import TestSupport

/// One way to spoil a program, what is made of it here, and what `eu-elflint` makes of it.
struct AdversarialInput: Sendable, CustomStringConvertible {
  /// What is made of the file.
  enum Outcome: Hashable, Sendable, CustomStringConvertible {
    /// It does not parse, for this reason.
    case malformed(MalformedInput.Code, String)
    /// It parses, and this finding is an error.
    case unsound(String)
    /// It is read to the end without an error: the lie is in what only others read, or is none.
    case sound

    var isSound: Bool { self == .sound }

    var description: String {
      switch self {
      case .malformed(let code, let field): "malformed: \(code) in \(field)"
      case .unsound(let code): code
      case .sound: "sound"
      }
    }
  }

  /// Whether `eu-elflint` sees it alike.
  enum Lint: Hashable, Sendable {
    case agrees
    /// It accepts what is wrong, as this says.
    case isLax(String)
    /// It objects to what does no harm, as this says.
    case isStrict(String)
    /// It is not asked: not about a file, or not about this kind of file.
    case isSilent
  }

  /// The row of the catalogue.
  var number: Int
  var name: String
  var outcome: Outcome
  var lint: Lint
  var make: @Sendable () async throws -> [UInt8]

  init(
    _ number: Int, _ name: String, _ outcome: Outcome, _ lint: Lint = .agrees,
    _ make: @escaping @Sendable () async throws -> [UInt8]
  ) {
    self.number = number
    self.name = name
    self.outcome = outcome
    self.lint = lint
    self.make = make
  }

  var description: String { "\(number) \(name)" }

  /// A change to a small dynamic program.
  static func c(
    _ number: Int, _ name: String, _ outcome: Outcome, _ lint: Lint = .agrees,
    _ change: @escaping @Sendable (inout Specimen) throws -> Void
  ) -> AdversarialInput {
    AdversarialInput(number, name, outcome, lint) { try await Specimen.program().with(change) }
  }

  /// A change to a Go program.
  static func go(
    _ number: Int, _ name: String, _ outcome: Outcome, _ lint: Lint = .isSilent,
    _ change: @escaping @Sendable (inout Specimen) throws -> Void
  ) -> AdversarialInput {
    AdversarialInput(number, name, outcome, lint) { try await Specimen.go().with(change) }
  }

  static let all = headers + segments + sections + dynamic + contents
}
