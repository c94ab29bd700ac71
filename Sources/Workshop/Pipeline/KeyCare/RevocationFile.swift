internal import OpenPGP

/// A file with a certificate of revocation, and words that say what to do with it.
func revocationFile(_ revocation: Revocation, of certificate: Certificate) -> [UInt8] {
  let name = certificate.userIDs.first.map { " (\(printableName($0.text)))" } ?? ""
  let words = """
    This revokes the OpenPGP key
      \(certificate.primary.fingerprint)\(name)

    Keep it apart from the key, where nobody else can read it: whoever publishes it ends the key, and
    nothing takes that back. When the key is lost or in other hands, publish what this makes:
      pkg key revoke --with THIS-FILE CERTIFICATE.pub.asc --out REVOKED.pub.asc


    """
  return Array(words.utf8) + revocation.armored()
}

/// A user id that cannot be taken for a line of armor.
private func printableName(_ text: String) -> String {
  String(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }.map(Character.init))
}
