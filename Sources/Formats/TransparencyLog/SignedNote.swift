public import Bytes
public import Cryptography

/// A text and signatures under it, each by a key with a name.
///
/// - SeeAlso: C2SP signed-note, version 1.0.0; `golang.org/x/mod/sumdb/note`.
public struct SignedNote: Hashable, Sendable {
  /// A signature line.
  public struct Signature: Hashable, Sendable {
    /// The key's name: no spaces, no plus.
    public var name: String
    /// The first four bytes of a hash over the key's name and the key.
    public var keyID: [UInt8]
    public var bytes: [UInt8]

    public init(name: String, keyID: [UInt8], bytes: [UInt8]) {
      self.name = name
      self.keyID = keyID
      self.bytes = bytes
    }
  }

  /// The signed text; its last character is a newline.
  public var text: String
  public var signatures: [Signature]

  /// No note is longer, in bytes.
  public static let longest = 1 << 20
  /// No note has more signatures.
  public static let mostSignatures = 100

  /// Begins a note.
  ///
  /// - Precondition: the text ends in a newline and has no empty line at its end.
  public init(text: String) {
    precondition(text.hasSuffix("\n") && !text.hasSuffix("\n\n"), "a note ends in one newline")
    self.text = text
    signatures = []
  }

  public init(parsing bytes: [UInt8]) throws(MalformedInput) {
    guard bytes.count <= Self.longest else {
      throw MalformedInput(.outOfBounds, at: Self.longest, field: "note")
    }
    guard let whole = String(validating: bytes, as: UTF8.self),
      bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x0a })
    else { throw MalformedInput(.invalidValue, at: 0, field: "note") }
    guard bytes.last == 0x0a else {
      throw MalformedInput(.truncated, at: bytes.count, field: "note")
    }
    // The last empty line parts the text from its signatures.
    let lines = whole.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).dropLast()
    guard let gap = lines.lastIndex(where: \.isEmpty), gap > 0, gap + 1 < lines.endIndex else {
      throw MalformedInput(.truncated, at: bytes.count, field: "signatures")
    }
    text = lines[..<gap].map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
    guard lines.endIndex - gap - 1 <= Self.mostSignatures else {
      throw MalformedInput(.outOfBounds, at: bytes.count, field: "signatures")
    }
    signatures = []
    var offset = lines[...gap].reduce(0) { $0 + $1.count + 1 }
    for line in lines[(gap + 1)...] {
      signatures.append(try Self.signature(Array(line), at: offset))
      offset += line.count + 1
    }
  }

  /// `— NAME BASE64`.
  private static func signature(
    _ line: [UInt8], at offset: Int
  ) throws(MalformedInput) -> Signature {
    let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].elementsEqual("\u{2014}".utf8),
      let name = String(validating: parts[1], as: UTF8.self), isName(name)
    else { throw MalformedInput(.invalidValue, at: offset, field: "signature line") }
    let value: [UInt8]
    do throws(MalformedInput) { value = try Base64.decoded(parts[2]) } catch {
      throw MalformedInput(error.code, at: offset, field: "signature line")
    }
    guard value.count >= 5 else {
      throw MalformedInput(.truncated, at: offset, field: "signature line")
    }
    return Signature(name: name, keyID: Array(value.prefix(4)), bytes: Array(value.dropFirst(4)))
  }

  /// Whether `name` can name a key.
  public static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 256
      && name.unicodeScalars.allSatisfy {
        $0 != "+" && $0.value > 0x20 && $0.value != 0x7f && !$0.properties.isWhitespace
      }
  }

  public func serialized() -> [UInt8] {
    let lines = signatures.map { signature in
      let value = Base64.encoded(signature.keyID + signature.bytes)
      return "\u{2014} \(signature.name) \(String(decoding: value, as: UTF8.self))\n"
    }
    return Array((text + "\n" + lines.joined()).utf8)
  }
}

extension SignedNote {
  /// The id of an Ed25519 key under a name: `SHA-256(name || 0x0A || 0x01 || key)[:4]`.
  public static func keyID(
    of point: [UInt8], name: String
  ) throws(CryptographyError) -> [UInt8] {
    Array(try digest(.sha256, of: Array(name.utf8) + [0x0a, 0x01] + point).prefix(4))
  }

  /// Signs the text as `name`.
  ///
  /// - Throws: `SigningFailure.Kind.unsupported` for a key that is not Ed25519, the only kind every
  ///   reader of notes knows; what the signer says; or when its signature does not verify.
  public mutating func sign(as name: String, with signer: any RawSigner) throws(SigningFailure) {
    guard case .ed25519(let point) = signer.publicKey.components else {
      throw SigningFailure(.unsupported, "signed note", "only Ed25519 keys sign notes")
    }
    let bytes = try signer.provenSignature(of: Array(text.utf8), .sha512)
    do throws(CryptographyError) {
      signatures.append(
        Signature(name: name, keyID: try Self.keyID(of: point, name: name), bytes: bytes))
    } catch { throw SigningFailure(error) }
  }

  /// What became of the signatures that carry a key's id.
  public enum Verdict: Hashable, Sendable {
    /// A good signature under this name.
    case good(name: String)
    /// One that names the key and is not its.
    case bad(name: String)
    /// None names the key.
    case absent
  }

  /// Looks for a signature by an Ed25519 key; a key of another kind signed nothing.
  public func verdict(of key: PublicKey) throws(CryptographyError) -> Verdict {
    guard case .ed25519(let point) = key.components else { return .absent }
    var found = Verdict.absent
    for signature in signatures
    where try Self.keyID(of: point, name: signature.name) == signature.keyID {
      guard key.verifies(signature.bytes, of: Array(text.utf8), .sha512) else {
        return .bad(name: signature.name)
      }
      found = .good(name: signature.name)
    }
    return found
  }
}
