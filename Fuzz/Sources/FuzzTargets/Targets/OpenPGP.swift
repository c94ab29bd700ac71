import Bytes
import Cryptography
import Diagnostics
import OpenPGP
import Trust

/// When everything is judged, in seconds since the epoch: after the samples were signed.
let judgementTime: UInt32 = 2_000_000_000

/// Judging a key checks its signatures, each for some tenths of a millisecond.
private let judging = Allowance(
  memoryPerByte: 96, milliseconds: 1000, microsecondsPerByte: 40)

/// Keys, signatures and their parts.
let openPGPTargets: [FuzzTarget] = [
  FuzzTarget("Armor", samples: ["openpgp/armored"]) { input in
    for block in try Armor.blocks(in: input.bytes) {
      sameAgain(block) {
        Armor($0.kind, try Armor.only($0.kind, in: $0.serialized()))
      }
    }
  },
  FuzzTarget("CleartextMessage", samples: ["openpgp/cleartext"], allowance: judging) { input in
    let message = try CleartextMessage(parsing: input.bytes)
    _ = try message.verdict(keyring: exampleKeyring, at: judgementTime)
  },
  FuzzTarget("Packets", samples: ["openpgp/binary"]) { input in
    let packets = try Packet.all(parsing: input.secret)
    guard packets.allSatisfy({ $0.secret == nil }) else { return }
    let bytes = packets.flatMap { $0.serialized() }
    law(
      try Packet.all(parsing: secret(bytes)) == packets,
      "packets are written otherwise than they were read")
  },
  FuzzTarget("Packet", samples: ["openpgp/binary"]) { input in
    try roundTrip(input, Packet.init(parsing:)) { $0.serialized() }
  },
  FuzzTarget(
    "OpenPGPSignature", samples: ["openpgp/signature-body"],
    seeds: { [signatureOfVersion3, signatureOfVersion6] }
  ) { input in
    try roundTrip(input, OpenPGPSignature.init(parsing:)) { $0.serialized() }
    let signature = try input.read(OpenPGPSignature.init(parsing:))
    _ = (signature.created, signature.expires)
  },
  FuzzTarget("Subpacket", samples: ["openpgp/signature-body"]) { input in
    let value = try input.read(Subpacket.init(parsing:))
    // What is longer fits no signature, and is not written.
    guard value.contents.count < 0xffff else { return }
    try roundTrip(input, Subpacket.init(parsing:)) { $0.serialized() }
  },
  FuzzTarget("MultiPrecisionInteger", seeds: { [[0, 9, 1, 255], [0, 0]] }) { input in
    try roundTrip(input, { try MultiPrecisionInteger(parsing: &$0, field: "number") }) {
      $0.serialized()
    }
  },
  FuzzTarget(
    "StringToKey",
    seeds: {
      [
        [0, 2], [1, 8] + (1...8), [3, 8] + (1...8) + [96], [4] + (1...19),
        [101, 0] + "GNU".utf8 + [1],
      ]
    }
  ) {
    try roundTrip($0, StringToKey.init(parsing:)) { $0.serialized() }
  },
  FuzzTarget(
    "StringToKeyDerivation", seeds: { [[3, 8] + (1...8) + [0] + "word".utf8] },
    allowance: Allowance(memory: 2 << 20, milliseconds: 4000)
  ) { input in
    var passphrase: [UInt8] = []
    let specifier = try input.read { reader in
      let specifier = try StringToKey(parsing: &reader)
      passphrase = try reader.array(reader.remaining)
      return specifier
    }
    _ = try specifier.key(from: SecretBytes(copying: passphrase.span.bytes), length: 32)
  },
  FuzzTarget(
    "Fingerprint",
    texts: [
      "0123456789ABCDEF0123456789ABCDEF01234567",
      "CB186C4F0609A697E4D52DFA6C722B0C1F1E27C18A56708F6525EC27BAD9ACC9",
    ]
  ) { input in
    guard let fingerprint = Fingerprint(try input.text) else { return }
    sameAgain(fingerprint) { Fingerprint($0.description) ?? $0 }
    law([20, 32].contains(fingerprint.bytes.count), "\(fingerprint.bytes.count) bytes")
  },
  FuzzTarget(
    "PublicKeyPacket", samples: ["openpgp/key-body"], seeds: { [keyOfVersion6] },
    allowance: judging
  ) { input in
    try roundTrip(input, PublicKeyPacket.init(parsing:)) { $0.serialized() }
    _ = try input.read(PublicKeyPacket.init(parsing:)).verificationKey()
  },
  FuzzTarget("SecretKeyPacket", samples: ["openpgp/key-body"], allowance: unlocking) { input in
    let packet = try SecretKeyPacket(parsing: input.secret)
    law(
      packet.serialized().equals(input.secret),
      "a secret key is written otherwise than it was read")
    _ = try packet.unlock(passphrase: packet.needsPassphrase ? examplePassphrase() : nil)
  },
  FuzzTarget(
    "Certificate", samples: ["openpgp/armored", "openpgp/binary"], allowance: judging
  ) { input in
    for packets in try KeyFile.packets(parsing: input.secret) {
      let certificate = try Certificate(packets)
      _ = certificate.standing(at: judgementTime)
      let own = certificate.withOwnSignaturesOnly
      law(own.keys == certificate.keys, "a minimal certificate has other keys")
      law(own.withOwnSignaturesOnly == own, "a minimal certificate can be made smaller")
      sameAgain(certificate) {
        try Certificate(try KeyFile.packets(parsing: secret($0.serialized())).first ?? [])
      }
      law(
        try KeyFile.packets(parsing: secret(certificate.armored())).count == 1,
        "armored it is not one key")
    }
  },
  FuzzTarget(
    "Revocation", samples: ["openpgp/armored", "openpgp/binary"],
    seeds: { [Packet(.signature, revocation).serialized()] }, allowance: judging
  ) { input in
    let revocation = try Revocation(file: input.bytes)
    sameAgain(revocation) { try Revocation(file: $0.armored()) }
    for certificate in exampleKeyring { _ = certificate.revoked(by: revocation) }
  },
  FuzzTarget(
    "KeyHygiene", samples: ["openpgp/armored", "openpgp/binary"], allowance: judging
  ) { input in
    let hygiene = try KeyHygiene(file: input.secret, name: "key", at: judgementTime)
    let report = KeyCheckReport(file: "key", hygiene)
    law(report.text.hasSuffix("\n"), "a report without its last line end")
  },
  FuzzTarget("Keyring", samples: ["openpgp/armored", "openpgp/binary"], allowance: judging) {
    _ = try Keyring.load(file: $0.secret, name: "keyring")
  },
  FuzzTarget(
    "TransferableSecretKey", samples: ["openpgp/armored", "openpgp/binary"], allowance: unlocking
  ) { input in
    for packets in try KeyFile.packets(parsing: input.secret) {
      let key = try TransferableSecretKey(packets)
      law(try KeyFile.packets(parsing: key.serialized()) == [packets], "packets are lost")
      _ = key.signingKeys(at: judgementTime)
    }
  },
  FuzzTarget("SigningKey", samples: ["openpgp/armored"], allowance: unlocking) { input in
    _ = try SigningKey.load(
      file: input.secret, name: "key", at: judgementTime
    ) {
      () throws(Diagnostic) in examplePassphrase()
    }
  },
  FuzzTarget(
    "SignatureVerifier", samples: ["openpgp/armored", "openpgp/binary"], allowance: judging
  ) { input in
    let verifier = try SignatureVerifier(file: input.bytes)
    try verifier.update(Array("text\n".utf8))
    let verdict = try verifier.verdict(keyring: exampleKeyring, at: judgementTime)
    let again = try verifier.verdict(keyring: exampleKeyring, at: judgementTime)
    law(again == verdict, "two verdicts: \(verdict) and \(again)")
  },
]

