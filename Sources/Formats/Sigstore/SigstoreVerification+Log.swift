internal import Bytes
internal import Cryptography
internal import TransparencyLog

extension SigstoreVerification {
  /// A log with the key it is verified by.
  struct KnownLog {
    var key: PublicKey
    var period: TrustedRoot.Period
  }

  /// The log of the trusted root that the entry names.
  func log(of entry: SigstoreBundle.Entry) throws(SigstoreRefusal) -> KnownLog {
    guard let log = root.logs.first(where: { $0.id == entry.logID }), let key = log.key else {
      throw SigstoreRefusal(
        .unknownLog, "the trusted root has no log '\(hexadecimal(entry.logID))'")
    }
    return KnownLog(key: key, period: log.period)
  }

  /// When it was signed, by all who vouch for that; at least one does.
  func verifiedTimes(
    of bundle: SigstoreBundle, _ log: KnownLog
  ) throws(SigstoreRefusal) -> [Int64] {
    var times: [Int64] = []
    if let promise = bundle.entry.promise {
      times.append(try promisedTime(bundle.entry, promise, log))
    }
    for timestamp in bundle.timestamps {
      times.append(try stampedTime(timestamp, over: bundle.signature))
    }
    guard let last = times.max() else {
      throw SigstoreRefusal(.noTime, "neither the log nor a timestamp says when it was signed")
    }
    guard last <= time else {
      throw SigstoreRefusal(
        .timeToCome, "it was signed after the time of judgement, \(moment(last))")
    }
    guard times.allSatisfy(log.period.contains(seconds:)) else {
      throw SigstoreRefusal(
        .unknownLog, "the trusted root does not trust the log for \(moment(last))")
    }
    return times
  }

  /// The time the log signed, with the entry.
  private func promisedTime(
    _ entry: SigstoreBundle.Entry, _ promise: [UInt8], _ log: KnownLog
  ) throws(SigstoreRefusal) -> Int64 {
    guard let time = entry.time else {
      throw SigstoreRefusal(.badPromise, "the log promised something and states no time for it")
    }
    // In the canonical form of RFC 8785, which for these values is a matter of order and spaces.
    let body = String(decoding: Base64.encoded(entry.body), as: UTF8.self)
    let signed =
      #"{"body":""# + body + #"","integratedTime":"# + "\(time)" + #","logID":""#
      + hexadecimal(entry.logID) + #"","logIndex":"# + "\(entry.index)}"
    let isGood = try checked(.badPromise, "the log's promise") { () throws(CryptographyError) in
      try log.key.verifies(
        encoded: promise, ofMessage: Array(signed.utf8), log.key.customaryDigest)
    }
    guard isGood else {
      throw SigstoreRefusal(.badPromise, "the log's promise is not over this entry")
    }
    return time
  }

  /// The time a timestamp authority of the trusted root saw the signature at.
  private func stampedTime(
    _ timestamp: [UInt8], over signature: [UInt8]
  ) throws(SigstoreRefusal) -> Int64 {
    let response = try checked(.badTimestamp, "a timestamp") { () throws(CryptographyError) in
      try TimestampResponse(der: timestamp)
    }
    var problem = "the trusted root has no timestamp authority"
    for authority in root.timestampAuthorities {
      do throws(CryptographyError) {
        let time = Int64(
          try response.provenTime(
            of: signature, authorities: authority.certificates,
            at: UInt32(clamping: time), isAuthorityJudgedThen: true))
        if authority.period.contains(seconds: time) { return time }
        problem = "the trusted root does not trust the authority for \(moment(time))"
      } catch { problem = error.reason }
    }
    throw SigstoreRefusal(.badTimestamp, "a timestamp proves no time: \(problem)")
  }

  /// The entry must be in the tree, and the log must vouch for the tree.
  func requireInclusion(
    of entry: SigstoreBundle.Entry, in log: KnownLog
  ) throws(SigstoreRefusal) {
    let root = try checked(.notIncluded, "the log entry") { () throws(CryptographyError) in
      try entry.proof.root(of: entry.body)
    }
    guard let root, root == entry.root else {
      throw SigstoreRefusal(.notIncluded, "the proof does not lead from the entry to the root")
    }
    let note: SignedNote
    let head: Checkpoint
    do throws(MalformedInput) {
      note = try SignedNote(parsing: Array(entry.checkpoint.utf8))
      head = try Checkpoint(parsing: note.text)
    } catch { throw SigstoreRefusal(.badCheckpoint, "the checkpoint is malformed: \(error)") }
    guard head.root == root, head.size == entry.proof.size else {
      throw SigstoreRefusal(.badCheckpoint, "the checkpoint is of another tree than the proof")
    }
    for signature in note.signatures where signature.keyID == Array(entry.logID.prefix(4)) {
      let isGood = try checked(.badCheckpoint, "the checkpoint") { () throws(CryptographyError) in
        try log.key.verifies(
          encoded: signature.bytes, ofMessage: Array(note.text.utf8), log.key.customaryDigest)
      }
      if isGood { return }
    }
    throw SigstoreRefusal(.badCheckpoint, "the log did not sign the checkpoint")
  }
}

/// A time for people.
func moment(_ time: Int64) -> String { CivilTime(secondsSinceEpoch: time).rfc3339 }
