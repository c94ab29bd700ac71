internal import Audit
internal import Bytes
internal import Diagnostics
internal import OpenPGP
internal import Platform
internal import RPM
internal import Recipe
internal import Trust
internal import Workspace

/// The releases that what is signed is for.
struct SigningTargets: Sendable {
  var releases: [TargetRelease]
  var forcesTarget: Bool

  init(releases: [TargetRelease], forcesTarget: Bool) {
    self.releases = releases
    self.forcesTarget = forcesTarget
  }

  /// - Throws: `Diagnostics` with every name that is no release's.
  init(_ terms: SigningTerms) throws {
    releases = try namedReleases(terms.targets, in: terms.targetsFile)
    forcesTarget = terms.forcesTarget
  }

  /// Refuses a key whose signature one of the releases will not take; returns what else to know.
  ///
  /// `location` is where the user named the key.
  func requireTaken(
    _ kind: PackageAudit.Kind, by key: SigningKey, at location: SpecLocation? = nil
  ) throws -> [Diagnostic] {
    guard !releases.isEmpty else { return [] }
    let artefact: VerifierProgram.Artefact =
      switch kind {
      case .rpm: .rpm
      case .deb: .deb
      case .file: .file
      }
    let verdicts = targetVerdicts(
      for: releases, signing: [artefact], with: key.publicKey, of: key.certificate,
      at: currentTime())
    let findings = verdicts.findings(force: forcesTarget).map { finding in
      var finding = finding
      finding.location = location
      return finding
    }
    if findings.hasErrors { throw Diagnostics(findings) }
    return findings
  }

  /// Refuses a signed RPM that one of the releases will not take, whoever signed it; returns what
  /// else to know.
  ///
  /// `keyring` is what the releases were given.
  func requireTaken(_ package: any ByteSource, keyring: [Certificate]) throws -> [Diagnostic] {
    guard !releases.isEmpty else { return [] }
    let seen = try observeRPM(package, keyring: keyring, at: currentTime())
    let findings = releases.compactMap { release -> Diagnostic? in
      guard let prediction = release.verifier(of: .rpm)?.prediction(of: seen, as: release.name),
        prediction.verdict != .accepted
      else { return nil }
      if prediction.verdict == .unknown {
        return Diagnostic(
          "target.untried", prediction.text, severity: .note,
          hint: "try it there before you publish", exit: .notPermitted)
      }
      return Diagnostic(
        "target.refused", "\(release.name) will not take it: \(prediction.text)",
        severity: forcesTarget ? .warning : .error,
        hint: "sign the package anew for it, or attach all the same with --force-target",
        exit: .notPermitted)
    }
    if findings.hasErrors { throw Diagnostics(findings) }
    return findings
  }

  /// Refuses a signed RPM that one of the releases does not read, or does not take as it is.
  func requireReadable(_ package: RPMPackage) throws -> [Diagnostic] {
    let tags = package.signatures.map(\.tag)
    let isHeaderSigned = tags.contains { [.dsaHeaderSignature, .rsaHeaderSignature].contains($0) }
    let findings =
      checkSignatureHeader(
        size: package.signatureHeader.store.count, for: releases, force: forcesTarget)
      + checkVersion6Signatures(
        count: tags.count { $0 == .openPGPSignatures }, isHeaderSigned: isHeaderSigned,
        for: releases, force: forcesTarget)
    if findings.hasErrors { throw Diagnostics(findings) }
    return findings
  }
}

/// The releases called `names`, each once.
///
/// - Throws: `Diagnostics` with every name that is no release's.
func namedReleases(_ names: [String], in file: String?) throws -> [TargetRelease] {
  let table = try releases(in: file)
  var problems: [Diagnostic] = []
  var found: [TargetRelease] = []
  for name in names {
    do throws(Diagnostic) {
      let release = try table.release(named: name, exit: .usage)
      if !found.contains(where: { $0.name == release.name }) { found.append(release) }
    } catch {
      problems.append(error)
    }
  }
  if !problems.isEmpty { throw Diagnostics(problems) }
  return found
}
