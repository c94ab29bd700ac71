/// The numbers libcrypto wants of an RSA key, derived from those a key file holds.
struct RSANumbers {
  /// Under the names of `provider-rsa(7)`; the larger prime comes first.
  let named: [(StaticString, BigNumber)]

  /// `nil` when the numbers do not make one key: n ≠ p·q, or e·d ≢ 1.
  ///
  /// Primality is not tested: a signature made with false primes fails its own check.
  init?(
    n: [UInt8], e: [UInt8], d: SecretBytes, p: SecretBytes, q: SecretBytes
  ) throws(CryptographyError) {
    let arithmetic = try Arithmetic()
    let (n, e, d) = (try BigNumber(n), try BigNumber(e), try BigNumber(d))
    let (one, other) = (try BigNumber(p), try BigNumber(q))
    let (p, q) = one < other ? (other, one) : (one, other)
    guard q.isOdd, p.isOdd, !q.isOne, d < n, try arithmetic.product(p, q) == n else { return nil }
    let pLess = try arithmetic.predecessor(p)
    let qLess = try arithmetic.predecessor(q)
    let dp = try arithmetic.remainder(d, pLess)
    let dq = try arithmetic.remainder(d, qLess)
    guard try arithmetic.remainder(try arithmetic.product(e, dp), pLess).isOne,
      try arithmetic.remainder(try arithmetic.product(e, dq), qLess).isOne
    else { return nil }
    named = [
      ("n", n), ("e", e), ("d", d), ("rsa-factor1", p), ("rsa-factor2", q),
      ("rsa-exponent1", dp), ("rsa-exponent2", dq),
      ("rsa-coefficient1", try arithmetic.inverse(q, modulo: p)),
    ]
  }
}
