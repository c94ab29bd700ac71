public import Bytes
public import Cryptography

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
    [UInt8](capacity: Self.size(kind, contents.count)) {
      Self.write(kind, contents.span, into: &$0)
    }
  }

  /// The same text, of contents that are secret.
  public static func serialized(_ kind: Kind, _ contents: SecretBytes) -> SecretBytes {
    SecretBytes(upTo: size(kind, contents.count)) { write(kind, contents.span, into: &$0) }
  }

  private static func head(_ kind: Kind) -> [UInt8] {
    Array("-----BEGIN \(kind.rawValue)-----\n\n".utf8)
  }

  private static func tail(_ kind: Kind) -> [UInt8] {
    Array("\n-----END \(kind.rawValue)-----\n".utf8)
  }

  /// The size of the text, in bytes.
  private static func size(_ kind: Kind, _ count: Int) -> Int {
    head(kind).count + Base64.encodedCount(count, width: 64) + 5 + tail(kind).count
  }

  private static func write(
    _ kind: Kind, _ contents: Span<UInt8>, into output: inout OutputSpan<UInt8>
  ) {
    output.append(head(kind).span)
    Base64.encode(contents, width: 64, into: &output)
    output.append(UInt8(ascii: "="))
    Base64.encode(Radix64.checksum(contents).span, into: &output)
    output.append(tail(kind).span)
  }

  /// Whether bytes are meant to be armored text rather than packets, whose first bit is set.
  public static func isArmored(_ bytes: [UInt8]) -> Bool { isArmored(bytes.span) }

  /// The same of a key file.
  public static func isArmored(_ file: SecretBytes) -> Bool { isArmored(file.span) }

  private static func isArmored(_ bytes: Span<UInt8>) -> Bool { !bytes.isEmpty && bytes[0] < 0x80 }

  /// The contents of the one block of this kind that makes up the whole text.
  ///
  /// - Throws: `MalformedInput.Code.trailingData` where there is more than blank space around it.
  public static func only(_ kind: Kind, in text: [UInt8]) throws(MalformedInput) -> [UInt8] {
    var scanner = ArmorScanner(text)
    let block = try scanner.next(amongOtherText: false)
    guard let block, block.kind == kind else {
      throw MalformedInput(.badMagic, at: 0, field: "armor")
    }
    let contents = try scanner.contents(of: block)
    if try scanner.next(amongOtherText: false) != nil {
      throw MalformedInput(.trailingData, at: scanner.offset, field: "armor")
    }
    return contents
  }

  /// Whether every block has its CRC-24, which RFC 9580 leaves out and old readers want.
  ///
  /// - Throws: `MalformedInput` as ``blocks(in:)`` does.
  public static func hasChecksums(in text: SecretBytes) throws(MalformedInput) -> Bool {
    unsafe try text.withUnsafeBytes { (bytes) throws(MalformedInput) -> Bool in
      var scanner = unsafe ArmorScanner(bytes)
      while let block = unsafe try scanner.next(amongOtherText: true) {
        if unsafe !block.hasChecksum { return false }
      }
      return true
    }
  }

  /// All blocks in their order; text around them is passed over.
  ///
  /// - Throws: `MalformedInput` for a block without an end, with characters that are not its, or
  ///   with a wrong checksum; a missing checksum is accepted.
  public static func blocks(in text: [UInt8]) throws(MalformedInput) -> [Armor] {
    var scanner = ArmorScanner(text)
    var blocks: [Armor] = []
    while let block = try scanner.next(amongOtherText: true) {
      blocks.append(Armor(block.kind, try scanner.contents(of: block)))
    }
    return blocks
  }

  /// The contents of all blocks of keys, in their order, which share pages.
  ///
  /// A private key may lie in a block that says it is public: what is in any is kept as a secret.
  ///
  /// - Throws: `MalformedInput` as ``blocks(in:)`` does.
  static func keys(in text: SecretBytes) throws(MalformedInput) -> [SecretBytes] {
    var keys: [Range<Int>] = []
    let contents = unsafe try text.withUnsafeBytes {
      (bytes) throws(MalformedInput) -> SecretBytes in
      // A block has fewer bytes than the lines it stands in.
      try SecretBytes(upTo: bytes.count) {
        (output: inout OutputSpan<UInt8>) throws(MalformedInput) in
        var scanner = unsafe ArmorScanner(bytes)
        while let block = unsafe try scanner.next(amongOtherText: true) {
          let start = output.count
          unsafe try scanner.decode(block, into: &output)
          if unsafe block.kind == .publicKey || block.kind == .privateKey {
            keys.append(start..<output.count)
          }
        }
      }
    }
    return keys.map { contents[$0] }
  }
}

extension ArmorScanner<[UInt8]> {
  /// What a block holds.
  fileprivate func contents(of block: Block) throws(MalformedInput) -> [UInt8] {
    try [UInt8](capacity: block.mostBytes) {
      (output: inout OutputSpan<UInt8>) throws(MalformedInput) in
      try decode(block, into: &output)
    }
  }
}
