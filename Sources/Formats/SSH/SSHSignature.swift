public import Bytes
internal import Cryptography

/// A signature over a file by an SSH key, as `ssh-keygen -Y sign` makes it.
///
/// - SeeAlso: OpenSSH, PROTOCOL.sshsig.
public struct SSHSignature: Hashable, Sendable {
  private static let magic = Array("SSHSIG".utf8)
  static let label = "SSH SIGNATURE"

  /// The hash of the message under the signature.
  public enum Hash: String, Sendable { case sha256, sha512 }

  /// The key that signed, by its own word.
  public let publicKey: SSHPublicKey
  /// What the signature is for, so that one for mail is none for a file.
  public let namespace: String
  public let hash: Hash
  /// The signature's algorithm, such as `rsa-sha2-512`.
  public let algorithm: String
  /// The signature in libcrypto's layout; see ``Cryptography/RawSigner``.
  public let value: [UInt8]

  init(
    publicKey: SSHPublicKey, namespace: String, hash: Hash, algorithm: String, value: [UInt8]
  ) {
    self.publicKey = publicKey
    self.namespace = namespace
    self.hash = hash
    self.algorithm = algorithm
    self.value = value
  }

  /// Reads a signature file, which is one block and nothing else.
  ///
  /// - Throws: `MalformedInput` also for a signature over SHA-1, an empty namespace, reserved bytes
  ///   in use, and an algorithm that is not the key's.
  public init(file text: [UInt8]) throws(MalformedInput) {
    let begin = "-----BEGIN \(Self.label)-----"
    let tail = text.suffix(40).filter { ![0x0a, 0x0d].contains($0) }
    let blocks = try PEM.blocks(in: text)
    guard text.starts(with: begin.utf8), blocks.count == 1, blocks[0].label == Self.label,
      tail.suffix(27).elementsEqual("-----END \(Self.label)-----".utf8)
    else { throw MalformedInput(.badMagic, at: 0, field: "SSH signature") }
    try self.init(parsing: blocks[0].contents)
  }

  /// Reads the binary form.
  public init(parsing bytes: [UInt8]) throws(MalformedInput) {
    var reader = unsafe ByteReader(bytes.span.bytes)
    do throws(MalformedInput) { try self.init(parsing: &reader) } catch {
      // Places inside base 64 are not the file's.
      throw MalformedInput(error.code, at: 0, field: error.field)
    }
  }

  private init(parsing reader: inout ByteReader) throws(MalformedInput) {
    guard try reader.array(6, field: "magic") == Self.magic else {
      throw MalformedInput(.badMagic, at: 0, field: "SSH signature")
    }
    guard try reader.integer(UInt32.self, .big, field: "version") == 1 else {
      throw MalformedInput(.unsupported, at: 6, field: "version")
    }
    publicKey = try SSHPublicKey(parsing: try reader.string(field: "public key"))
    namespace = String(decoding: try reader.string(field: "namespace"), as: UTF8.self)
    let reserved = try reader.string(field: "reserved")
    let hash = Hash(rawValue: try reader.name(field: "hash algorithm"))
    let signature = try reader.string(field: "signature")
    guard !namespace.isEmpty, reserved.isEmpty else {
      throw MalformedInput(.invalidValue, at: 0, field: "namespace")
    }
    guard let hash else { throw MalformedInput(.unsupported, at: 0, field: "hash algorithm") }
    self.hash = hash
    (algorithm, value) = try Self.value(of: signature, for: publicKey)
    try reader.requireEnd(field: "SSH signature")
  }

  /// Takes the signature out of its own frame (RFC 4253 §6.6, RFC 5656 §3.1.2, RFC 8332).
  private static func value(
    of signature: [UInt8], for key: SSHPublicKey
  ) throws(MalformedInput) -> (String, [UInt8]) {
    var reader = unsafe ByteReader(signature.span.bytes)
    let algorithm = try reader.name(field: "signature algorithm")
    var blob = try reader.string(field: "signature")
    try reader.requireEnd(field: "signature")
    switch key.components {
    case .ed25519:
      guard algorithm == "ssh-ed25519" else { break }
      return (algorithm, blob)
    case .rsa(let modulus, _):
      guard ["rsa-sha2-256", "rsa-sha2-512"].contains(algorithm), blob.count <= modulus.count
      else { break }
      // OpenSSH leaves out leading zeros.
      blob = [UInt8](repeating: 0, count: modulus.count - blob.count) + blob
      return (algorithm, blob)
    case .ecdsa(let curve, _):
      guard algorithm == key.type else { break }
      var numbers = unsafe ByteReader(blob.span.bytes)
      let pair = [
        try numbers.number(field: "signature r"), try numbers.number(field: "signature s"),
      ]
      try numbers.requireEnd(field: "signature")
      let size = curve.coordinateSize
      guard pair.allSatisfy({ $0.count <= size }) else { break }
      return (algorithm, pair.flatMap { [UInt8](repeating: 0, count: size - $0.count) + $0 })
    }
    throw MalformedInput(.unsupported, at: 0, field: "signature algorithm")
  }

  /// The signature file: base 64 in lines of 70 characters, as OpenSSH writes it.
  public func serialized() -> [UInt8] {
    var signature = SSHWriter()
    signature.string(Array(algorithm.utf8))
    if case .ecdsa(let curve, _) = publicKey.components {
      var numbers = SSHWriter()
      numbers.number(Array(value.prefix(curve.coordinateSize)))
      numbers.number(Array(value.suffix(curve.coordinateSize)))
      signature.string(numbers.bytes)
    } else {
      signature.string(value)
    }
    var writer = SSHWriter()
    writer.raw(Self.magic)
    writer.integer(1)
    writer.string(publicKey.serialized())
    writer.string(Array(namespace.utf8))
    writer.string([UInt8]())
    writer.string(Array(hash.rawValue.utf8))
    writer.string(signature.bytes)
    return Array("-----BEGIN \(Self.label)-----\n".utf8)
      + Base64.lines(of: writer.bytes, width: 70)
      + Array("-----END \(Self.label)-----\n".utf8)
  }

  /// What the key signs: the message's digest with what it is for.
  static func signedData(namespace: String, hash: Hash, digest: [UInt8]) -> [UInt8] {
    var writer = SSHWriter()
    writer.raw(magic)
    writer.string(Array(namespace.utf8))
    writer.string([UInt8]())
    writer.string(Array(hash.rawValue.utf8))
    writer.string(digest)
    return writer.bytes
  }
}
