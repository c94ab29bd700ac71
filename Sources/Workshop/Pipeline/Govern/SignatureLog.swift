internal import Bytes
internal import Cryptography
public import Diagnostics
internal import OpenPGP
internal import TransparencyLog
internal import Trust
internal import Workspace

/// What `pkg log checkpoint` is asked.
public struct CheckpointRequest: Sendable {
  public var log: String
  public var key: String
  public var access: KeyAccess
  /// The log's name in the checkpoint; its file's name when `nil`.
  public var origin: String?
  /// Where the checkpoint goes; `LOG.checkpoint` when `nil`.
  public var output: String?

  public init(
    log: String, key: String, access: KeyAccess, origin: String?, output: String?
  ) {
    self.log = log
    self.key = key
    self.access = access
    self.origin = origin
    self.output = output
  }
}

/// Signs the head of a log whose chain holds; returns the path written.
///
/// - Throws: `Diagnostics` with what does not hold: a broken log is not vouched for.
public func makeCheckpoint(_ request: CheckpointRequest) throws -> (
  path: String, warnings: [Diagnostic]
) {
  let origin = request.origin ?? baseName(request.log)
  guard SignedNote.isName(origin) else {
    throw Diagnostic(
      "log.bad-origin", "'\(origin)' cannot name a log",
      hint: "give --origin without spaces and '+', such as 'example.com/releases'", exit: .usage)
  }
  let path = request.output ?? request.log + ".checkpoint"
  try requireOther(path, than: [request.log] + request.access.inputs(for: request.key))
  let key = try loadKey(request.key, access: request.access)
  let check = try readLog(request.log, checkpoint: nil)
  if check.findings.hasErrors { throw Diagnostics(check.findings) }
  var note = SignedNote(text: try check.head(origin: origin).text)
  do throws(SigningFailure) { try note.sign(as: origin, with: key.key.signer.raw) } catch {
    guard error.kind == .unsupported else { throw OpenPGPError.signer(error) }
    throw Diagnostic(
      "log.key-algorithm",
      "key '\(key.key.publicKey.fingerprint)' cannot sign a checkpoint: \(error.words)",
      hint: "make one for the log: 'pkg key generate --algorithm ed25519'", exit: .notPermitted)
  }
  return (try publish(note.serialized(), at: path), key.warnings)
}

/// What `pkg log verify` is asked.
public struct LogVerifyRequest: Sendable {
  public var log: String
  public var checkpoint: String?
  public var keyrings: [String]

  public init(log: String, checkpoint: String?, keyrings: [String]) {
    self.log = log
    self.checkpoint = checkpoint
    self.keyrings = keyrings
  }
}

/// What became of a log.
public struct LogVerifyReport: Sendable {
  public let report: Report
  public let diagnostics: [Diagnostic]
  public let holds: Bool

  fileprivate struct Value: Encodable, Sendable {
    var log: String
    var entries: Int
    var root: String
    var holds: Bool
    /// Missing unless a checkpoint was given.
    var checkpoint: Point?
    var findings: [FindingValue]
  }

  fileprivate struct Point: Encodable, Sendable {
    var origin: String
    var size: Int
    /// `nil` when no trusted key signed it.
    var signer: String?
  }
}

/// Holds a log against its own chain and, given one, a checkpoint by a trusted key.
public func verifyLog(_ request: LogVerifyRequest) throws -> LogVerifyReport {
  var findings: [Diagnostic] = []
  var checkpoint: Checkpoint?
  var signer: String?
  var warnings: [Diagnostic] = []
  if let path = request.checkpoint {
    let keyring = try loadKeyrings(request.keyrings)
    warnings = keyring.warnings
    let bytes = try InputFile(path).contents(limit: SignedNote.longest)
    do throws(MalformedInput) {
      let note = try SignedNote(parsing: bytes)
      checkpoint = try Checkpoint(parsing: note.text)
      let (name, finding) = try checkpointSigner(of: note, keyring.certificates, path)
      signer = name
      findings += [finding].compactMap(\.self)
    } catch {
      throw Diagnostic(
        "log.malformed-checkpoint", "'\(path)' is no checkpoint: \(error)",
        hint: "give what 'pkg log checkpoint' wrote")
    }
  }
  let check = try readLog(request.log, checkpoint: checkpoint)
  findings += check.findings
  let holds = !findings.hasErrors
  let head = try check.head(origin: "log")
  let entries = check.count == 1 ? "entry" : "entries"
  var text = "\(request.log): \(holds ? "holds" : "DOES NOT HOLD")\n"
  text += "  \(check.count) \(entries)\n"
  if let checkpoint {
    text += "  checkpoint '\(checkpoint.origin)' of \(checkpoint.size) entries, "
    text += "\(signer.map { "signed by \($0)" } ?? "by nobody trusted")\n"
  } else {
    text += "  no checkpoint: that nothing is missing at its end, or was made anew, is not proven\n"
  }
  return LogVerifyReport(
    report: Report(
      text: text,
      value: LogVerifyReport.Value(
        log: request.log, entries: check.count, root: hexadecimal(head.root), holds: holds,
        checkpoint: checkpoint.map {
          LogVerifyReport.Point(origin: $0.origin, size: $0.size, signer: signer)
        }, findings: findings.map { FindingValue($0) })),
    diagnostics: warnings + findings, holds: holds)
}

/// Who of a keyring signed a checkpoint, or why nobody did.
private func checkpointSigner(
  of note: SignedNote, _ keyring: [Certificate], _ path: String
) throws(MalformedInput) -> (String?, Diagnostic?) {
  let now = currentTime()
  for certificate in keyring {
    let standing = certificate.standing(at: now)
    for key in certificate.keys where standing.problem(signingWith: key.fingerprint) == nil {
      guard let material = try? key.verificationKey(),
        let verdict = try? note.verdict(of: material)
      else { continue }
      switch verdict {
      case .good: return ("\(certificate.primary.fingerprint)", nil)
      case .bad(let name):
        return (
          nil,
          Diagnostic(
            "log.bad-checkpoint", "'\(path)': the signature of '\(name)' does not match",
            hint: "the checkpoint was changed: take the copy you kept", exit: .findings)
        )
      case .absent: continue
      }
    }
  }
  return (
    nil,
    Diagnostic(
      "log.unknown-checkpoint-key", "'\(path)' is signed by no valid key of the keyring",
      hint: "give the certificate of the key that signs checkpoints with --keyring",
      exit: .findings)
  )
}

/// Reads a log from end to end.
private func readLog(_ path: String, checkpoint: Checkpoint?) throws -> LogCheck {
  let file = try InputFile(path)
  var check = try LogCheck(name: path, checkpoint: checkpoint)
  var offset = 0
  while offset < file.count {
    let end = min(file.count, offset + 1 << 20)
    try check.update(try file.bytes(in: offset..<end))
    offset = end
  }
  check.finish()
  return check
}
