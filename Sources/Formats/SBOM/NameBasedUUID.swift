internal import Bytes
internal import Cryptography

/// The text form of a version 5 UUID: SHA-1 over a namespace's 16 bytes and a name.
///
/// - SeeAlso: RFC 9562 §5.5.
func nameBasedUUID(namespace: [UInt8], name: [UInt8]) throws(CryptographyError) -> String {
  var bytes = Array(try digest(.sha1, of: namespace + name).prefix(16))
  bytes[6] = bytes[6] & 0x0f | 0x50
  bytes[8] = bytes[8] & 0x3f | 0x80
  let text = Array(hexadecimal(bytes).utf8)
  return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    .map { String(decoding: text[$0], as: UTF8.self) }.joined(separator: "-")
}

/// The nil UUID, which stands for a document's own name while the document is digested.
let nilUUID = "00000000-0000-0000-0000-000000000000"

/// The namespace of every document written here: `f01b03a8-de43-4989-b751-097658c0dabe`.
let documentNamespace: [UInt8] = [
  0xf0, 0x1b, 0x03, 0xa8, 0xde, 0x43, 0x49, 0x89, 0xb7, 0x51, 0x09, 0x76, 0x58, 0xc0, 0xda, 0xbe,
]
