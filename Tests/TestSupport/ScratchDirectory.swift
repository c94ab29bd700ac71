import Foundation
import Synchronization

/// A directory of a test's own, removed with the last reference, at the latest at exit.
public final class ScratchDirectory: Sendable {
  public let path: String

  public init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "pkg-tests-\(UUID())").path
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    _ = removalAtExit
    living.withLock { _ = $0.insert(path) }
  }

  deinit {
    living.withLock { _ = $0.remove(path) }
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of something inside.
  public subscript(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, making the directories above it.
  @discardableResult
  public func write(_ bytes: [UInt8], to name: String, mode: UInt16 = 0o644) throws -> String {
    let url = URL(filePath: self[name])
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    try FileManager.default.setAttributes(
      [.posixPermissions: Int(mode)], ofItemAtPath: url.path)
    return url.path
  }

  @discardableResult
  public func write(_ text: String, to name: String, mode: UInt16 = 0o644) throws -> String {
    try write(Array(text.utf8), to: name, mode: mode)
  }

  /// Writes a script that can be started at once.
  ///
  /// Another process makes the file: a descriptor of ours, held open for a moment by a program that
  /// another test starts, would keep the system from starting it (`ETXTBSY`).
  public func writeProgram(
    _ text: String, to name: String, mode: UInt16 = 0o755
  ) async throws -> String {
    try write(text, to: "\(name).source", mode: mode)
    try await succeed("cp", ["--preserve=mode", self["\(name).source"], self[name]])
    return self[name]
  }

  public func makeDirectory(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: self[name], withIntermediateDirectories: true)
  }

  public func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: self[name])))
  }

  /// A file that holds UTF-8.
  public func text(_ name: String) throws -> String {
    String(decoding: try read(name), as: UTF8.self)
  }

  /// Everything in a directory, hidden names too, in order.
  public func names(in directory: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: self[directory]).sorted()
  }
}

/// The directories that exist: those of the tests' shared fixtures outlive every test.
private let living = Mutex<Set<String>>([])

private let removalAtExit: Void = {
  atexit {
    for path in living.withLock(\.self) { try? FileManager.default.removeItem(atPath: path) }
  }
}()
