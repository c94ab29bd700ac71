internal import Bytes
internal import Diagnostics
internal import OpenPGP

/// What `pkg key show` prints of one key and those below it.
struct KeyReport: Encodable, Sendable {
  /// The primary key, or one below it.
  struct Part: Encodable, Sendable {
    var fingerprint: String
    var keyID: String
    /// The OpenPGP version.
    var version: Int
    /// With its size or curve, such as `RSA 3072`.
    var algorithm: String
    /// Seconds since the epoch.
    var created: UInt32
    /// Seconds since the epoch; absent for never.
    var expires: UInt64?
    var maySign: Bool
    /// Why it may not.
    var problem: String?
    /// Where the private part is, when the file is one of secret keys.
    var secret: String?
  }

  var fingerprint: String
  var userIDs: [String]
  /// Whether any key in it may sign.
  var maySign: Bool
  /// The primary key, then the subkeys.
  var keys: [Part]

  /// Describes a certificate as it stands at `time`; `secrets` are the private parts beside it.
  init(_ certificate: Certificate, _ secrets: [SecretKeyPacket]?, at time: UInt32) {
    fingerprint = "\(certificate.primary.fingerprint)"
    userIDs = certificate.userIDs.map(\.text)
    let standing = certificate.standing(at: time)
    keys = certificate.keys.map { key in
      let own = standing.keys.first { $0.fingerprint == key.fingerprint }
      let problem = standing.problem(signingWith: key.fingerprint)
      return Part(
        fingerprint: "\(key.fingerprint)", keyID: "\(key.keyID)", version: Int(key.version),
        algorithm: key.kind, created: key.created, expires: own?.expires,
        maySign: problem == nil, problem: problem.map { "\($0)" },
        secret: secrets.map { secrets in
          secrets.first { $0.publicKey.fingerprint == key.fingerprint }?.whereabouts ?? "not there"
        })
    }
    maySign = keys.contains(where: \.maySign)
  }

  var text: String {
    var lines: [String] = []
    for (index, key) in keys.enumerated() {
      lines += [
        "\(index == 0 ? "fingerprint" : "subkey     ") \(key.fingerprint)",
        "  key id    \(key.keyID)",
        "  algorithm \(key.algorithm)\(key.version == 4 ? "" : ", version \(key.version)")",
        "  created   \(moment(UInt64(key.created)))",
        "  expires   \(key.expires.map(moment) ?? "never")",
      ]
      if let secret = key.secret { lines.append("  secret    \(secret)") }
      lines.append("  verdict   \(key.maySign ? "may sign" : "may not sign: \(key.problem ?? "")")")
      if index == 0 { lines += userIDs.map { "  user id   \(printable($0))" } }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

private func moment(_ seconds: UInt64) -> String {
  CivilTime(secondsSinceEpoch: Int64(clamping: seconds)).rfc3339
}

extension SecretKeyPacket {
  /// Where the private part is, in words.
  fileprivate var whereabouts: String {
    if !hasSecret { return "elsewhere: offline, or on a card" }
    if !isReadable { return "protected in a way that is not read here" }
    return needsPassphrase ? "under a passphrase" : "in the clear"
  }
}
