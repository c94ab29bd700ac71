public import Cryptography

/// Where gpg-agent listens, most likely place first.
///
/// `home` is the user's home folder, `gnupgHome` the value of `GNUPGHOME`, `user` the user's number.
/// An agent for another folder than `~/.gnupg` listens in one named for that folder's path.
///
/// - SeeAlso: GnuPG `common/homedir.c`, `_gnupg_socketdir_internal`.
public func agentSocketPaths(
  home: String?, gnupgHome: String?, user: UInt32
) throws(CryptographyError) -> [String] {
  let usual = home.map { "\($0)/.gnupg" }
  var folder = gnupgHome.flatMap { $0.isEmpty ? nil : $0 } ?? usual
  while let path = folder, path.count > 1, path.hasSuffix("/") { folder = String(path.dropLast()) }
  guard let folder else { return [] }
  let part =
    folder == usual
    ? "" : "/d.\(base32(try digest(.sha1, of: Array(folder.utf8)).prefix(15)))"
  return ["/run/gnupg/user/\(user)", "/run/user/\(user)"].map { "\($0)/gnupg\(part)/S.gpg-agent" }
    + ["\(folder)/S.gpg-agent"]
}

/// z-base-32 of bytes whose bits are a multiple of five.
private func base32(_ bytes: some Sequence<UInt8>) -> String {
  let alphabet = Array("ybndrfg8ejkmcpqxot1uwisza345h769")
  var text = ""
  var (bits, count): (UInt32, Int) = (0, 0)
  for byte in bytes {
    bits = (bits << 8 | UInt32(byte)) & 0xfff
    count += 8
    while count >= 5 {
      count -= 5
      text.append(alphabet[Int(bits >> UInt32(count) & 31)])
    }
  }
  return text
}
