import Bytes
import Cryptography
import TestSupport
import Testing

/// What is read as one structure of DER is that to its last byte.
struct LibraryStructureTests {
  /// What openssl made, in DER, once for all tests.
  private struct Made: Sendable {
    var key, certificate, message, response: [UInt8]

    static let shared = Task {
      let place = try ScratchDirectory()
      func openssl(_ arguments: String...) async throws {
        try await succeed("openssl", arguments)
      }
      try await openssl(
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc",
        "-keyout", place["key.pem"], "-subj", "/CN=structures", "-days", "1", "-addext",
        "extendedKeyUsage=critical,timeStamping", "-out", place["cert.pem"])
      try await openssl(
        "x509", "-in", place["cert.pem"], "-outform", "DER", "-out", place["cert.der"])
      try await openssl(
        "pkey", "-in", place["key.pem"], "-pubout", "-outform", "DER", "-out", place["key.der"])
      try place.write("contents\n", to: "contents")
      try await openssl(
        "cms", "-sign", "-binary", "-nocerts", "-noattr", "-outform", "DER", "-md", "sha256",
        "-signer", place["cert.pem"], "-inkey", place["key.pem"], "-in", place["contents"], "-out",
        place["message.der"])
      try place.write(
        try timestampRequest(over: Array("contents\n".utf8)), to: "request.der")
      try place.write(
        """
        [tsa]
        serial = \(place["serial"])
        signer_digest = sha256
        default_policy = 1.2.3.4
        digests = sha256

        """, to: "tsa.cnf")
      try await openssl(
        "ts", "-reply", "-config", place["tsa.cnf"], "-section", "tsa", "-queryfile",
        place["request.der"], "-signer", place["cert.pem"], "-inkey", place["key.pem"], "-out",
        place["response.der"])
      return Made(
        key: try place.read("key.der"), certificate: try place.read("cert.der"),
        message: try place.read("message.der"), response: try place.read("response.der"))
    }
  }

  /// The same with a byte more, a byte less, and nothing.
  private func damaged(_ der: [UInt8]) -> [[UInt8]] { [der + [0], Array(der.dropLast()), []] }

  @Test func keysAndCertificates() async throws {
    let made = try await Made.shared.value
    let key = try PublicKey(subjectPublicKeyInfo: made.key)
    #expect(try key.subjectPublicKeyInfo() == made.key)
    #expect(try X509Certificate(der: made.certificate).publicKey().isSame(as: key))
    for der in damaged(made.key) {
      #expect(throws: CryptographyError.self) { try PublicKey(subjectPublicKeyInfo: der) }
    }
    for der in damaged(made.certificate) {
      #expect(throws: CryptographyError.self) { try X509Certificate(der: der) }
    }
  }

  @Test func messagesAndTimestamps() async throws {
    let made = try await Made.shared.value
    let certificate = try X509Certificate(der: made.certificate)
    let contents = Array("contents\n".utf8)
    func verdict(_ message: [UInt8]) throws -> CMSSignature.Verdict {
      try CMSSignature.verdict(
        message, over: contents.span.bytes, certificates: [certificate])
    }
    #expect(try verdict(made.message) == .good(0))
    for der in damaged(made.message) { #expect(try verdict(der) == .malformed) }
    _ = try TimestampResponse(der: made.response)
    for der in damaged(made.response) {
      #expect(throws: CryptographyError.self) { try TimestampResponse(der: der) }
    }
  }
}
