public import Bytes

/// The keys of a file: armored, in one or several blocks, or binary.
public enum KeyFile {
  /// The packets of each key in it, primary key first.
  ///
  /// - Throws: `MalformedInput` for what is no key file; an armored file without a block of keys is
  ///   `badMagic`.
  public static func packets(parsing bytes: [UInt8]) throws(MalformedInput) -> [[Packet]] {
    guard Armor.isArmored(bytes) else { return try split(bytes) }
    let blocks = try Armor.blocks(in: bytes).filter {
      $0.kind == .publicKey || $0.kind == .privateKey
    }
    guard !blocks.isEmpty else { throw MalformedInput(.badMagic, at: 0, field: "armor") }
    var keys: [[Packet]] = []
    for block in blocks { keys += try split(block.contents) }
    return keys
  }

  private static func split(_ bytes: [UInt8]) throws(MalformedInput) -> [[Packet]] {
    var reader = unsafe ByteReader(bytes.span.bytes)
    var keys: [[Packet]] = []
    for packet in try Packet.all(parsing: &reader) {
      if packet.type == .publicKey || packet.type == .secretKey {
        keys.append([packet])
      } else if packet.type == .marker || packet.type == .padding {
        continue
      } else if keys.isEmpty {
        throw MalformedInput(.badMagic, at: packet.offset, field: "primary key")
      } else {
        keys[keys.count - 1].append(packet)
      }
    }
    guard !keys.isEmpty else { throw MalformedInput(.truncated, at: 0, field: "primary key") }
    return keys
  }
}
