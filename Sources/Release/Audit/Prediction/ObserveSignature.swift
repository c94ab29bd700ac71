internal import Bytes
internal import OpenPGP
internal import Platform
internal import Trust

/// A signature that is being held against its bytes, for what verifiers may answer differently.
final class SignatureObserver {
  let place: String
  private let isArmored: Bool
  private let verifier: SignatureVerifier?
  /// The type that its place asks for.
  private let type: SignatureType

  /// Reads a signature as it lies in a package or beside a file, armored or not.
  init(_ bytes: [UInt8], place: String) {
    self.place = place
    isArmored = bytes.starts(with: "-----BEGIN".utf8)
    type = .binary
    // What cannot be read is seen as such.
    verifier = try? SignatureVerifier(file: bytes)
  }

  /// Takes a signature of a message, which has seen the text.
  init(ofText verifier: SignatureVerifier, place: String) {
    self.place = place
    isArmored = true
    type = .text
    self.verifier = verifier
  }

  func update(_ bytes: UnsafeRawBufferPointer) throws { unsafe try verifier?.update(bytes) }

  /// What is particular about it, judged at `time` with the certificates of `keyring`.
  func observation(
    keyring: [Certificate], at time: UInt32, isPackaged: Bool
  ) throws -> ArtefactObservation.Signature {
    var seen = ArtefactObservation.Signature(place: place, cases: [])
    guard let verifier else {
      seen.cases = [.badSignature]
      return seen
    }
    if isArmored, isPackaged { seen.cases.append(.armoredInPackage) }
    guard let signature = verifier.signature else {
      switch try verifier.verdict(keyring: [], at: time) {
      case .bad(.severalPackets): seen.cases.append(.severalPackets)
      case .bad(.trailingData): seen.cases.append(.trailingBytes)
      default: seen.isBeyondTheTable = true
      }
      return seen
    }
    seen.cases += cases(of: signature, at: time)
    if signature.hash.isWeak, signature.hash != .sha1 { seen.isBeyondTheTable = true }
    switch try verifier.maker(in: keyring) {
    case nil: seen.isBeyondTheTable = true
    case .unknown: seen.cases.append(.unknownKey)
    case .nobody: seen.cases.append(.badSignature)
    case .key(let key, let certificate, let isLeft16Right):
      var own = certificate.signatureCases(signingWith: key, at: time)
      if let created = signature.created, let index = own.firstIndex(of: .expiredKey),
        certificate.standing(at: created).problem(signingWith: key.fingerprint) == nil
      {
        own[index] = .keyExpiredSince
      }
      seen.cases += own
      if key.signatureCase == nil { seen.isBeyondTheTable = true }
      if !isLeft16Right { seen.cases.append(.left16Wrong) }
      if !signature.hasKeyID(of: key) { seen.cases.append(.noIssuerID) }
      if let created = signature.created, created < key.created {
        seen.cases.append(.signatureBeforeKey)
      }
    }
    return seen
  }

  /// What can be said of a signature without its document.
  private func cases(of signature: OpenPGPSignature, at time: UInt32) -> [SignatureCase] {
    var cases: [SignatureCase] = []
    if signature.version == 3 { cases.append(.version3Packet) }
    switch signature.type {
    case type: break
    case .text: cases.append(.textSignature)
    default: cases.append(.otherSignatureType)
    }
    if signature.hash == .sha1 { cases.append(.sha1Signature) }
    if let created = signature.created {
      if created > time { cases.append(.futureSignature) }
    } else {
      cases.append(.noCreationTime)
    }
    if let expires = signature.expires, expires <= UInt64(time) {
      cases.append(.expiredSignature)
    }
    if signature.hasUnknownCritical { cases.append(.unknownCritical) }
    if signature.isCritical(.expirationTime) { cases.append(.criticalExpiration) }
    if signature.isCritical(.issuerKeyID) { cases.append(.criticalIssuerID) }
    if signature.isCritical(.issuerFingerprint) { cases.append(.criticalIssuerFingerprint) }
    return cases
  }
}
