import Foundation
import TestSupport

/// Programs built once per test process.
actor BinarySamples {
  static let shared = BinarySamples()

  private var built: [String: Task<[UInt8], any Error>] = [:]

  /// A Go program without cgo; `architecture` is a `GOARCH`, with `GOARM` after a comma.
  func go(_ architecture: String, _ flags: [String]) async throws -> [UInt8] {
    try await once("go \(architecture) \(flags)") { folder in
      let cache = FileManager.default.temporaryDirectory
        .appendingPathComponent("pkg-tests-go-cache").path
      try "module example.com/hello\n\ngo 1.18\n".write(
        toFile: "\(folder)/go.mod", atomically: false, encoding: .utf8)
      try "package main\n\nfunc main() { println(\"hello\") }\n".write(
        toFile: "\(folder)/main.go", atomically: false, encoding: .utf8)
      let parts = architecture.split(separator: ",").map(String.init)
      var environment = [
        "GOOS": "linux", "GOARCH": parts[0], "CGO_ENABLED": "0", "GO111MODULE": "on",
        "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOCACHE": cache,
      ]
      if parts.count > 1 { environment["GOARM"] = parts[1] }
      return try await run(
        "go", ["build", "-o", "program"] + flags + ["."], environment: environment, in: folder)
    }
  }

  /// A C program that prints.
  func c(_ flags: [String]) async throws -> [UInt8] {
    try await once("c \(flags)") { folder in
      try "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }\n".write(
        toFile: "\(folder)/main.c", atomically: false, encoding: .utf8)
      return try await run("gcc", ["-o", "program", "main.c"] + flags, in: folder)
    }
  }

  private func once(
    _ key: String, _ build: @escaping @Sendable (String) async throws -> RunResult
  ) async throws -> [UInt8] {
    if let task = built[key] { return try await task.value }
    let task = Task {
      let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("pkg-checks-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let result = try await build(folder)
      guard result.status == 0 else { throw SampleFailure(output: result.errors) }
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/program")))
    }
    built[key] = task
    return try await task.value
  }
}

struct SampleFailure: Error, CustomStringConvertible {
  var output: String
  var description: String { "a test program does not build: \(output)" }
}
