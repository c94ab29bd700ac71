internal import Bytes
public import Diagnostics

extension RPMPackage {
  /// Where the package departs from the strict layout, or leaves something unprotected.
  ///
  /// Reads no payload; ``verifyDigests(_:)`` does.
  ///
  /// - Returns: errors for what a strict verifier must refuse, warnings for what
  ///   some versions of rpm will not accept; empty for what rpmbuild and rpmsign write.
  public func checkLayout() -> [Diagnostic] {
    checkLead() + signatureHeader.checkLayout(as: .signature) + checkSignatureHeader()
      + header.checkLayout(as: .main) + checkCoverage() + checkFiles()
  }

  private func checkLead() -> [Diagnostic] {
    var findings: [Diagnostic] = []
    func report(_ message: String) {
      findings.append(
        Diagnostic("rpm.lead-disagrees", "the lead \(message)", exit: .findings))
    }
    // Source: rpm's `lib/rpmlead.cc`, `rpmLeadFromHeader`.
    let major = header.entry(.rpmFormat) == nil ? 3 : 4
    if lead.major != major || lead.minor != 0 {
      report("says version \(lead.major).\(lead.minor) where rpm writes \(major).0")
    }
    if lead.type != (isSource ? 1 : 0) {
      report("says type \(lead.type) of \(isSource ? "a source" : "a binary") package")
    }
    if let number = RPMLead.architectureNumber(of: header.string(.arch) ?? ""),
      !isSource, lead.architecture != number
    {
      report("says architecture \(lead.architecture), the header '\(architecture)'")
    }
    if header.string(.os) == "linux", lead.os != 1 { report("says OS \(lead.os), not Linux's 1") }
    // rpm has written the name with and without the epoch, other tools less of it.
    let (bare, architecture) = (version.withoutEpoch, architecture)
    let names = [
      "\(name)-\(version)", "\(name)-\(bare)", "\(name)-\(version).\(architecture)",
      "\(name)-\(bare).\(architecture)", name,
    ]
    let field = lead.nameField.prefix { $0 != 0 }
    if !names.contains(where: { $0.utf8.prefix(65).elementsEqual(field.prefix(65)) }) {
      report("names '\(lead.name)', the header '\(name)-\(version)'")
    }
    if lead.nameField[field.endIndex...].contains(where: { $0 != 0 })
      || lead.reserved.contains(where: { $0 != 0 })
    {
      report("holds bytes where zeros belong")
    }
    return findings
  }

  private func checkSignatureHeader() -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if signaturePadding.contains(where: { $0 != 0 }) {
      findings.append(
        Diagnostic(
          "rpm.signature-padding", "the padding behind the signature header is not zero",
          exit: .findings))
    }
    for tag in [RPMTag.reservedSpace, .reserved] {
      if let entry = signatureHeader.entry(tag),
        signatureHeader.store[entry.range].contains(where: { $0 != 0 })
      {
        findings.append(
          Diagnostic(
            "rpm.signature-reserved", "the space reserved for signatures is not empty",
            exit: .findings))
      }
    }
    if signatureHeader.store.count > RPMHeader.oldestSignatureStore {
      findings.append(
        Diagnostic(
          "rpm.signature-oversized",
          "the signature header holds \(signatureHeader.store.count) bytes",
          severity: .warning, hint: "rpm before 4.16, as in RHEL 7 and 8, takes at most 8192",
          exit: .findings))
    }
    for signature in signatures {
      do throws(Diagnostic) { _ = try SignaturePacket(parsing: signature.packet) } catch {
        var finding = error
        finding.message = "tag '\(signature.tag.rawValue)': \(error.message)"
        finding.hint = nil
        finding.exit = .findings
        findings.append(finding)
      }
    }
    for text in signatureHeader.strings(.openPGPSignatures) where bytes(base64: text) == nil {
      findings.append(
        Diagnostic(
          "rpm.not-a-signature", "tag '278' holds text that is not base64", exit: .findings))
    }
    return findings
  }

  /// Whether what should be protected is.
  private func checkCoverage() -> [Diagnostic] {
    var findings: [Diagnostic] = []
    let found = signatures
    if !coversPayload {
      // Whether a signature over everything is there and good, the verifier knows.
      let isRelied = !found.isEmpty && !found.contains(where: \.coversPayload)
      findings.append(
        Diagnostic(
          "rpm.payload-not-covered", "the header holds no sound digest of the payload",
          severity: isRelied ? .error : .warning,
          hint: isRelied ? "the signature does not vouch for the files" : nil, exit: .findings))
    }
    if signatureHeader.entry(.headerSHA256) == nil, signatureHeader.entry(.headerSHA3) == nil {
      findings.append(
        Diagnostic(
          "rpm.missing-digest", "the main header has no SHA-256 digest", severity: .warning,
          hint: "rpm 6 does not install such a package", exit: .findings))
    }
    let tags = Set(found.map(\.tag))
    if tags == [.openPGPSignatures] {
      findings.append(
        Diagnostic(
          "rpm.signature-too-new", "the only signature is in tag '278'", severity: .warning,
          hint: "rpm before 6 takes the package for unsigned", exit: .findings))
    }
    if tags.isSuperset(of: [.dsaHeaderSignature, .rsaHeaderSignature]) {
      findings.append(
        Diagnostic(
          "rpm.signature-twofold", "the header is signed under tags '267' and '268'",
          severity: .warning, hint: "rpm needs both keys to accept it", exit: .findings))
    }
    return findings
  }

  private func checkFiles() -> [Diagnostic] {
    do throws(MalformedInput) {
      let paths = try files().map(\.path)
      return Set(paths).count == paths.count
        ? []
        : [Diagnostic("rpm.file-list", "the header lists a file twice", exit: .findings)]
    } catch {
      return [
        Diagnostic("rpm.file-list", "the header's file list is broken: \(error)", exit: .findings)
      ]
    }
  }
}

extension RPMVersion {
  var withoutEpoch: RPMVersion { RPMVersion(version: version, release: release) }
}
