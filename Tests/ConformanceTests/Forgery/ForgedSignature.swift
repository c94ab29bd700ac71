import Cryptography
import OpenPGP

/// A signature packet laid out here, byte by byte, with whatever a test wants wrong in it.
///
/// Knows nothing of how `pkg` writes signatures; only the raw signature is libcrypto's.
struct ForgedSignature {
  var version: UInt8 = 4
  /// 0 for a document, 1 for text, 0x10 for a certification.
  var type: UInt8 = 0
  var hash = DigestAlgorithm.sha256
  /// `nil` leaves it out.
  var created: UInt32? = ForgerKeys.signed
  /// Whether the fingerprint of the key is among what is signed.
  var namesFingerprint = true
  /// What the unsigned part says of the key; `nil` for nothing, and the key's own by default.
  var keyID: [UInt8]??
  /// Subpackets to sign: type, with the critical bit, and contents.
  var statements: [(kind: UInt8, contents: [UInt8])] = []
  /// Whether the first bytes of the digest are given wrong.
  var hasWrongHint = false

  /// The packet by `key` over `document`.
  func packet(over document: [UInt8], by key: ForgerKey) throws -> [UInt8] {
    let algorithm = key.signer.publicKey.algorithm.rawValue
    let identifier: UInt8 =
      switch hash {
      case .md5: 1
      case .sha1: 2
      case .sha256: 8
      case .sha384: 9
      case .sha512: 10
      }
    let ownID = Array(key.signer.publicKey.fingerprint.bytes.suffix(8))
    if version == 3 {
      let signed = [type] + bigEndian(created ?? 0, 4)
      let value = try digest(hash, of: document + signed)
      let body =
        [3, 5] + signed + ownID + [algorithm, identifier] + hint(value)
        + numbers(try key.signer.raw.sign(value, hash), key)
      return packet(body)
    }
    var hashed: [UInt8] = []
    if namesFingerprint { hashed += [22, 33, 4] + key.signer.publicKey.fingerprint.bytes }
    if let created { hashed += [5, 2] + bigEndian(created, 4) }
    for (kind, contents) in statements { hashed += [UInt8(contents.count + 1), kind] + contents }
    let head = [4, type, algorithm, identifier] + bigEndian(UInt32(hashed.count), 2) + hashed
    let value = try digest(
      hash, of: document + head + [4, 0xff] + bigEndian(UInt32(head.count), 4))
    let unhashed = (keyID ?? ownID).map { [9, 16] + $0 } ?? []
    return packet(
      head + bigEndian(UInt32(unhashed.count), 2) + unhashed + hint(value)
        + numbers(try key.signer.raw.sign(value, hash), key))
  }

  /// A version 6 packet of ML-DSA-65 with Ed25519, well-formed and by nobody.
  static let postQuantum: [UInt8] = {
    let hashed = [34, 33, 6] + [UInt8](repeating: 7, count: 32) + [5, 2] + bigEndian(1, 4)
    var body: [UInt8] = [6, 0, 30, 10] + bigEndian(UInt32(hashed.count), 4) + hashed
    body += bigEndian(0, 4) + [1, 2, 32] + [UInt8](repeating: 9, count: 32)
    body += [UInt8](repeating: 5, count: 64 + 3309)
    return [0xc2, 0xff] + bigEndian(UInt32(body.count), 4) + body
  }()

  private func hint(_ digest: [UInt8]) -> [UInt8] {
    hasWrongHint ? [~digest[0], digest[1]] : [digest[0], digest[1]]
  }

  private func numbers(_ raw: [UInt8], _ key: ForgerKey) -> [UInt8] {
    key.signer.publicKey.algorithm == .rsa
      ? number(raw) : number(raw.prefix(raw.count / 2)) + number(raw.suffix(raw.count / 2))
  }

  private func number(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let digits = Array(bytes.drop { $0 == 0 })
    let bits = digits.first.map { digits.count * 8 - $0.leadingZeroBitCount } ?? 0
    return bigEndian(UInt32(bits), 2) + digits
  }

  private func packet(_ body: [UInt8]) -> [UInt8] {
    [0x89] + bigEndian(UInt32(body.count), 2) + body
  }
}

/// A number in `width` bytes, the most significant first.
func bigEndian(_ value: UInt32, _ width: Int) -> [UInt8] {
  (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32(width - 1 - $0))) }
}