/// Type 0 by RSA over SHA-256, the left 16 bits 1 and 2, a number of 8 bits.
private let signatureOfVersion3: [UInt8] =
  [3, 5, 0, 1, 2, 3, 4] + Array(1...8) + [1, 8, 1, 2, 0, 8, 0xff]

/// A time and an issuer by Ed25519 over SHA-256, with a salt.
private let signatureOfVersion6: [UInt8] =
  [6, 0, 27, 8, 0, 0, 0, 6, 5, 2, 1, 2, 3, 4, 0, 0, 0, 10, 9, 16] + Array(1...8) + [1, 2, 16]
  + Array(1...16) + Array(1...64)

private let keyOfVersion6: [UInt8] = [6, 1, 2, 3, 4, 27, 0, 0, 0, 32] + Array(1...32)

/// A key revocation by Ed25519 over SHA-256, with a time and no more.
private let revocation: [UInt8] =
  [4, 0x20, 22, 8, 0, 6, 5, 2, 1, 2, 3, 4, 0, 0, 1, 2, 0, 1, 1, 0, 1, 1]

/// A protected key hashes its passphrase up to 65 MB long, and a private key is checked.
private let unlocking = Allowance(memory: 4 << 20, memoryPerByte: 96, milliseconds: 6000)

/// Bytes as a secret.
func secret(_ bytes: [UInt8]) -> SecretBytes { SecretBytes(copying: bytes.span.bytes) }

extension Input {
  /// The whole input, as a key file is read.
  var secret: SecretBytes { FuzzTargets.secret(bytes) }
}

@Sendable private func examplePassphrase() -> SecretBytes {
  SecretBytes(copying: Array("correct horse".utf8).span.bytes)
}
