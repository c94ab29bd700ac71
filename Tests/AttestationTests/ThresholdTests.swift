import Attestation
import Bytes
import Cryptography
import Testing

struct ThresholdTests {
  private func signed(by signers: [PrivateKey]) throws -> DSSEEnvelope {
    var envelope = DSSEEnvelope(payloadType: "text/plain", payload: Array("release".utf8))
    for signer in signers { try envelope.sign(with: signer) }
    return envelope
  }

  @Test func everyKeyCountsOnce() throws {
    let keys = try Keys.all.get()
    let trusted = keys.map(\.publicKey)
    let envelope = try signed(by: keys)
    #expect(try envelope.verdict(keys: trusted).signers == [0, 1, 2])
    // The same signature many times, under many names, by a key that is listed twice.
    var repeated = try signed(by: [keys[0]])
    for name in ["", "a", "b"] {
      repeated.signatures.append(
        DSSEEnvelope.Signature(keyID: name, bytes: repeated.signatures[0].bytes))
    }
    let verdict = try repeated.verdict(keys: [trusted[0], trusted[0], trusted[1]])
    #expect(verdict.signers == [0] && verdict.unknown.isEmpty)
    #expect(verdict.meets(threshold: 1) && !verdict.meets(threshold: 2))
  }

  @Test func strangersAreListedAndDoNotCount() throws {
    let keys = try Keys.all.get()
    let verdict = try signed(by: keys).verdict(keys: [keys[1].publicKey])
    #expect(verdict.signers == [0])
    #expect(
      try verdict.unknown == [keys[0].publicKey.identifier(), keys[2].publicKey.identifier()])
    #expect(try signed(by: keys).verdict(keys: []).meets(threshold: 1) == false)
  }

  @Test func aBadSignatureInTheNameOfATrustedKeyRefusesAll() throws {
    let keys = try Keys.all.get()
    var envelope = try signed(by: keys)
    envelope.signatures[2].bytes[5] ^= 1
    let verdict = try envelope.verdict(keys: keys.map(\.publicKey))
    #expect(verdict.signers == [0, 1])
    #expect(try verdict.contradicted == [keys[2].publicKey.identifier()])
    #expect(!verdict.meets(threshold: 1))
  }

  @Test func anotherTypeOrPayloadIsNotSigned() throws {
    let keys = try Keys.all.get()
    var other = try signed(by: keys)
    other.payloadType = "text/html"
    #expect(try other.verdict(keys: keys.map(\.publicKey)).signers.isEmpty)
    other = try signed(by: keys)
    other.payload.append(0)
    #expect(try other.verdict(keys: keys.map(\.publicKey)).signers.isEmpty)
  }
}
