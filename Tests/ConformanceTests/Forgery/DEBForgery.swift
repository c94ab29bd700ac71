import Bytes
import Cryptography
import Testing

/// Debian packages that are not what they seem, with what debsig-verify says of them.
enum DEBForgery {
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    /// The status of debsig-verify 0.28; `nil` where it is of no interest.
    var debsig: Int32?
    var answer: Answer
    var make: @Sendable (inout ForgedDEB, Material) throws -> Void

    init(
      _ name: String, debsig: Int32?, _ answer: Answer,
      _ make: @escaping @Sendable (inout ForgedDEB, Material) throws -> Void
    ) {
      self.name = name
      self.debsig = debsig
      self.answer = answer
      self.make = make
    }

    var testDescription: String { name }
  }

  struct Material: Sendable {
    var keys: ForgerKeys
    var other: ForgedDEB
    /// The package without compression.
    var plain: ForgedDEB
  }

  static func signed(
    _ name: String, debsig: Int32?, _ answer: Answer,
    by key: KeyPath<ForgerKeys, ForgerKey> & Sendable, _ signature: ForgedSignature = .init()
  ) -> Row {
    Row(name, debsig: debsig, answer) { package, material in
      try package.sign(by: material.keys[keyPath: key], signature)
    }
  }

  /// The well-signed package, changed.
  static func changed(
    _ name: String, debsig: Int32?, _ answer: Answer = .no("debian.malformed"),
    _ change: @escaping @Sendable (inout ForgedDEB, Material) throws -> Void
  ) -> Row {
    Row(name, debsig: debsig, answer) { package, material in
      try package.sign(by: material.keys.good)
      try change(&package, material)
    }
  }

  static let rows: [Row] =
    contentRows + secondArchiveRows + layoutRows + signatureRows + manifestRows

  static let contentRows: [Row] = [
    signed("0 nothing wrong", debsig: 0, .yes(nil), by: \.good),
    changed("30 a byte of the data archive flipped", debsig: 13, .no("signature.bad")) { it, _ in
      it["data.tar"][it["data.tar"].count / 2] ^= 1
    },
    changed("30 a byte of the control archive flipped", debsig: 13, .no("signature.bad")) { it, _ in
      it["control.tar"][it["control.tar"].count / 2] ^= 1
    },
    changed("30 another minor version of the format", debsig: 13, .no("signature.bad")) { it, _ in
      it["debian-binary"] = Array("2.1\n".utf8)
    },
    changed("30 a byte of the signature flipped", debsig: 13, .no("signature.bad")) { it, _ in
      it["_gpgorigin"][it["_gpgorigin"].count - 5] ^= 1
    },
    changed("30 the data of another package", debsig: 13, .no("signature.bad")) { it, material in
      it["data.tar"] = material.other["data.tar"]
    },
    Row("31 unsigned", debsig: 10, .no("verify.unsigned")) { _, _ in },
    Row("31 signed in another role", debsig: 10, .no("verify.wrong-role")) { it, material in
      try it.sign(by: material.keys.good, as: "_gpgmaint")
    },
    Row("31 empty signature", debsig: 10, .no("debian.malformed")) { it, _ in
      it["_gpgorigin"] = []
    },
    signed("32 unknown key", debsig: 11, .no("signature.unknown-key"), by: \.unknown),
    changed("32 unknown key in another role", debsig: 0, .yes("signature.unknown-key")) {
      it, material in try it.sign(by: material.keys.unknown, as: "_gpgarchive")
    },
    changed("32 bad signature in another role", debsig: 0, .no("signature.bad")) { it, material in
      it["_gpgarchive"] = try ForgedSignature().packet(over: [1], by: material.keys.good)
    },
  ]

  /// A second archive, which dpkg would unpack and debsig-verify not look at, or the other way.
  static let secondArchiveRows: [Row] = ["", ".gz", ".xz", ".zst", ".bz2", ".lzma"].flatMap {
    suffix in
    [("control.tar", 0), ("control.tar", 3), ("data.tar", 1), ("data.tar", 3)].map { stem, place in
      let name = stem + suffix
      return changed(
        "33-37 \(name) a second time, \(place == 3 ? "behind" : "before") the signed ones",
        debsig: nil
      ) { it, material in
        it.members.insert(
          .init(name: name, contents: material.other[stem]),
          at: place == 0 ? 1 : place + (place == 1 ? 1 : 0))
      }
    }
  }

  static let layoutRows: [Row] = [
    changed("38 data before control", debsig: 0) { it, _ in it.members.swapAt(1, 2) },
    changed("38 signature first", debsig: 0) { it, _ in
      it.members.insert(it.members.removeLast(), at: 0)
    },
    changed("39 two signatures of one role, good and bad", debsig: 0) { it, material in
      it.members.append(
        .init(
          name: "_gpgorigin",
          contents: try ForgedSignature().packet(over: [1], by: material.keys.unknown)))
    },
    changed("39 two signatures of one role, bad and good", debsig: 11) { it, material in
      it.members.insert(
        .init(
          name: "_gpgorigin",
          contents: try ForgedSignature().packet(over: [1], by: material.keys.unknown)), at: 3)
    },
    changed("40 a member nobody knows", debsig: 0) { it, _ in
      it.members.append(.init(name: "extra.sh", contents: Array("#!/bin/sh\n".utf8)))
    },
    changed("40 a member nobody knows that dpkg ignores", debsig: 0) { it, _ in
      it.members.append(.init(name: "_extra", contents: [1]))
    },
    changed(
      "41 the end of the control archive counted to the data", debsig: 0
    ) { it, _ in
      let end = Array(it["control.tar"].suffix(20))
      it["control.tar"] = it["control.tar"].dropLast(20)
      it["data.tar"] = end + it["data.tar"]
    },
    changed(
      "41 the beginning of the data archive counted to the control", debsig: 0,
      .no("debian.malformed")
    ) { it, _ in
      it["control.tar"] += it["data.tar"].prefix(20)
      it["data.tar"] = Array(it["data.tar"].dropFirst(20))
    },
    Row(
      "41 the first member of the data counted to the control archive", debsig: 0,
      .no("verify.trailing-data")
    ) { it, material in
      it = material.plain
      try it.sign(by: material.keys.good)
      it["control.tar"] += it["data.tar"].prefix(512)
      it["data.tar"] = Array(it["data.tar"].dropFirst(512))
    },
    changed("42 control archive by the name of one that is not compressed", debsig: 0) { it, _ in
      it.members[1].name = "control.tar"
    },
    changed("43 the last byte cut off", debsig: nil) { it, _ in it.missing = 1 },
    changed("43 cut off within the data archive", debsig: nil) { it, _ in
      it.missing = it["_gpgorigin"].count + 60 + it["data.tar"].count / 2
    },
    changed("43 bytes behind the last member", debsig: 14) { it, _ in it.tail = [1, 2, 3] },
    changed("43 a member cut off", debsig: nil) { it, _ in
      it.tail = Array("_gpgmaint       0           0     0     100644  400       `\n".utf8)
    },
  ]

  static let signatureRows: [Row] = [
    signed("44 SHA-1", debsig: 13, .no("signature.refused"), by: \.goodRSA, .init(hash: .sha1)),
    signed(
      "44 signature over text", debsig: 13, .no("signature.refused"), by: \.good, .init(type: 1)),
    signed(
      "44 unknown critical subpacket", debsig: 13, .no("signature.refused"), by: \.good,
      .init(statements: [(0x80 | 101, [1])])),
    signed(
      "44 signature expired", debsig: 13, .no("signature.refused"), by: \.good,
      .init(statements: [(3, [0, 0, 0, 10])])),
    signed(
      "44 key that only certifies", debsig: 13, .no("signature.key-refused"), by: \.certifyOnly),
    signed("45 key expired since", debsig: 0, .no("signature.key-refused"), by: \.expired),
    signed("45 key revoked", debsig: 0, .no("signature.key-refused"), by: \.revoked),
    signed("45 RSA with 1024 bits", debsig: 0, .no("signature.key-refused"), by: \.weak),
    signed(
      "45 signature from the future", debsig: 0, .no("signature.refused"), by: \.good,
      .init(created: 4_000_000_000)),
    changed("45 packet of version 3", debsig: nil, .no("signature.refused")) { it, material in
      try it.sign(by: material.keys.goodRSA, .init(version: 3))
    },
    changed("45 two packets in one member", debsig: nil, .no("signature.refused")) { it, _ in
      it["_gpgorigin"] += it["_gpgorigin"]
    },
  ]

  /// What dpkg-sig left behind.
  static let manifestRows: [Row] = [
    Row("dpkg-sig's manifest alone", debsig: 10, .no("verify.unsigned")) { it, material in
      try it.addManifest(by: material.keys)
    },
    changed("dpkg-sig's manifest beside a signature", debsig: 0, .yes("verify.weak-manifest")) {
      it, material in try it.addManifest(by: material.keys)
    },
    changed("dpkg-sig's manifest of another package", debsig: 0, .no("verify.manifest-differs")) {
      it, material in
      var other = material.other
      try other.addManifest(by: material.keys)
      it["_gpgbuilder"] = other["_gpgbuilder"]
    },
    changed("dpkg-sig's manifest that is none", debsig: 0, .no("verify.malformed-signature")) {
      it, _ in it["_gpgbuilder"] = Array("no manifest\n".utf8)
    },
  ]
}

extension ForgedDEB {
  /// Adds what dpkg-sig makes: MD5, SHA-1, size and name of each member in a signed text.
  mutating func addManifest(by keys: ForgerKeys) throws {
    var text = "Version: 4\nSigner: \nDate: Sun Mar  1 00:00:00 2020\nRole: builder\nFiles: \n"
    for member in members where !member.name.hasPrefix("_") {
      let md5 = hexadecimal(try digest(.md5, of: member.contents))
      let sha1 = hexadecimal(try digest(.sha1, of: member.contents))
      text += "\t\(md5) \(sha1) \(member.contents.count) \(member.name)\n"
    }
    // What is signed has the line ends of the network, and none at the end.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { String($0.reversed().drop { $0 == " " }.reversed()) }
    let packet = try ForgedSignature(type: 1).packet(
      over: Array(lines.joined(separator: "\r\n").utf8), by: keys.good)
    self["_gpgbuilder"] =
      Array("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n\(text)".utf8)
      + Array("-----BEGIN PGP SIGNATURE-----\n\n".utf8) + Base64.encoded(packet)
      + Array("\n-----END PGP SIGNATURE-----\n".utf8)
  }
}
