internal import Bytes
internal import Cryptography

extension SExpression {
  /// The key of `(public-key (rsa (n …) (e …)))` or `(public-key (ecc (curve …) … (q …)))`;
  /// `nil` for a key of another kind.
  func publicKey() throws(CryptographyError) -> PublicKey? {
    guard isNamed("public-key") else { return nil }
    if let rsa = list("rsa").map(SExpression.list) {
      guard let modulus = rsa.value("n"), let exponent = rsa.value("e") else { return nil }
      return try PublicKey(.rsa(modulus: modulus, exponent: exponent))
    }
    guard let ecc = list("ecc").map(SExpression.list), let point = ecc.value("q"),
      let curve = ecc.value("curve").map({ String(decoding: $0, as: UTF8.self) })
    else { return nil }
    if curve == "Ed25519" {
      return try PublicKey(.ed25519(Array(point.count == 33 ? point.dropFirst() : point[...])))
    }
    guard let known = Self.curves[curve] else { return nil }
    return try PublicKey(.ecdsa(known, point: point))
  }

  /// The raw signature of `(sig-val (rsa (s …)))` or `(sig-val (ecdsa|eddsa (r …) (s …)))` by a
  /// key; `nil` for one of another kind or size.
  func signature(by key: PublicKey) -> [UInt8]? {
    guard isNamed("sig-val") else { return nil }
    switch key.components {
    case .rsa(let modulus, _):
      return list("rsa").map(SExpression.list)?.number("s", modulus.count)
    case .ed25519:
      guard let list = list("eddsa").map(SExpression.list), let r = list.number("r", 32),
        let s = list.number("s", 32)
      else { return nil }
      return r + s
    case .ecdsa(let curve, _):
      guard let list = list("ecdsa").map(SExpression.list),
        let r = list.number("r", curve.coordinateSize),
        let s = list.number("s", curve.coordinateSize)
      else { return nil }
      return r + s
    }
  }

  private func isNamed(_ name: String) -> Bool {
    guard case .list(let items) = self else { return false }
    return items.first == .atom(Array(name.utf8))
  }

  /// A number as exactly `count` bytes: libgcrypt drops leading zeros, and adds one before a set
  /// high bit.
  private func number(_ name: String, _ count: Int) -> [UInt8]? {
    guard let bytes = value(name)?.drop(while: { $0 == 0 }), bytes.count <= count else {
      return nil
    }
    return [UInt8](repeating: 0, count: count - bytes.count) + bytes
  }

  private static let curves: [String: PublicKey.Curve] = [
    "NIST P-256": .p256, "NIST P-384": .p384, "NIST P-521": .p521,
  ]
}
