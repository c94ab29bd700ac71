import Bytes
import Cryptography

/// An RPM taken apart, to be changed, mended where a test wants it mended, and put together.
struct ForgedRPM {
  var lead: [UInt8]
  var signatures: ForgedHeader
  /// What is between the signature header and the main header; `nil` for the zeros it takes.
  var padding: [UInt8]?
  var header: ForgedHeader
  var payload: [UInt8]
  /// Bytes behind everything.
  var tail: [UInt8] = []
  /// How many bytes there are of it all; `nil` for every one.
  var cut: Int?

  init(_ bytes: [UInt8]) {
    lead = Array(bytes[..<96])
    var offset = 96
    signatures = ForgedHeader(bytes, at: &offset, region: 62)
    offset = (offset + 7) / 8 * 8
    header = ForgedHeader(bytes, at: &offset, region: 63)
    payload = Array(bytes[offset...])
  }

  var bytes: [UInt8] {
    let signatures = signatures.serialized()
    let gap = padding ?? [UInt8](repeating: 0, count: (8 - signatures.count % 8) % 8)
    let whole = lead + signatures + gap + header.serialized() + payload + tail
    return Array(whole.prefix(cut ?? whole.count))
  }

  /// Has every digest and size say what is there; `leaving` names tags not to touch.
  mutating func mend(leaving tags: Set<UInt32> = []) throws {
    func text(_ algorithm: DigestAlgorithm, _ bytes: [UInt8]) throws -> [UInt8] {
      Array(hexadecimal(try digest(algorithm, of: bytes)).utf8) + [0]
    }
    if header[5092] != nil, !tags.contains(5092) { header[5092] = try text(.sha256, payload) }
    let main = header.serialized()
    if signatures[269] != nil, !tags.contains(269) { signatures[269] = try text(.sha1, main) }
    if signatures[273] != nil, !tags.contains(273) { signatures[273] = try text(.sha256, main) }
    if signatures[1004] != nil, !tags.contains(1004) {
      signatures[1004] = try digest(.md5, of: main + payload)
    }
    if !tags.contains(1000) {
      signatures[1000] = bigEndian(UInt32(main.count + payload.count), 4)
    }
  }

  /// Signs the main header under the tag rpm expects.
  mutating func sign(
    by key: ForgerKey, _ signature: ForgedSignature = ForgedSignature(), tag: UInt32? = nil
  ) throws {
    let packet = try signature.packet(over: header.serialized(), by: key)
    signatures[tag ?? (key.signer.publicKey.algorithm == .rsa ? 268 : 267)] = packet
  }

  /// Signs main header and payload.
  mutating func signPackage(
    by key: ForgerKey, _ signature: ForgedSignature = ForgedSignature()
  ) throws {
    let packet = try signature.packet(over: header.serialized() + payload, by: key)
    signatures[key.signer.publicKey.algorithm == .rsa ? 1002 : 1005] = packet
  }
}
