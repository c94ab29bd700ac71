internal import Bytes
internal import Cryptography
internal import Debian
internal import Diagnostics
internal import OpenPGP

/// What dpkg-sig's manifest in a package says, held against the members.
///
/// A manifest that is not true is a doubt; one that is proves nothing, for MD5 and SHA-1 do not.
struct ManifestAudit {
  private let bytes: [UInt8]
  private let members: [ManifestMember]

  /// Has the digests taken in the pass `scan` makes over the package.
  init(
    _ manifest: DebianManifestMember, of package: DebianPackage, _ scan: inout SourceScan
  ) throws {
    bytes = manifest.bytes
    var members: [ManifestMember] = []
    for member in [package.version, package.control, package.data] {
      let made = ManifestMember(
        name: member.header.name, size: member.contents.count, md5: try DigestStream(.md5),
        sha1: try DigestStream(.sha1))
      unsafe scan.send(member.contents) {
        unsafe try made.md5.update($0)
        unsafe try made.sha1.update($0)
      }
      members.append(made)
    }
    self.members = members
  }

  /// Says what became of it.
  func report(
    in audit: inout PackageAudit, keyring: [Certificate], at time: UInt32
  ) throws {
    let place = DebianManifest.memberName
    audit.hasUncountedSignature = true
    let message: CleartextMessage
    let manifest: DebianManifest
    do throws(MalformedInput) {
      message = try CleartextMessage(parsing: bytes)
      manifest = try DebianManifest(parsing: message.text)
    } catch {
      audit.doubt("verify.malformed-signature", "signature '\(place)' is malformed: \(error)")
      return
    }
    for member in members {
      let stated = manifest.entries.first { $0.name == member.name }
      let md5 = try member.md5.current()
      let sha1 = try member.sha1.current()
      guard let stated, stated.md5 == md5, stated.sha1 == sha1, stated.size == member.size else {
        audit.doubt(
          "verify.manifest-differs", "'\(place)' does not have the digests of '\(member.name)'",
          hint: "do not install it; fetch the package anew")
        continue
      }
    }
    let words =
      switch try message.verdict(keyring: keyring, at: time) {
      case .good(let fingerprint, let userID, _, _): "by \(fingerprint) \(userID)"
      case .bad(let reason): "which is not good: \(reason)"
      }
    audit.findings.append(
      Diagnostic(
        "verify.weak-manifest",
        "'\(place)' is a signature over MD5 and SHA-1 sums as dpkg-sig makes it, \(words)",
        severity: .warning, hint: "it proves nothing; sign the package with 'pkg sign'",
        exit: .findings))
  }
}

/// A member and its digests in the making.
private struct ManifestMember {
  var name: String
  var size: Int
  var md5: DigestStream
  var sha1: DigestStream
}
