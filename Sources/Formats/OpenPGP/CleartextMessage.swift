public import Bytes
public import Cryptography

/// Text with its signature below, readable as it stands (RFC 9580 §7), such as `InRelease`.
///
/// Blank space at the ends of lines is not covered by such a signature; it is left out here, so
/// that ``text`` holds what was signed and nothing else.
public struct CleartextMessage: Hashable, Sendable {
  /// The signed lines, each with a line feed.
  public let text: [UInt8]
  /// The signature packets, one after the other.
  public let signature: [UInt8]

  /// Reads a message that is the whole input.
  ///
  /// - Throws: `MalformedInput` for text before or after it, headers other than `Hash`, none that
  ///   names a signature's hash, lines that start with a dash and are not escaped, and all that is
  ///   wrong with the signature's armor.
  public init(parsing input: [UInt8]) throws(MalformedInput) {
    var scanner = ArmorScanner(input)
    guard let first = scanner.line(), first.elementsEqual(Self.head.utf8) else {
      throw MalformedInput(.badMagic, at: 0, field: "cleartext message")
    }
    let hashes = try Self.hashes(&scanner)
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
    for case let signature? in try SignatureSet(parsing: signature, type: .text).verifiers
      .map(\.signature)
    // Version 6 does without the header (RFC 9580 §6.2.2.3).
    where signature.version < 6 && !hashes.contains(Self.name(of: signature.hash)) {
      throw MalformedInput(.invalidValue, at: Self.head.utf8.count, field: "Hash")
    }
  }

  /// The first line of every message.
  public static let head = "-----BEGIN PGP SIGNED MESSAGE-----"

  /// The hashes that the headers name, in upper case: a reader must know them before the text.
  private static func hashes(
    _ scanner: inout ArmorScanner<[UInt8]>
  ) throws(MalformedInput) -> Set<String> {
    var hashes: Set<String> = []
    while true {
      let start = scanner.offset
      guard let line = scanner.line() else {
        throw MalformedInput(.truncated, at: start, field: "cleartext header")
      }
      if line.isEmpty { return hashes }
      guard line.starts(with: "Hash: ".utf8) else {
        throw MalformedInput(.invalidValue, at: start, field: "cleartext header")
      }
      for name in line.dropFirst(6).split(separator: UInt8(ascii: ",")) {
        let text = String(decoding: name.filter { $0 != 0x20 }, as: UTF8.self)
        hashes.insert(text.uppercased())
      }
    }
  }

  /// A hash as `Hash:` names it (RFC 9580 §9.5).
  private static func name(of hash: HashAlgorithm) -> String {
    hash.description.filter { $0 != "-" }
  }

  /// What of a text is signed, as ``text`` holds it: no blank space at the ends of lines, and a
  /// line feed after the last.
  public static func canonicalText(of text: [UInt8]) -> [UInt8] {
    var scanner = ArmorScanner(text)
    var result: [UInt8] = []
    while let line = scanner.line() { result += line + [0x0a] }
    return result
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

  /// Judges each signature over the text, at `time` in seconds since the epoch.
  ///
  /// - Throws: `OpenPGPError` when libcrypto does not digest: then nothing is known.
  public func verdicts(
    keyring: [Certificate], at time: UInt32
  ) throws(OpenPGPError) -> [SignatureVerdict] {
    try signatures().verdicts(keyring: keyring, at: time)
  }

  /// The signatures, which have seen the whole text.
  ///
  /// - Throws: `OpenPGPError` when libcrypto does not digest: then nothing is known.
  public func signatures() throws(OpenPGPError) -> SignatureSet {
    let set: SignatureSet
    do throws(MalformedInput) {
      set = try SignatureSet(parsing: signature, type: .text)
    } catch { preconditionFailure("the signatures were read before: \(error)") }
    var scanner = ArmorScanner(text)
    var isFirst = true
    while let line = scanner.line() {
      try set.update((isFirst ? [] : [0x0d, 0x0a]) + line)
      isFirst = false
    }
    return set
  }

  /// All verdicts in one; see ``Swift/Array/combined``.
  public func verdict(
    keyring: [Certificate], at time: UInt32
  ) throws(OpenPGPError) -> SignatureVerdict {
    try verdicts(keyring: keyring, at: time).combined
  }
}
