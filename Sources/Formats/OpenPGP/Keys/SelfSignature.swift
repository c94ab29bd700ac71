/// A valid signature of a primary key about a part of its own certificate.
public struct SelfSignature: Hashable, Sendable {
  /// What it is about.
  public enum Subject: Hashable, Sendable {
    case primaryKey
    case userID(String)
    case subkey(Fingerprint)
  }

  public let subject: Subject
  public let signature: OpenPGPSignature
}

extension Certificate {
  /// The newest signature that binds each part to the primary key, whatever hash it is over.
  ///
  /// Revocations are not among them, nor signatures that do not verify. Each costs a verification.
  public var selfSignatures: [SelfSignature] {
    var found: [SelfSignature] = []
    func add(
      _ subject: SelfSignature.Subject, _ signatures: [OpenPGPSignature], _ form: [UInt8],
      _ isWanted: (SignatureType) -> Bool
    ) {
      let own = signatures.filter {
        isWanted($0.type) && $0.issuer.agrees(with: primary)
          && $0.verifies(with: primary, over: form)
      }
      guard let newest = own.max(by: { ($0.created ?? 0) < ($1.created ?? 0) }) else { return }
      found.append(SelfSignature(subject: subject, signature: newest))
    }
    let form = primary.hashedForm
    add(.primaryKey, signatures, form) { $0 == .directKey }
    for userID in userIDs {
      add(.userID(userID.text), userID.signatures, form + userID.hashedForm) {
        $0.isCertification
      }
    }
    for subkey in subkeys {
      add(.subkey(subkey.key.fingerprint), subkey.signatures, form + subkey.key.hashedForm) {
        $0 == .subkeyBinding
      }
    }
    return found
  }
}

extension SelfSignature.Subject: CustomStringConvertible {
  public var description: String {
    switch self {
    case .primaryKey: "the primary key"
    case .userID(let text): "user id '\(text)'"
    case .subkey(let fingerprint): "subkey \(fingerprint)"
    }
  }
}
