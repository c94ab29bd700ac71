internal import Audit
internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import Minisign
internal import Recipe
internal import SSH
internal import Workspace

/// A policy's key that has no OpenPGP certificate.
struct BareKey: Sendable {
  /// The policy's name for it.
  var name: String
  var key: PublicKey
  /// ``PublicKey/identifier()``.
  var identifier: String
  /// The key as minisign's file has it, with an id of its own.
  var minisign: MinisignPublicKey?

  /// Reads the one key of a file and holds it against the fingerprint in the policy.
  ///
  /// - Throws: `Diagnostic` at the place that names the file.
  init(_ entry: TrustPolicy.Key, _ file: Located<String>, in folder: String) throws {
    name = entry.name
    let path = file.value.hasPrefix("/") ? file.value : folder + file.value
    let bytes = try InputFile(path, at: file.location).contents(limit: 1 << 20)
    do {
      (key, minisign) = try Self.read(bytes)
    } catch {
      throw Diagnostic(
        "trust.unreadable", "'\(path)' is no public key: \(error)", at: file.location,
        hint: "give one key in PEM, in a line as ssh-keygen writes it, or in minisign's file")
    }
    identifier = try key.identifier()
    let found = TrustPolicy.keyPrefix + identifier
    guard found == entry.fingerprint else {
      throw Diagnostic(
        "policy.other-key", "'\(path)' holds \(found), not '\(entry.name)'", at: file.location,
        hint: "compare with 'openssl pkey -pubin -outform DER | sha256sum' where the key is made",
        exit: .notPermitted)
    }
  }

  private static func read(_ bytes: [UInt8]) throws -> (PublicKey, MinisignPublicKey?) {
    if bytes.starts(with: "untrusted comment:".utf8) {
      let key = try MinisignPublicKey(file: bytes)
      return (try PublicKey(.ed25519(key.point)), key)
    }
    if bytes.starts(with: "-----BEGIN".utf8) {
      let blocks = try PEM.blocks(in: bytes)
      guard let block = blocks.first, blocks.count == 1, block.label == "PUBLIC KEY" else {
        throw MalformedInput(.badMagic, at: 0, field: "PUBLIC KEY")
      }
      return (try PublicKey(subjectPublicKeyInfo: block.contents), nil)
    }
    let words = bytes.split { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
    guard words.count >= 2, bytes.split(separator: 0x0a).count == 1 else {
      throw MalformedInput(.badMagic, at: 0, field: "public key")
    }
    let key = try SSHPublicKey(parsing: try Base64.decoded(words[1]))
    guard words[0].elementsEqual(key.type.utf8) else {
      throw MalformedInput(.invalidValue, at: 0, field: "key type")
    }
    return (try PublicKey(key.components), nil)
  }
}

extension LoadedPolicy {
  /// Has every form of signature by the policy's keys looked at.
  ///
  /// What a key of a certificate signs in other forms counts while it may sign.
  func extend(_ trusted: inout TrustedKeys) throws {
    for key in bareKeys {
      trusted.envelopeKeys.append(NamedKey(key: key.key, name: key.name))
      if let minisign = key.minisign { trusted.minisignKeys.append(minisign) }
    }
    for key in trusted.envelopeKeys where try isNamed(key.key) {
      trusted.allowedSigners.entries.append(
        AllowedSigners.Entry(principals: key.name, key: SSHPublicKey(key.key)))
      if case .ed25519 = key.key.components {
        trusted.minisignKeys.append(try MinisignPublicKey(key.key))
      }
    }
  }
}
