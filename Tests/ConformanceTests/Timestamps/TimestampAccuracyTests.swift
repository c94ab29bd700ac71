import Foundation
import TestSupport
import Testing

/// How exactly an authority says to know the time, written and signed by hand.
@Suite struct TimestampAccuracyTests {
  @Test(
    "an accuracy beyond a day proves no time",
    arguments: [
      ("INTEGER:1", Int32(0)), ("INTEGER:86399", 0), ("INTEGER:86400", 1),
      ("INTEGER:9223372036854775807", 1), ("INTEGER:9223372036854775808", 1),
      ("INTEGER:99999999999999999999999999", 1), ("INTEGER:-1", 1),
    ])
  func accuracy(value: String, status: Int32) async throws {
    let signing = try await SigningPlace()
    let place = signing.place
    let authority = try await TimestampAuthority.shared()
    try place.write("what is signed\n", to: "file")
    try await signing.sign("file", kind: "binary")
    let digest = try await succeed("sha256sum", [place["file.sig"]]).prefix(64)
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "yyyyMMddHHmmss'Z'"
    try place.write(
      """
      asn1 = SEQUENCE:info
      [info]
      version = INTEGER:1
      policy = OID:1.2.3.4.1
      imprint = SEQUENCE:imprint
      serial = INTEGER:5
      time = GENERALIZEDTIME:\(formatter.string(from: Date()))
      accuracy = SEQUENCE:accuracy
      [imprint]
      algorithm = SEQUENCE:algorithm
      digest = FORMAT:HEX,OCTETSTRING:\(digest)
      [algorithm]
      name = OID:2.16.840.1.101.3.4.2.1
      none = NULL
      [accuracy]
      seconds = \(value)

      """, to: "info.cnf")
    try await succeed(
      "openssl", ["asn1parse", "-genconf", place["info.cnf"], "-noout", "-out", place["info"]])
    try await authority.sign(place["info"], to: place["token"])
    // PKIStatusInfo with the status "granted", and the token.
    let token = try place.read("token")
    let body = [0x30, 0x03, 0x02, 0x01, 0x00] + token
    let head: [UInt8] = [0x30, 0x82, UInt8(body.count >> 8), UInt8(body.count & 0xff)]
    try place.write(head + body, to: "file.sig.tsr")
    let result = try await pkg([
      "timestamp", "verify", "--timestamp-ca", authority.root, place["file.sig"],
    ])
    #expect(result.status == status, "\(value): \(result.output)\(result.errors)")
    let options = ["--keyring", signing.certificate, "--timestamp-ca", authority.root]
    try await signing.expect(status, "file", by: options)
  }
}
