internal import Bytes
internal import Cryptography
public import Diagnostics
public import TransparencyLog

/// Reads a log of signatures from its beginning, in pieces, and holds every line against the chain.
public struct LogCheck {
  /// Whole lines so far.
  public private(set) var count = 0
  /// What does not hold, in the order of the lines; no more than ``mostFindings``.
  public private(set) var findings: [Diagnostic] = []
  /// The hash of the lines that a checkpoint is about, once they are read.
  public private(set) var rootAtCheckpoint: [UInt8]?
  private let name: String
  private let checkpoint: Checkpoint?
  private var tree = MerkleTree()
  private var previous = LogEntry.beginning
  private var line: [UInt8] = []

  /// No more are told.
  public static let mostFindings = 20

  /// `name` is what messages call the log.
  ///
  /// - Throws: `CryptographyError` when there is no SHA-256.
  public init(name: String, checkpoint: Checkpoint? = nil) throws {
    self.name = name
    self.checkpoint = checkpoint
    if checkpoint?.size == 0 { rootAtCheckpoint = try tree.root() }
  }

  /// Reads on.
  ///
  /// - Throws: `Diagnostic` `log.line-too-long`, after which nothing is known; `CryptographyError`.
  public mutating func update(_ bytes: [UInt8]) throws {
    for byte in bytes {
      if byte == 0x0a {
        try add(line)
        line.removeAll(keepingCapacity: true)
        continue
      }
      line.append(byte)
      guard line.count < LogEntry.longest else {
        throw Diagnostic(
          "log.line-too-long", "the line has more than \(LogEntry.longest) bytes",
          at: SpecLocation(file: name, line: count + 1, column: 1),
          hint: "is it a log of 'pkg sign'?")
      }
    }
  }

  /// Ends the log, and holds it against the checkpoint.
  public mutating func finish() {
    if !line.isEmpty {
      doubt(
        "log.torn", "the last line ends without a newline",
        "a writer stopped half way, or the end was cut off: compare with a copy, and remove the rest",
        line: count + 1)
    }
    guard let checkpoint else { return }
    guard let root = rootAtCheckpoint else {
      return doubt(
        "log.truncated",
        "the log has \(count) lines, and the checkpoint is of \(checkpoint.size)",
        "lines were removed from its end: find the copy the checkpoint was made of")
    }
    if root != checkpoint.root {
      doubt(
        "log.rewritten",
        "the first \(checkpoint.size) lines are not those the checkpoint is of",
        "the log was changed and its chain mended: find the copy the checkpoint was made of")
    }
  }

  /// The head of what was read.
  public func head(origin: String) throws -> Checkpoint {
    Checkpoint(origin: origin, size: count, root: try tree.root())
  }

  private mutating func add(_ line: [UInt8]) throws {
    count += 1
    do throws(MalformedInput) {
      let entry = try LogEntry(parsing: line)
      if entry.prev != previous {
        doubt(
          "log.broken-chain", "the line does not follow the one before it",
          "a line was changed, removed, added or moved here", line: count)
      }
    } catch {
      doubt(
        "log.malformed", "the line is no entry: \(error)", "a line was changed here", line: count)
    }
    previous = hexadecimal(try digest(.sha256, of: line))
    try tree.append(line)
    if count == checkpoint?.size { rootAtCheckpoint = try tree.root() }
  }

  private mutating func doubt(
    _ code: String, _ message: String, _ hint: String, line: Int? = nil
  ) {
    guard findings.count < Self.mostFindings else { return }
    findings.append(
      Diagnostic(
        code, message,
        at: SpecLocation(file: name, line: line ?? max(count, 1), column: 1), hint: hint,
        exit: .findings))
  }
}
