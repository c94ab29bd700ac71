public import Attestation
internal import Bytes
public import Cryptography
public import OpenPGP
public import Recipe

/// Whose approvals of one artefact count, and why others do not.
public struct ApprovalCount: Hashable, Sendable {
  /// The policy's names of the keys that approve, each once.
  public var approvers: [String] = []
  /// Why envelopes at hand do not count, as sentences.
  public var passedOver: [String] = []
}

extension TrustPolicy {
  /// Counts who of `quorum` approves that the artefact with this SHA-256 is signed.
  ///
  /// An approval counts when its envelope is signed by the very key that it names as the approver,
  /// when that key is of the quorum and may sign at `time` (seconds since the epoch), and when the
  /// approval is about these bytes and has not lapsed. `certificates` are the policy's, by name.
  ///
  /// - Throws: `CryptographyError` when libcrypto does not digest: then nothing is known.
  public func approvals(
    of sha256: [UInt8], by quorum: Quorum, in envelopes: [DSSEEnvelope],
    certificates: [String: [Certificate]], at time: UInt32
  ) throws(CryptographyError) -> ApprovalCount {
    var count = ApprovalCount()
    let digest = hexadecimal(sha256)
    for (number, envelope) in envelopes.enumerated() {
      func passOver(_ why: String) { count.passedOver.append("approval \(number + 1): \(why)") }
      guard envelope.payloadType == StatementHeader.payloadType else {
        passOver("it is no in-toto statement")
        continue
      }
      let approval: Approval
      do throws(MalformedInput) { approval = try Approval(parsing: envelope.payload) } catch {
        passOver("it cannot be read: \(error)")
        continue
      }
      guard let key = key(fingerprint: approval.approver), quorum.keys.contains(key.name) else {
        passOver("'\(approval.approver)' is none of those who are asked")
        continue
      }
      guard approval.action == Approval.signing else {
        passOver("'\(key.name)' approves '\(approval.action)', not signing")
        continue
      }
      guard approval.subjects.contains(where: { $0.sha256 == digest }) else {
        passOver("'\(key.name)' approves another artefact")
        continue
      }
      guard approval.expires > Int64(time) else {
        passOver("'\(key.name)' approved until \(approval.expires) only")
        continue
      }
      guard key.isTrusted(at: Int64(time)) else {
        passOver("the policy does not trust '\(key.name)' at this time")
        continue
      }
      let keys = signingKeys(of: certificates[key.name] ?? [], at: time)
      guard !keys.isEmpty else {
        passOver("'\(key.name)' has no certificate here that may sign now")
        continue
      }
      guard try envelope.verdict(keys: keys).meets(threshold: 1) else {
        passOver("it is not signed by '\(key.name)', whom it names")
        continue
      }
      if !count.approvers.contains(key.name) { count.approvers.append(key.name) }
    }
    return count
  }

  /// The keys of certificates that may sign at a time; none when copies disagree.
  private func signingKeys(of certificates: [Certificate], at time: UInt32) -> [PublicKey] {
    let able = certificates.map { certificate in
      let standing = certificate.standing(at: time)
      return certificate.keys.filter {
        standing.problem(signingWith: $0.fingerprint) == nil
      }
    }
    // Of several copies of a certificate one may hold a revocation the others lack: all must agree.
    guard let first = able.first else { return [] }
    let agreed = first.filter { key in able.allSatisfy { $0.contains(key) } }
    return agreed.compactMap { try? $0.verificationKey() }
  }
}
