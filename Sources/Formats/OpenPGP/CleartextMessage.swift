public import Bytes
public import Cryptography

/// Text with its signature below, readable as it stands (RFC 9580 §7), such as `InRelease`.
///
/// Blank space at the ends of lines is not covered by such a signature; it is left out here, so
/// that ``text`` holds what was signed and nothing else.
public struct CleartextMessage: Hashable, Sendable {
  /// The signed lines, each with a line feed.
  public let text: [UInt8]
  /// The binary signature packet.
  public let signature: [UInt8]

  /// Reads a message that is the whole input.
  ///
  /// - Throws: `MalformedInput` for text before or after it, headers other than `Hash`, lines that
  ///   start with a dash and are not escaped, and all that is wrong with the signature's armor.
  public init(parsing input: [UInt8]) throws(MalformedInput) {
    var scanner = ArmorScanner(input)
    guard let first = scanner.line(), first.elementsEqual(Self.head.utf8) else {
      throw MalformedInput(.badMagic, at: 0, field: "cleartext message")
    }
    try Self.skipHeaders(&scanner)
    var text: [UInt8] = []
    while true {
      let start = scanner.offset
      guard let line = scanner.line() else {
        throw MalformedInput(.truncated, at: start, field: "cleartext message")
      }
      if line.starts(with: "- ".utf8) {
        text += line.dropFirst(2)
      } else if line.elementsEqual("-".utf8) {
        // An escaped blank line, its space stripped.
      } else if line.first != UInt8(ascii: "-") {
        text += line
      } else if line.elementsEqual("-----BEGIN PGP SIGNATURE-----".utf8) {
        signature = try Armor.only(.signature, in: Array(input[start...]))
        break
      } else {
        throw MalformedInput(.invalidValue, at: start, field: "dash escape")
      }
      text.append(UInt8(ascii: "\n"))
    }
    self.text = text
    _ = try SignatureVerifier(parsing: signature, type: .text)
  }

  private static let head = "-----BEGIN PGP SIGNED MESSAGE-----"

  private static func skipHeaders(_ scanner: inout ArmorScanner) throws(MalformedInput) {
    while true {
      let start = scanner.offset
      guard let line = scanner.line() else {
        throw MalformedInput(.truncated, at: start, field: "cleartext header")
      }
      if line.isEmpty { return }
      guard line.starts(with: "Hash: ".utf8) else {
        throw MalformedInput(.invalidValue, at: start, field: "cleartext header")
      }
    }
  }

  /// Signs text at `created`, seconds since the epoch.
  ///
  /// The result is the whole message; lines lose blank space at their ends.
  public static func signed(
    _ text: [UInt8], signer: Signer, hash: DigestAlgorithm? = nil, created: UInt32
  ) throws(OpenPGPError) -> [UInt8] {
    let hash = hash ?? signer.publicKey.documentHash
    let builder = try SignatureBuilder(
      signer: signer, hash: hash, created: created, type: .text)
    var message = Array("\(head)\nHash: \(hash.rawValue.uppercased())\n\n".utf8)
    var scanner = ArmorScanner(text)
    var isFirst = true
    while let line = scanner.line() {
      try builder.update((isFirst ? [] : [0x0d, 0x0a]) + line)
      isFirst = false
      if line.first == UInt8(ascii: "-") { message += Array("- ".utf8) }
      message += line
      message.append(UInt8(ascii: "\n"))
    }
    return try message + builder.finishArmored()
  }

  /// Judges the signature over the text, at `time` in seconds since the epoch.
  ///
  /// - Throws: `OpenPGPError` when libcrypto does not digest: then nothing is known.
  public func verdict(
    keyring: [Certificate], at time: UInt32
  ) throws(OpenPGPError) -> SignatureVerdict {
    let verifier: SignatureVerifier
    do throws(MalformedInput) {
      verifier = try SignatureVerifier(parsing: signature, type: .text)
    } catch { return .bad(.badSignature) }
    var scanner = ArmorScanner(text)
    var isFirst = true
    while let line = scanner.line() {
      try verifier.update((isFirst ? [] : [0x0d, 0x0a]) + line)
      isFirst = false
    }
    return try verifier.verdict(keyring: keyring, at: time)
  }
}
