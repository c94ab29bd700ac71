public import Cryptography

extension DSSEEnvelope {
  /// Who of some trusted keys signed an envelope.
  public struct Verdict: Hashable, Sendable {
    /// The trusted keys with a good signature, as indices into the keys asked about.
    ///
    /// No two are of the same key, however often it signed or was named.
    public var signers: [Int] = []
    /// The key ids of signatures by none of the trusted keys, as the envelope states them.
    public var unknown: [String] = []
    /// The key ids of signatures that name a trusted key and are not its.
    public var contradicted: [String] = []

    /// Whether `threshold` different keys signed, and nothing contradicts that.
    ///
    /// - Precondition: the threshold is at least 1: no signature proves nothing.
    public func meets(threshold: Int) -> Bool {
      precondition(threshold >= 1, "a threshold is at least one key")
      return signers.count >= threshold && contradicted.isEmpty
    }
  }

  /// Tries every signature with every key; key ids choose nothing.
  ///
  /// - Throws: `CryptographyError` when libcrypto does not digest: then nothing is known.
  public func verdict(keys: [PublicKey]) throws(CryptographyError) -> Verdict {
    var verdict = Verdict()
    var form = SignedForm(self)
    var trusted: Set<String> = []
    for key in keys { trusted.insert(try key.identifier()) }
    var seen: Set<PublicKey.Components> = []
    for signature in signatures {
      var signer: Int?
      for (index, key) in keys.enumerated() where try Self.verifies(signature, with: key, of: &form)
      {
        signer = index
        break
      }
      if let signer {
        if seen.insert(keys[signer].components).inserted { verdict.signers.append(signer) }
      } else if trusted.contains(signature.keyID.lowercased()) {
        verdict.contradicted.append(signature.keyID)
      } else {
        verdict.unknown.append(signature.keyID)
      }
    }
    verdict.signers.sort()
    return verdict
  }
}
