public import Bytes
public import Cryptography

/// The keys of a file: armored, in one or several blocks, or binary.
public enum KeyFile {
  /// The packets of each key in it, primary key first.
  ///
  /// Private parts stay where they lie: in the file's own memory, or where the armor was taken off.
  ///
  /// - Throws: `MalformedInput` for what is no key file; an armored file without a block of keys is
  ///   `badMagic`.
  public static func packets(parsing file: SecretBytes) throws(MalformedInput) -> [[Packet]] {
    guard Armor.isArmored(file) else { return try split(file) }
    let blocks = try Armor.keys(in: file)
    guard !blocks.isEmpty else { throw MalformedInput(.badMagic, at: 0, field: "armor") }
    var keys: [[Packet]] = []
    for block in blocks { keys += try split(block) }
    return keys
  }

  private static func split(_ file: SecretBytes) throws(MalformedInput) -> [[Packet]] {
    var keys: [[Packet]] = []
    for packet in try Packet.all(parsing: file) {
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
