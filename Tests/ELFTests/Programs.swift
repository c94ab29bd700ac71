import Foundation
import TestSupport

/// Programs of the system's own compilers: those of C are built once per test process.
actor Programs {
  static let shared = Programs()

  private let directory = Result { try ScratchDirectory() }
  private var built: [String: Task<String, any Error>] = [:]

  /// A directory for the files of one test; removed with everything else at exit.
  func scratch(_ name: String) throws -> String {
    let inside = "\(name)-\(UUID().uuidString)"
    try directory.get().makeDirectory(inside)
    return try directory.get()[inside]
  }

  /// The path of a Go program without cgo that greets on standard error.
  ///
  /// `architecture` is a `GOARCH`, with `GOARM` after a comma where it has one.
  func go(_ architecture: String, _ flags: [String] = [], source: String? = nil) async throws
    -> String
  {
    let parts = architecture.split(separator: ",").map(String.init)
    let target = TestArchitecture.all.first {
      $0.goArch == parts[0] && (parts.count < 2 || $0.level == parts[1])
    }
    guard let target else { throw BuildFailure(output: "no architecture '\(architecture)'") }
    let greeting = "package main\n\nfunc main() { println(\"hello\") }\n"
    return try await TestBinary.go(
      .v1_19, arch: target, source: source ?? greeting, flags: flags
    ).path()
  }

  /// The path of what a C compiler makes of `source` with `flags`.
  func c(
    _ source: String, _ flags: [String], compiler: String = "gcc", extension: String = "c"
  ) async throws -> String {
    try await once("\(compiler)-\(flags.joined())-\(source)") { path in
      let file = "\(path).\(`extension`)"
      try source.write(toFile: file, atomically: false, encoding: .utf8)
      let result = try await run(compiler, ["-o", path, file] + flags)
      guard result.status == 0 else { throw BuildFailure(output: result.errors) }
    }
  }

  private func once(
    _ key: String, _ build: @escaping @Sendable (String) async throws -> Void
  ) async throws -> String {
    if let task = built[key] { return try await task.value }
    let path = try directory.get()["program-\(built.count)"]
    let task = Task {
      try await build(path)
      return path
    }
    built[key] = task
    return try await task.value
  }
}

struct BuildFailure: Error, CustomStringConvertible {
  var output: String
  var description: String { "a test program does not build: \(output)" }
}

/// A C program that uses enough of its library to have symbols, versions and thread storage.
let greeter = """
  #include <stdio.h>
  static int twice(int x) { return 2 * x; }
  __thread int count = 3;
  int main(int argc, char **argv) { printf("%d %d\\n", twice(argc), count); return 0; }
  """

/// A C library of one function.
let answer = "int answer(int x) { return x * 42; }\n"

func contents(_ path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// Writes an executable file.
func write(_ bytes: [UInt8], to path: String) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
  try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
}
