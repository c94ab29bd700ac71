import Bytes

/// One parser and what must hold of it whatever it is given.
///
/// A target is an entry in one of the tables in `Targets`, and nothing else: `Fuzz/run` finds it
/// there, with the inputs it begins from.
struct FuzzTarget: Sendable {
  let name: String
  /// Folders of `.build-fuzz/samples`, made by `Fuzz/samples` with the real tools.
  let samples: [String]
  /// Inputs made here.
  let seeds: @Sendable () -> [[UInt8]]
  /// What one input may cost.
  let allowance: Allowance
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

  /// Reads one input, and ends the process when that breaks a law.
  func run(_ bytes: [UInt8]) {
    let input = Input(bytes: bytes)
    metered(by: allowance, for: bytes.count) {
      do {
        try body(input)
      } catch let error as MalformedInput {
        law(
          (0...bytes.count).contains(error.offset), "\(error) lies outside \(bytes.count) bytes")
      } catch {}
    }
  }
}

/// What an input may cost, however it is made.
struct Allowance: Sendable {
  /// Bytes in use at a time, whatever the input's size.
  var memory = 1 << 20
  /// Bytes in use at a time for each byte of the input.
  var memoryPerByte = 48
  /// Of the processor, with the sanitizer's own work.
  var milliseconds = 250
  var microsecondsPerByte = 5
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

  /// The bytes cut at zeros into this many parts, the last of which may hold more of them; empty where there are fewer.
  func parts(_ count: Int) -> [Input] {
    var parts = bytes.split(separator: 0, maxSplits: count - 1, omittingEmptySubsequences: false)
    while parts.count < count { parts.append([]) }
    return parts.map { Input(bytes: Array($0)) }
  }
}
