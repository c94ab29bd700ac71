internal import Audit
internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import OpenPGP
internal import SSH
internal import Workspace

extension FileVerifier {
  /// A detached signature file.
  struct Signature {
    var path: String
    var bytes: [UInt8]

    enum Form { case openPGP, ssh, minisign, sigstore }

    /// What it is, by its name or its first bytes.
    var form: Form {
      if path.hasSuffix(FileVerifier.bundleSuffix) { return .sigstore }
      if bytes.starts(with: "-----BEGIN SSH SIGNATURE-----".utf8) { return .ssh }
      return bytes.starts(with: "untrusted comment:".utf8) ? .minisign : .openPGP
    }
  }

  /// Whether somebody is trusted in this form.
  func hasTrust(_ signature: Signature) -> Bool {
    switch signature.form {
    case .openPGP: !trusted.certificates.isEmpty
    case .ssh: !trusted.allowedSigners.entries.isEmpty
    case .minisign: !trusted.minisignKeys.isEmpty
    case .sigstore: trusted.sigstore != nil
    }
  }

  /// Judges one signature of a file.
  func audit(
    _ path: String, _ file: any ByteSource, by signature: Signature
  ) throws -> PackageAudit {
    switch signature.form {
    case .openPGP where signature.bytes.starts(with: CleartextMessage.head.utf8):
      return try audit(path, file, message: signature)
    case .openPGP:
      let proof = try timestamp(of: signature.path, over: packets(signature.bytes))
      return try proof.added(
        to: auditFile(
          file, name: path, signature: signature.bytes, keyring: trusted.certificates,
          at: trusted.time, tolerance: exceptions.tolerance, stamp: proof.stamp()))
    case .ssh:
      let proof = try timestamp(of: signature.path, over: signature.bytes)
      let audit = { time in
        try auditSSH(
          file, name: path, signature: signature.bytes, allowed: trusted.allowedSigners,
          namespace: trusted.namespace, identity: trusted.identity, at: time)
      }
      let now = try audit(trusted.time)
      // The one signature there is is the one stamped.
      if !now.isProven, let time = proof.time, case let then = try audit(time), then.isProven {
        return proof.added(to: then)
      }
      return proof.added(to: now)
    case .minisign:
      return try auditMinisign(
        file, name: path, signature: signature.bytes, keys: trusted.minisignKeys)
    case .sigstore:
      return try auditBundle(file, name: path, bundle: signature.bytes, trusted.sigstore)
    }
  }

  /// A message beside the file whose text it holds: both must be the same text.
  private func audit(
    _ path: String, _ file: any ByteSource, message: Signature
  ) throws -> PackageAudit {
    var (audit, text) = try self.audit(message: message.bytes, message.path, name: path)
    audit.sha256 = try sha256(of: file)
    guard let text else { return audit }
    let isSame =
      try file.count <= textLimit
      && CleartextMessage.canonicalText(of: file.bytes(in: 0..<file.count)) == text
    if !isSame {
      audit.doubt(
        "verify.file-differs", "the file is not the text that '\(message.path)' holds")
    }
    return audit
  }

  /// Judges the signatures of a message that lies at `place`; returns its text.
  func audit(
    message: [UInt8], _ place: String, name: String
  ) throws -> (PackageAudit, text: [UInt8]?) {
    // What is malformed is reported by whoever judges the message itself.
    let packets = (try? CleartextMessage(parsing: message))?.signature
    let proof = try packets.map { try timestamp(of: place, over: $0) } ?? TimeProof()
    let (audit, text) = try Audit.auditMessage(
      message, name: name, keyring: trusted.certificates, at: trusted.time,
      tolerance: exceptions.tolerance, stamp: proof.stamp())
    return (proof.added(to: audit), text)
  }

  /// What of an OpenPGP signature file is timestamped: its packets, whatever the armor.
  private func packets(_ bytes: [UInt8]) -> [UInt8] {
    guard Armor.isArmored(bytes) else { return bytes }
    // What is malformed is reported by whoever judges the signature itself.
    do throws(MalformedInput) { return try Armor.only(.signature, in: bytes) } catch {
      return bytes
    }
  }

  /// What a timestamp beside a signature proves.
  struct TimeProof {
    /// The latest second the signature can have been made at.
    var time: UInt32?
    var findings: [Diagnostic] = []

    /// What it proves of one packet, or of every signature of a file.
    func stamp(of packet: [UInt8]? = nil) -> SignatureStamp? {
      time.map { SignatureStamp(time: $0, packet: packet) }
    }

    /// The audit with what is to be said of the timestamp.
    func added(to audit: PackageAudit) -> PackageAudit {
      var audit = audit
      audit.findings += findings
      for index in audit.otherSignatures.indices { audit.otherSignatures[index].provenAt = time }
      return audit
    }
  }

  /// Looks for `SIGNATURE.tsr` when authorities are trusted.
  func timestamp(of signature: String, over bytes: [UInt8]) throws -> TimeProof {
    let path = "\(signature).tsr"
    guard !trusted.timestampAuthorities.isEmpty, try FileFacts.of(path) != nil else {
      return TimeProof()
    }
    let response = try InputFile(path).contents(limit: 1 << 20)
    do throws(CryptographyError) {
      let time = try TimestampResponse(der: response).provenTime(
        of: bytes, authorities: trusted.timestampAuthorities, at: trusted.time)
      return TimeProof(
        time: time,
        findings: [
          Diagnostic(
            "signature.timestamped",
            "signed no later than \(CivilTime(secondsSinceEpoch: Int64(time)).rfc3339)",
            severity: .note, exit: .findings)
        ])
    } catch {
      return TimeProof(findings: [
        Diagnostic(
          "verify.bad-timestamp", "'\(path)' proves no time: \(error.reason)",
          hint: "get a timestamp of this very signature, or remove the file", exit: .findings)
      ])
    }
  }
}
