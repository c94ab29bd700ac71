import Foundation

/// A binary the tests want: what it is made of, for what, and how it is linked.
///
/// A value names the binary; ``path()`` builds it unless an earlier test, or an earlier run of the
/// tests, has.
///
///     let program = try await TestBinary.go(.v1_27, arch: .arm(7)).path()
public struct TestBinary: Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    case go(GoToolchain, GoKind)
    case c(CKind)
  }

  public let kind: Kind
  public let architecture: TestArchitecture
  /// The text of the one source file, or `nil` for the sample in `Tests/Programs`.
  public let source: String?
  /// Arguments for the compiler that go behind those of the kind.
  public let flags: [String]
  public let environment: [String: String]

  /// A Go program or library; `flags` are further arguments of `go build`.
  ///
  /// `source` replaces the sample, `Tests/Programs/hello`, by one `main.go`. Paths are trimmed
  /// and nothing is stamped from version control unless `flags` say so.
  public static func go(
    _ toolchain: GoToolchain, arch: TestArchitecture = .amd64, kind: GoKind = .exe,
    source: String? = nil, flags: [String] = [], environment: [String: String] = [:]
  ) -> TestBinary {
    TestBinary(
      kind: .go(toolchain, kind), architecture: arch, source: source, flags: flags,
      environment: environment)
  }

  /// What Debian's C compiler makes of `source`, or else of a sample in `Tests/Programs`.
  public static func c(
    arch: TestArchitecture = .amd64, kind: CKind = .dynamic, source: String? = nil,
    flags: [String] = []
  ) -> TestBinary {
    TestBinary(
      kind: .c(kind), architecture: arch, source: source, flags: flags, environment: [:])
  }

  /// The built file; shared by tests and processes, so never to be written to.
  public func path() async throws -> String {
    try await BinaryCache.shared.path(of: self)
  }

  /// The built file's bytes.
  public func bytes() async throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: try await path())))
  }

  /// Runs it, under an emulator where the machine needs one.
  public func run(_ arguments: [String] = []) async throws -> RunResult {
    try await architecture.run(path(), arguments)
  }

  public var description: String {
    let name =
      switch kind {
      case .go(let toolchain, let kind): "\(toolchain.rawValue) \(architecture) \(kind)"
      case .c(let kind): "C \(architecture) \(kind)"
      }
    return ([name] + environment.sorted { $0 < $1 }.map { "\($0)=\($1)" } + flags)
      .joined(separator: " ")
  }

  /// A short name for the folder of the built file.
  var label: String {
    switch kind {
    case .go(let toolchain, let kind): "\(toolchain.rawValue)-\(architecture)-\(kind)"
    case .c(let kind): "c-\(architecture)-\(kind)"
    }
  }
}

/// A test binary whose compiler refused, with the compiler's words.
public struct DoesNotBuild: Error, CustomStringConvertible {
  public var binary: TestBinary
  public var words: String
  public var description: String { "\(binary) does not build: \(words)" }
}
