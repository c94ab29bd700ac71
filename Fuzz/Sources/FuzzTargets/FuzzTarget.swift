import Bytes

/// One parser and what must hold of it whatever it is given.
///
/// A target is an entry in one of the tables in `Targets`, and nothing else: `Fuzz/run` finds it
/// there, with the inputs it begins from, and so do the unit tests.
public struct FuzzTarget: Sendable {
  public let name: String
  /// Folders of `.build-fuzz/samples`, made by `Fuzz/samples` with the real tools.
  public let samples: [String]
  /// Inputs made here.
  public let seeds: @Sendable () -> [[UInt8]]
  /// What one input may cost.
  public let allowance: Allowance
  /// Reads the input.
  ///
  /// Errors are answers; a trap or a broken ``law(_:_:)`` is a finding.
  let body: @Sendable (Input) throws -> Void

  init(
    _ name: String, samples: [String] = [], texts: [String] = [],
    seeds: @escaping @Sendable () -> [[UInt8]] = { [] }, allowance: Allowance = Allowance(),
    body: @escaping @Sendable (Input) throws -> Void
  ) {
    self.name = name
    self.samples = samples
    self.seeds = { texts.map { Array($0.utf8) } + seeds() }
    self.allowance = allowance
    self.body = body
  }

  /// Every target, in the order of the rooms.
  public static let all: [FuzzTarget] =
    baseTargets + elfTargets + dwarfTargets + goTargets + kconfigTargets + openPGPTargets
    + rpmTargets + debianTargets + sbomTargets + attestationTargets + signatureTargets
    + sigstoreTargets + recipeTargets + releaseTargets + governanceTargets + compatibilityTargets

  /// Reads one input, and ends the process when that breaks a law.
  ///
  /// Answers whether it was read rather than refused.
  @discardableResult public func run(_ bytes: [UInt8]) -> Bool {
    do {
      try body(Input(bytes: bytes))
      return true
    } catch let error as MalformedInput {
      law((0...bytes.count).contains(error.offset), "\(error) lies outside \(bytes.count) bytes")
    } catch {}
    return false
  }
}

/// What an input may cost, however it is made.
public struct Allowance: Sendable {
  /// Bytes in use at a time, whatever the input's size.
  var memory = 1 << 20
  /// Bytes in use at a time for each byte of the input.
  var memoryPerByte = 48
  /// Of the processor, with the sanitizer's own work.
  var milliseconds = 250
  var microsecondsPerByte = 5

  /// Bytes in use at a time for an input of `count` bytes.
  public func memory(for count: Int) -> Int { memory + count * memoryPerByte }

  /// Nanoseconds of the processor for an input of `count` bytes.
  public func time(for count: Int) -> UInt64 {
    UInt64(milliseconds * 1000 + count * microsecondsPerByte) * 1000
  }
}

/// The bytes a target is given.
struct Input: Sendable {
  let bytes: [UInt8]

  /// As text, which it must be.
  var text: String {
    get throws {
      guard let text = String(validating: bytes, as: UTF8.self) else { throw NotText() }
      return text
    }
  }

  private struct NotText: Error {}

  /// Reads from the start.
  func read<T>(_ parse: (inout ByteReader) throws -> T) throws -> T {
    var reader = ByteReader(bytes.span.bytes)
    return try parse(&reader)
  }

  /// The bytes cut at zeros into this many parts; the last may hold more zeros, missing ones are empty.
  func parts(_ count: Int) -> [Input] {
    var parts = bytes.split(separator: 0, maxSplits: count - 1, omittingEmptySubsequences: false)
    while parts.count < count { parts.append([]) }
    return parts.map { Input(bytes: Array($0)) }
  }
}
