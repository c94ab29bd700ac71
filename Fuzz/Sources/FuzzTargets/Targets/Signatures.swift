import Bytes
import Cryptography
import Debian
import ELF
import Minisign
import OpenPGP
import RPM
import SSH

/// A self-signed certificate of an Ed25519 key.
let selfSignedCertificate =
  "MIIBLjCB4aADAgECAhR9Qvg7Lzp+ey4ejezrBoMO+UvRxTAFBgMrZXAwDDEKMAgGA1UEAwwBYTAgFw0y"
  + "NjExMjExNTQ2MTdaGA8yMTI2MTAyODE1NDYxN1owDDEKMAgGA1UEAwwBYTAqMAUGAytlcAMhAOfSOQPY"
  + "Pc48nllNguvKsyEm13fA9HfP8eVv34WSE17go1MwUTAdBgNVHQ4EFgQUSY3TfPGY3zNUZbKr1SPamfQz"
  + "YYcwHwYDVR0jBBgwFoAUSY3TfPGY3zNUZbKr1SPamfQzYYcwDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXAD"
  + "QQBVOwY6qccZYWRMaY57Q3mLfX5y8tpadpKxA4sat6BnX+SKISH+MgQLcQfCS3dsvE0/9FmgVv7ID/Mx"
  + "29Mcl6MM"

/// OpenSSH's files of a new key: in the clear, and one that says it is not.
private var sshKeys: [[UInt8]] {
  func string(_ bytes: [UInt8]) -> [UInt8] { [0, 0, 0, UInt8(bytes.count)] + bytes }
  guard let key = try? PrivateKey.generate(.ed25519),
    case .ed25519(let point) = key.publicKey.components,
    case .ed25519(let seed)? = try? key.components()
  else { return [] }
  let type = string(Array("ssh-ed25519".utf8))
  let pair = seed.withUnsafeBytes { [UInt8]($0) } + point
  let section = [0, 0, 0, 1, 0, 0, 0, 1] + type + string(point) + string(pair) + string([]) + [1]
  return ["none", "aes256-ctr"].map { cipher in
    let contents =
      Array("openssh-key-v1\0".utf8) + string(Array(cipher.utf8)) + string(Array("none".utf8))
      + string([]) + [0, 0, 0, 1] + string(type + string(point)) + string(section)
    return Array("-----BEGIN OPENSSH PRIVATE KEY-----\n".utf8)
      + Base64.lines(of: contents, width: 70)
      + Array("-----END OPENSSH PRIVATE KEY-----\n".utf8)
  }
}

/// libcrypto reads what follows into structures of its own.
let parsing = Allowance(memory: 4 << 20, memoryPerByte: 96, milliseconds: 1000)

