import Foundation

/// A directory of a test's own, removed with the last reference.
public final class ScratchDirectory: Sendable {
  public let path: String

  public init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "pkg-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of something inside.
  public subscript(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, making the directories above it.
  @discardableResult
  public func write(_ bytes: [UInt8], to name: String) throws -> String {
    let url = URL(filePath: self[name])
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }

  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  public func makeDirectory(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: self[name], withIntermediateDirectories: true)
  }

  public func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: self[name])))
  }

  /// Everything in a directory, hidden names too, in order.
  public func names(in directory: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: self[directory]).sorted()
  }
}

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

/// A small generator with a seed, so that a failure can be run again.
public struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// Bytes that compress, but not to nothing, and differ from seed to seed.
public func sampleBytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
  var generator = SeededGenerator(seed: seed)
  let words = (0..<64).map { _ in
    (0..<61).map { _ in UInt8.random(in: 97...122, using: &generator) } + [10]
  }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(count + 4096)
  while bytes.count < count {
    for _ in 0..<16 { bytes += words[Int.random(in: 0..<64, using: &generator)] }
  }
  bytes.removeLast(bytes.count - count)
  return bytes
}
