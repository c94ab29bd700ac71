import Foundation

/// Test binaries on the disk, built once for all suites, processes and runs.
///
/// A folder of `.build/test-binaries` is named for everything that decides the binary's bytes: the
/// compilers' versions, the sources, the arguments and the environment. It appears by rename, so
/// two processes that build the same binary do not meet; the first one's stays.
actor BinaryCache {
  static let shared = BinaryCache()

  private let directory = "\(packageDirectory)/.build/test-binaries"
  private var paths: [TestBinary: Task<String, any Error>] = [:]
  private var versions: [[String]: Task<String, any Error>] = [:]
  /// Compilers run side by side up to here: each is parallel, and some need a gigabyte.
  private var free = max(1, ProcessInfo.processInfo.activeProcessorCount)
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func path(of binary: TestBinary) async throws -> String {
    if let task = paths[binary] { return try await task.value }
    let task = Task { try await find(binary) }
    paths[binary] = task
    return try await task.value
  }

  private func find(_ binary: TestBinary) async throws -> String {
    let command = try binary.command()
    var parts = [command.program] + command.head + command.tail
    parts += command.environment.sorted { $0 < $1 }.map { "\($0)=\($1)" }
    for compiler in command.compilers { parts.append(try await version(compiler)) }
    for (name, bytes) in command.sources.sorted(by: { $0.key < $1.key }) {
      parts += [name, digest(bytes)]
    }
    let key = parts.joined(separator: "\n")
    let folder = "\(directory)/\(binary.label)-\(digest(Array(key.utf8)))"
    let path = "\(folder)/\(command.output)"
    if FileManager.default.fileExists(atPath: path) { return path }
    await acquire()
    defer { release() }
    try await build(binary, command, into: folder)
    return path
  }

  private func build(_ binary: TestBinary, _ command: BuildCommand, into folder: String)
    async throws
  {
    let files = FileManager.default
    let draft = "\(directory)/draft-\(UUID().uuidString)"
    try files.createDirectory(atPath: draft, withIntermediateDirectories: true)
    defer { try? files.removeItem(atPath: draft) }
    let result = try await run(
      command.program, command.head + ["-o", "\(draft)/\(command.output)"] + command.tail,
      environment: command.environment,
      in: command.directory ?? write(command.sources))
    guard result.status == 0 else {
      throw DoesNotBuild(binary: binary, words: result.errors + result.output)
    }
    do {
      try files.moveItem(atPath: draft, toPath: folder)
    } catch  where files.fileExists(atPath: "\(folder)/\(command.output)") {
      // Another process was faster; its bytes are as good.
    }
  }

  /// Writes sources that a test brought to a place that is the same in every run, because
  /// compilers record it.
  private func write(_ sources: [String: [UInt8]]) throws -> String {
    let names = sources.sorted { $0.key < $1.key }
    let folder =
      "\(directory)/sources-" + digest(names.flatMap { Array($0.key.utf8) + [0] + $0.value })
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, bytes) in names {
      let path = URL(filePath: "\(folder)/\(name)")
      if !FileManager.default.fileExists(atPath: path.path) {
        try Data(bytes).write(to: path, options: .atomic)
      }
    }
    return folder
  }

  private func version(_ question: [String]) async throws -> String {
    if let task = versions[question] { return try await task.value }
    let task = Task { try await succeed(question[0], Array(question.dropFirst())) }
    versions[question] = task
    return try await task.value
  }

  private func acquire() async {
    if free > 0 {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func release() {
    if waiting.isEmpty {
      free += 1
    } else {
      waiting.removeFirst().resume()
    }
  }
}

/// FNV-1a in 64 bits: names for a cache, nothing more.
private func digest(_ bytes: [UInt8]) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
  return String(hash, radix: 16)
}