/// Signatures beside files, in them, and the indexes that are signed.
let signatureTargets: [FuzzTarget] = [
  FuzzTarget("SignatureSet", samples: ["openpgp/armored"]) { input in
    let set = try SignatureSet(file: input.bytes)
    law(!set.verifiers.isEmpty, "a set of no signatures")
    _ = try set.verdicts(keyring: [], at: judgementTime)
  },
  FuzzTarget(
    "SSHSignature",
    seeds: {
      guard let key = try? PrivateKey.generate(.ed25519),
        let signature = try? SSHSignature(
          signing: [UInt8](repeating: 1, count: 64), .sha512, namespace: "file", with: key)
      else { return [] }
      return [signature.serialized()]
    }
  ) { input in
    sameAgain(try SSHSignature(file: input.bytes)) { try SSHSignature(file: $0.serialized()) }
  },
  FuzzTarget(
    "SSHSignatureBlob",
    seeds: {
      guard let key = try? PrivateKey.generate(.ed25519),
        let signature = try? SSHSignature(
          signing: [UInt8](repeating: 1, count: 32), .sha256, namespace: "n", with: key),
        let block = try? PEM.blocks(in: signature.serialized()).first
      else { return [] }
      return [block.contents]
    }
  ) { input in
    sameAgain(try SSHSignature(parsing: input.bytes)) { try SSHSignature(file: $0.serialized()) }
  },
  FuzzTarget(
    "AllowedSigners",
    texts: [
      "a@x,!b namespaces=\"f*\",valid-after=\"20200101Z\" ssh-ed25519 "
        + "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl c\n#\n"
    ]
  ) { input in
    let signers = try AllowedSigners(parsing: input.bytes)
    for entry in signers.entries {
      sameAgain(entry.key) { try SSHPublicKey(parsing: $0.serialized()) }
      _ = (entry.allows("a@x"), signers.entries(for: entry.key, namespace: "file", at: 1))
    }
  },
  FuzzTarget(
    "MinisignSignature",
    texts: [
      "untrusted comment: x\n\(String(repeating: "R", count: 99))=\ntrusted comment: y\n"
        + "\(String(repeating: "A", count: 86))==\n"
    ],
    seeds: {
      guard let key = try? PrivateKey.generate(.ed25519),
        let publicKey = try? MinisignPublicKey(key.publicKey),
        let signature = try? MinisignSignature(
          signing: [UInt8](repeating: 1, count: 64), key: publicKey, trustedComment: "c", with: key)
      else { return [] }
      return [signature.serialized()]
    }
  ) { input in
    let signature = try MinisignSignature(file: input.bytes)
    let again = try MinisignSignature(file: signature.serialized())
    law(again == signature, "the signature is another when it was written and read")
  },
  FuzzTarget("SSHPrivateKey", seeds: { sshKeys }) { input in
    let key = try SSHPrivateKey(file: input.secret)
    law(key.cipher != "none", "a cipher that is none")
    if key.cipher == nil { _ = try key.unlocked() }
  },
  FuzzTarget(
    "MinisignKeys",
    seeds: {
      let secret = Array("Ed\0\0B2".utf8) + [UInt8](repeating: 7, count: 152)
      let text = Array("untrusted comment: x\n".utf8)
      return [
        text + Base64.encoded(secret) + [10],
        MinisignPublicKey(
          keyID: [1, 2, 3, 4, 5, 6, 7, 8], point: [UInt8](repeating: 9, count: 32)
        ).serialized(),
      ]
    }
  ) { input in
    if let key = try? MinisignPublicKey(file: input.bytes) {
      sameAgain(key) { try MinisignPublicKey(file: $0.serialized()) }
    } else {
      let secret = try MinisignSecretKey(file: input.secret)
      if !secret.needsPassphrase { _ = try secret.unlock(passphrase: nil) }
    }
  },
  FuzzTarget(
    "ReleaseFile",
    texts: [
      "Date: Fri, 02 Jan 2026 03:04:05 UTC\nSHA256:\n "
        + String(repeating: "ab", count: 32) + " 12 main/Packages\n"
    ]
  ) { input in
    for entry in try ReleaseFile(parsing: input.bytes).listed.values.joined() {
      law(isContainedPath(entry.path), "a path that leaves the archive: \(entry.path)")
    }
  },
  FuzzTarget(
    "RepositoryIndex",
    texts: [
      "<?xml version=\"1.0\"?><repomd><data type=\"primary\"><checksum type=\"sha256\">"
        + String(repeating: "ab", count: 32)
        + "</checksum><location href=\"repodata/p.xml\"/></data></repomd>"
    ]
  ) { input in
    for entry in try RepositoryIndex(parsing: input.bytes).entries {
      law(isContainedPath(entry.path), "a path that leaves the repository: \(entry.path)")
    }
  },
  FuzzTarget(
    "ModuleSignatureTrailer", seeds: { [[1, 2, 3] + ModuleSignatureTrailer.appended([9])] }
  ) { input in
    let tail = Array(input.bytes.suffix(ModuleSignatureTrailer.count))
    guard let trailer = try ModuleSignatureTrailer(tail: tail, of: input.bytes.count) else {
      return
    }
    let content = Array(input.bytes[..<trailer.contentCount])
    let signature = Array(input.bytes[trailer.signature])
    law(
      content + ModuleSignatureTrailer.appended(signature) == input.bytes,
      "a signed module is not what it is made of")
  },
  FuzzTarget(
    "X509Certificate", seeds: { (try? [Base64.decoded(Array(selfSignedCertificate.utf8))]) ?? [] },
    allowance: parsing
  ) { input in
    let certificate = try X509Certificate(der: input.bytes)
    _ = certificate.subject
    _ = try certificate.publicKey()
  },
  FuzzTarget(
    "TimestampResponse", seeds: { [[0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02]] },
    allowance: parsing
  ) { input in
    let response = try TimestampResponse(der: input.bytes)
    let time = try? response.provenTime(of: [1], authorities: [], at: judgementTime)
    law(time == nil, "a time proven by nobody")
  },
  FuzzTarget("CMSSignature", seeds: { [[0x30, 0x00]] }, allowance: parsing) { input in
    let content: [UInt8] = [1]
    law(
      try CMSSignature.verdict(input.bytes, over: content.span.bytes, certificates: []) != .good(0),
      "good by nobody")
  },
]
