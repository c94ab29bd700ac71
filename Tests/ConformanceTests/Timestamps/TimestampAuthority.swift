import TestSupport
import Testing

/// A timestamp authority with a root of its own, that openssl plays.
struct TimestampAuthority {
  private let place: ScratchDirectory
  /// The root's certificate.
  var root: String { place["root.pem"] }

  /// One for all tests that need no other; it answers one question at a time.
  static func shared() async throws -> TimestampAuthority { try await made.value }
  private static let made = Task { try await TimestampAuthority() }

  init() async throws {
    place = try ScratchDirectory()
    try place.write(
      """
      [tsa]
      default_tsa = own
      [own]
      signer_cert = \(place["tsa.pem"])
      signer_key = \(place["tsa.key"])
      certs = \(place["root.pem"])
      signer_digest = sha256
      default_policy = 1.2.3.4.1
      digests = sha256, sha512
      accuracy = secs:1
      ess_cert_id_chain = no
      ess_cert_id_alg = sha256
      [stamping]
      extendedKeyUsage = critical,timeStamping

      """, to: "tsa.cnf")
    try await succeed(
      "openssl",
      [
        "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-keyout", place["root.key"], "-subj",
        "/CN=root", "-days", "9000", "-out", place["root.pem"],
      ])
    try await succeed(
      "openssl",
      [
        "req", "-new", "-newkey", "rsa:2048", "-noenc", "-keyout", place["tsa.key"], "-subj",
        "/CN=tsa", "-out", place["tsa.csr"],
      ])
    try await succeed(
      "openssl",
      [
        "x509", "-req", "-in", place["tsa.csr"], "-CA", place["root.pem"], "-CAkey",
        place["root.key"], "-CAcreateserial", "-days", "9000", "-extfile", place["tsa.cnf"],
        "-extensions", "stamping", "-out", place["tsa.pem"],
      ])
  }

  /// Answers a question now.
  func answer(_ request: String, to response: String) async throws {
    // A file of serial numbers for each answer: tests ask at the same time.
    let serial = try ScratchDirectory()
    try serial.write("01\n", to: "serial")
    let settings = try place.text("tsa.cnf").replacing(
      "[own]\n", with: "[own]\nserial = \(serial["serial"])\n")
    try serial.write(settings, to: "tsa.cnf")
    try await succeed(
      "openssl",
      [
        "ts", "-reply", "-config", serial["tsa.cnf"], "-queryfile", request, "-out", response,
      ])
  }

  /// Signs what a timestamp states, whatever that is, as the authority.
  func sign(_ statement: String, to token: String) async throws {
    try await succeed(
      "openssl",
      [
        "cms", "-sign", "-cades", "-binary", "-nodetach", "-outform", "DER", "-md", "sha256",
        "-econtent_type", "1.2.840.113549.1.9.16.1.4", "-signer", place["tsa.pem"], "-inkey",
        place["tsa.key"], "-in", statement, "-out", token,
      ])
  }

  /// Asks for a timestamp of a signature file or a signed package, and keeps the answer beside it.
  func stamp(_ file: String) async throws {
    let asked = try await pkg(["timestamp", "request", file])
    try #require(asked.status == 0, "\(asked.errors)")
    try await answer("\(file).tsq", to: "\(file).response")
    let kept = try await pkg([
      "timestamp", "attach", "--timestamp-ca", root, file, "\(file).response",
    ])
    try #require(kept.status == 0, "\(kept.errors)")
  }
}
