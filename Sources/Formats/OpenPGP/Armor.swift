public import Bytes

/// Binary data as text between two marked lines, with a checksum (RFC 9580 §6).
public struct Armor: Hashable, Sendable {
  /// What the first and the last line say is inside.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let signature = Kind(rawValue: "PGP SIGNATURE")
    public static let publicKey = Kind(rawValue: "PGP PUBLIC KEY BLOCK")
    public static let privateKey = Kind(rawValue: "PGP PRIVATE KEY BLOCK")
  }

  public var kind: Kind
  public var contents: [UInt8]

  public init(_ kind: Kind, _ contents: [UInt8]) {
    self.kind = kind
    self.contents = contents
  }

  /// The text: no headers, lines of 64 characters, and always the CRC-24, without which rpm
  /// before 4.19 does not import a key.
  public func serialized() -> [UInt8] {
    var text = Array("-----BEGIN \(kind.rawValue)-----\n\n".utf8)
    let encoded = Radix64.encoded(contents)
    for start in stride(from: 0, to: encoded.count, by: 64) {
      text += encoded[start..<min(start + 64, encoded.count)]
      text.append(UInt8(ascii: "\n"))
    }
    text.append(UInt8(ascii: "="))
    text += Radix64.encoded(Radix64.checksum(contents))
    text += Array("\n-----END \(kind.rawValue)-----\n".utf8)
    return text
  }

  /// Whether bytes are meant to be armored text rather than packets, whose first bit is set.
  public static func isArmored(_ bytes: [UInt8]) -> Bool { bytes.first.map { $0 < 0x80 } ?? false }

  /// The contents of the one block of this kind that makes up the whole text.
  ///
  /// - Throws: `MalformedInput.Code.trailingData` where there is more than blank space around it.
  public static func only(_ kind: Kind, in text: [UInt8]) throws(MalformedInput) -> [UInt8] {
    var scanner = ArmorScanner(text)
    let block = try scanner.next(amongOtherText: false)
    guard let block, block.kind == kind else {
      throw MalformedInput(.badMagic, at: 0, field: "armor")
    }
    if try scanner.next(amongOtherText: false) != nil {
      throw MalformedInput(.trailingData, at: scanner.offset, field: "armor")
    }
    return block.contents
  }

  /// Whether every block has its CRC-24, which RFC 9580 leaves out and old readers want.
  ///
  /// - Throws: `MalformedInput` as ``blocks(in:)`` does.
  public static func hasChecksums(in text: [UInt8]) throws(MalformedInput) -> Bool {
    var scanner = ArmorScanner(text)
    while try scanner.next(amongOtherText: true) != nil {
      if !scanner.hadChecksum { return false }
    }
    return true
  }

  /// All blocks in their order; text around them is passed over.
  ///
  /// - Throws: `MalformedInput` for a block without an end, with characters that are not its, or
  ///   with a wrong checksum; a missing checksum is accepted.
  public static func blocks(in text: [UInt8]) throws(MalformedInput) -> [Armor] {
    var scanner = ArmorScanner(text)
    var blocks: [Armor] = []
    while let block = try scanner.next(amongOtherText: true) { blocks.append(block) }
    return blocks
  }
}
