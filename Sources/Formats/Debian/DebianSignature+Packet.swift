public import Bytes
internal import OpenPGP

extension DebianSignature {
  /// The signature's packets, whatever the armor around them.
  ///
  /// - Throws: `MalformedInput` for armor that is damaged or holds something else.
  public func packet() throws(MalformedInput) -> [UInt8] {
    Armor.isArmored(bytes) ? try Armor.only(.signature, in: bytes) : bytes
  }
}
