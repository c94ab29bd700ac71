internal import Bytes
public import Cryptography
public import Diagnostics
public import OpenPGP

/// What the owner of a key file should mend in it, judged at a moment.
///
/// A finding is an error where verifiers refuse what the key signs, or should; a warning where some
/// do, or will.
public struct KeyHygiene: Sendable {
  /// One key of the file.
  public struct Key: Sendable {
    public var certificate: Certificate
    public var findings: [Diagnostic]
  }

  /// About the file as a whole.
  public var findings: [Diagnostic]
  public var keys: [Key]
  /// Whether the file holds a private part.
  public let holdsSecret: Bool

  /// Judges a file of certificates or secret keys, armored or not, at `time` in seconds since the
  /// epoch; `name` is what the user called it.
  ///
  /// No passphrase is asked for: nothing judged here is secret.
  ///
  /// - Throws: `Diagnostic` `key.unreadable`, `key.unsupported` for what is no such file.
  public init(file: SecretBytes, name: String, at time: UInt32) throws(Diagnostic) {
    do throws(MalformedInput) {
      let packets = try KeyFile.packets(parsing: file)
      findings = try Self.findings(onFile: file, packets, name)
      holdsSecret = packets.contains {
        $0.contains { $0.type == .secretKey || $0.type == .secretSubkey }
      }
      keys = []
      for packets in packets {
        let certificate = try Certificate(packets)
        let hygiene = CertificateHygiene(certificate, at: time)
        keys.append(
          Key(
            certificate: certificate,
            findings: hygiene.findings + (try Self.findings(onSecretsIn: packets, of: certificate)))
        )
      }
    } catch { throw unreadable(error, name) }
  }

  /// How the file is written: rpm imports armored certificates only, before 4.19 with a checksum.
  private static func findings(
    onFile file: SecretBytes, _ keys: [[Packet]], _ name: String
  ) throws(MalformedInput) -> [Diagnostic] {
    guard keys.contains(where: { $0.first?.type == .publicKey }) else { return [] }
    guard Armor.isArmored(file) else {
      return [
        Diagnostic(
          "key.not-armored", "'\(name)' is not armored: no rpm imports it", severity: .warning,
          hint: "publish it armored: 'pkg key export \(name)'", exit: .findings)
      ]
    }
    guard try !Armor.hasChecksums(in: file) else { return [] }
    return [
      Diagnostic(
        "key.no-checksum",
        "the armor of '\(name)' has no checksum: rpm before 4.19 does not import it",
        severity: .warning, hint: "write it with one: 'pkg key export \(name)'", exit: .findings)
    ]
  }

  private static func findings(
    onSecretsIn packets: [Packet], of certificate: Certificate
  ) throws(MalformedInput) -> [Diagnostic] {
    // Private parts of version 6 are not read here: such keys do not sign.
    guard packets.first?.type == .secretKey, certificate.primary.version == 4 else { return [] }
    let key = try TransferableSecretKey(packets)
    let open = key.secrets.filter { $0.hasSecret && !$0.needsPassphrase && $0.isReadable }
    guard !open.isEmpty else { return [] }
    return [
      Diagnostic(
        "key.unprotected",
        "the private part of key '\(open[0].publicKey.fingerprint)' is not under a passphrase",
        severity: .warning,
        hint: "protect it, unless it lives where nobody else can read: 'gpg --change-passphrase'",
        exit: .findings)
    ]
  }
}
