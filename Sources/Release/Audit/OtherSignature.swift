internal import Diagnostics

/// A signature in another form than OpenPGP, with what became of it.
public struct OtherSignature: Hashable, Sendable {
  /// What form it has and where it was found, such as `ssh` or `minisign`.
  public var place: String
  /// Whose it is: a key's fingerprint or id.
  public var signer: String
  /// Under what name that key is trusted; may be empty.
  public var name: String
  /// Why it proves nothing; `nil` when it is good.
  public var problem: String?
  /// Whose key made it: ``Cryptography/PublicKey/identifier()``; `nil` when it is not good.
  public var key: String?
  /// When a timestamp proves that it was there, in seconds since the epoch; `nil` without one.
  public var provenAt: UInt32?
  /// The type of the predicate, for a statement about the file.
  public var statement: String?

  public init(place: String, signer: String, name: String = "", problem: String? = nil) {
    self.place = place
    self.signer = signer
    self.name = name
    self.problem = problem
  }
}

extension PackageAudit {
  /// Records a signature, and a finding for one that proves nothing.
  public mutating func record(_ signature: OtherSignature, isUnknown: Bool = false) {
    otherSignatures.append(signature)
    guard let problem = signature.problem else { return }
    findings.append(
      Diagnostic(
        isUnknown ? "signature.unknown-key" : "signature.bad", "'\(signature.place)': \(problem)",
        hint: isUnknown
          ? "give the signer's key if it is one you trust: see 'pkg verify --help'"
          : "get the file and its signature again from where they were published",
        exit: .findings))
  }

  /// Takes up what another look at the same file found.
  public mutating func add(_ other: PackageAudit) {
    signatures += other.signatures
    otherSignatures += other.otherSignatures
    findings += other.findings
    hasUncountedSignature = hasUncountedSignature || other.hasUncountedSignature
    if sha256.isEmpty { sha256 = other.sha256 }
  }
}
