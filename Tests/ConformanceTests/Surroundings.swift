import Foundation
import TestSupport
import Testing

/// Where the tests find what they run.
enum Surroundings {
  /// The program under test: `PKG_BINARY`, or the one built beside these tests.
  static let program: String = {
    if let named = ProcessInfo.processInfo.environment["PKG_BINARY"] { return named }
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(filePath: tests).deletingLastPathComponent().appending(path: "pkg").path
    return FileManager.default.isExecutableFile(atPath: beside)
      ? beside : "\(packageDirectory)/.build/debug/pkg"
  }()

  /// A program of the tests' Python environment.
  static func pythonTool(_ name: String) -> String { "\(packageDirectory)/.build/venv/bin/\(name)" }

  /// The processor these tests run on, as RPM names it.
  static let machine: String = {
    var name = utsname()
    guard uname(&name) == 0 else { return "" }
    return withUnsafeBytes(of: &name.machine) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }()

  /// The moment every test package is signed at, as `SOURCE_DATE_EPOCH` takes it.
  static let epoch = "1767323045"
}

/// Runs `pkg` with the tests' clock.
func pkg(
  _ arguments: [String], environment: [String: String] = [:], in directory: String? = nil
) async throws -> RunResult {
  let settings = ["SOURCE_DATE_EPOCH": Surroundings.epoch].merging(environment) { $1 }
  return try await run(
    Surroundings.program, arguments, environment: settings, in: directory)
}

/// Runs a program as root, or as the root of a user namespace, with mounts of its own.
func runAsRoot(
  _ program: String, _ arguments: [String], environment: [String: String] = [:]
) async throws -> RunResult {
  let namespace = geteuid() == 0 ? ["--mount"] : ["--map-root-user", "--mount"]
  return try await run(
    "unshare", namespace + ["--", program] + arguments, environment: environment)
}

/// ``runAsRoot(_:_:environment:)`` for a program that must succeed.
@discardableResult
func succeedAsRoot(
  _ program: String, _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
) async throws -> String {
  let result = try await runAsRoot(program, arguments)
  #expect(
    result.status == 0, "\(program) \(arguments): \(result.output)\(result.errors)",
    sourceLocation: sourceLocation)
  return result.output
}

/// The lines of a text, without the empty ones.
func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
