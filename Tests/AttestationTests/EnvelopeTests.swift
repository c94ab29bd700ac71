import Attestation
import Bytes
import Cryptography
import Testing

struct EnvelopeTests {
  /// The example of the DSSE standard's protocol.md.
  @Test func thePreAuthenticationEncodingIsTheStandards() {
    let envelope = DSSEEnvelope(
      payloadType: "http://example.com/HelloWorld", payload: Array("hello world".utf8))
    #expect(
      String(decoding: envelope.preAuthenticationEncoding, as: UTF8.self)
        == "DSSEv1 29 http://example.com/HelloWorld 11 hello world")
  }

  @Test func lengthsInItAreOfBytes() {
    let envelope = DSSEEnvelope(payloadType: "é", payload: [0xff, 0x20])
    #expect(envelope.preAuthenticationEncoding == Array("DSSEv1 2 é 2 ".utf8) + [0xff, 0x20])
  }

  @Test func whatIsWrittenIsRead() throws {
    var envelope = DSSEEnvelope(payloadType: "text/plain", payload: Array(0...255))
    for key in try Keys.all.get() { try envelope.sign(with: key) }
    let json = envelope.serialized()
    #expect(json.last == UInt8(ascii: "\n") && json.count { $0 == UInt8(ascii: "\n") } == 1)
    #expect(try DSSEEnvelope(parsing: json) == envelope)
    #expect(try DSSEEnvelope.lines(parsing: json + [0x0a] + json) == [envelope, envelope])
  }

  @Test func signingTwiceChangesNothing() throws {
    var envelope = DSSEEnvelope(payloadType: "text/plain", payload: [1])
    for key in try Keys.all.get() { try envelope.sign(with: key) }
    var again = DSSEEnvelope(payloadType: "text/plain", payload: [1])
    for key in try Keys.all.get() + Keys.all.get() { try again.sign(with: key) }
    #expect(again == envelope)
  }

  /// Both alphabets, fields nobody knows, and a signature without a key id are the standard's.
  @Test func othersEnvelopesAreRead() throws {
    let text = #"{"payload":"-_8=","payloadType":"t","x":1,"signatures":[{"sig":"+/8="}]}"#
    let envelope = try DSSEEnvelope(parsing: Array(text.utf8))
    #expect(envelope.payload == [0xfb, 0xff])
    #expect(envelope.signatures == [DSSEEnvelope.Signature(keyID: "", bytes: [0xfb, 0xff])])
  }

  @Test(arguments: [
    "", "{", "[]", "null", "{}", #"{"payload":"","payloadType":"t"}"#,
    #"{"payload":"","payloadType":"t","signatures":[]}"#,
    #"{"payload":"","payloadType":"","signatures":[{"sig":""}]}"#,
    #"{"payload":"A","payloadType":"t","signatures":[{"sig":""}]}"#,
    #"{"payload":"AA==","payloadType":"t","signatures":[{"sig":"A*A="}]}"#,
    #"{"payload":1,"payloadType":"t","signatures":[{"sig":""}]}"#,
    #"{"payload":"","payloadType":"t","signatures":[{"sig":""}]}x"#,
    String(repeating: "[", count: 100_000),
  ]) func whatIsNoEnvelopeIsRefused(_ text: String) {
    #expect(throws: MalformedInput.self) { try DSSEEnvelope(parsing: Array(text.utf8)) }
  }

  @Test func thousandsOfSignaturesAreRefused() {
    let one = #"{"sig":"AA=="}"#
    let many = [String](repeating: one, count: 257).joined(separator: ",")
    let text = #"{"payload":"","payloadType":"t","signatures":["# + many + "]}"
    #expect(throws: MalformedInput.self) { try DSSEEnvelope(parsing: Array(text.utf8)) }
  }

  @Test func aBadLineIsNamedByItsPlace() {
    let error = #expect(throws: MalformedInput.self) {
      try DSSEEnvelope.lines(parsing: Array("\n\n{}\n".utf8))
    }
    #expect(error?.offset == 2)
    #expect(throws: MalformedInput.self) { try DSSEEnvelope.lines(parsing: [0x0a]) }
  }
}

/// Keys of every kind that libcrypto signs with here, made once.
enum Keys {
  static let all = Result {
    [
      try PrivateKey.generate(.ed25519), try PrivateKey.generate(.rsa(bits: 3072)),
      try PrivateKey.generate(.ed25519),
    ]
  }
}
