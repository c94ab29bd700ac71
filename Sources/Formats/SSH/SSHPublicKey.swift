public import Bytes
public import Cryptography

/// A public key as OpenSSH writes it: `ssh-ed25519 AAAA… comment`.
///
/// - SeeAlso: RFC 4253 §6.6 (RSA), RFC 5656 §3.1 (ECDSA), RFC 8709 §4 (Ed25519).
public struct SSHPublicKey: Hashable, Sendable {
  /// The numbers of the key.
  public let components: PublicKey.Components

  public init(_ key: PublicKey) { components = key.components }

  /// Reads the binary form to its end.
  ///
  /// - Throws: `MalformedInput.Code.unsupported` for a key of another type, such as a certificate.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let start = reader.position
    let type = try reader.name(field: "key type")
    switch type {
    case "ssh-ed25519":
      let point = try reader.string(field: "public key")
      guard point.count == 32 else {
        throw MalformedInput(.invalidValue, at: start, field: "public key")
      }
      components = .ed25519(point)
    case "ssh-rsa":
      let exponent = try reader.number(field: "RSA e")
      let modulus = try reader.number(field: "RSA n")
      components = .rsa(modulus: modulus, exponent: exponent)
    default:
      guard
        let curve = PublicKey.Curve.allCases.first(where: { "ecdsa-sha2-\($0.sshName)" == type })
      else { throw MalformedInput(.unsupported, at: start, field: "key type") }
      let name = try reader.name(field: "curve")
      let point = try reader.string(field: "public point")
      guard name == curve.sshName, point.count == 1 + 2 * curve.coordinateSize, point[0] == 4
      else { throw MalformedInput(.invalidValue, at: start, field: "public point") }
      components = .ecdsa(curve, point: point)
    }
    try reader.requireEnd(field: "public key")
  }

  /// Reads the binary form.
  public init(parsing bytes: [UInt8]) throws(MalformedInput) {
    var reader = unsafe ByteReader(bytes.span.bytes)
    try self.init(parsing: &reader)
  }

  /// The key type, such as `ssh-ed25519`.
  public var type: String {
    switch components {
    case .ed25519: "ssh-ed25519"
    case .rsa: "ssh-rsa"
    case .ecdsa(let curve, _): "ecdsa-sha2-\(curve.sshName)"
    }
  }

  /// The binary form.
  public func serialized() -> [UInt8] {
    var writer = SSHWriter()
    writer.string(Array(type.utf8))
    switch components {
    case .ed25519(let point): writer.string(point)
    case .rsa(let modulus, let exponent):
      writer.number(exponent)
      writer.number(modulus)
    case .ecdsa(let curve, let point):
      writer.string(Array(curve.sshName.utf8))
      writer.string(point)
    }
    return writer.bytes
  }

  /// The key as one line of a `.pub` file, without a comment and a line end.
  public var line: String {
    "\(type) \(String(decoding: Base64.encoded(serialized()), as: UTF8.self))"
  }

  /// `SHA256:…`, as `ssh-keygen -l` prints it.
  public func fingerprint() throws(CryptographyError) -> String {
    let text = Base64.encoded(try digest(.sha256, of: serialized()))
    return "SHA256:\(String(decoding: text.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self))"
  }
}

extension PublicKey.Curve {
  /// The curve's identifier (RFC 5656 §10.1).
  var sshName: String {
    switch self {
    case .p256: "nistp256"
    case .p384: "nistp384"
    case .p521: "nistp521"
    }
  }
}
