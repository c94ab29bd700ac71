internal import Audit
internal import Bytes
internal import Sigstore
internal import Workspace

extension FileVerifier {
  /// Judges a file, of whatever kind, by the Sigstore bundle that was named for it or lies beside it.
  ///
  /// Without a trusted root there is nobody to judge bundles by. A good one stands for the whole
  /// file: strangers' signatures in it or beside it are then told of and no more.
  func addBundle(
    of path: String, _ file: any ByteSource, to audit: inout PackageAudit
  ) throws {
    guard let verification = trusted.sigstore else { return }
    let name = trusted.bundle ?? path + Self.bundleSuffix
    guard try trusted.bundle != nil || FileFacts.of(name) != nil else { return }
    let bundle = try InputFile(name).contents(limit: 16 << 20)
    let found = try auditBundle(file, name: path, bundle: bundle, verification)
    if found.isProven { audit.passOverStrangers() }
    audit.add(found)
  }
}
