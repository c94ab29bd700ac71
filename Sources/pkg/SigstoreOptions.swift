internal import ArgumentParser
import Pipeline

/// Who must have signed what comes with a Sigstore bundle; the names are cosign's.
struct SigstoreOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The trusted root of a Sigstore instance, by which FILE.sigstore.json is verified offline.",
      valueName: "trusted_root.json"),
    completion: .file())
  var trustedRoot: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Who must have signed: an address, URI or name.", valueName: "identity"))
  var certificateIdentity: String?

  @Option(
    name: .long,
    help: ArgumentHelp("The OpenID Connect issuer of that identity.", valueName: "url"))
  var certificateOidcIssuer: String?

  @Option(
    name: .long, help: "The bundle, when it is not FILE.sigstore.json.", completion: .file())
  var bundle: String?

  func validate() throws {
    let given = [trustedRoot, certificateIdentity, certificateOidcIssuer].count { $0 != nil }
    guard given == 0 || given == 3 else {
      throw ValidationError(
        "--trusted-root, --certificate-identity and --certificate-oidc-issuer belong together: "
          + "a bundle proves who signed, so say who must have")
    }
    guard bundle == nil || given == 3 else {
      throw ValidationError("--bundle needs --trusted-root")
    }
    guard certificateIdentity != "", certificateOidcIssuer != "" else {
      throw ValidationError("an identity and an issuer are not empty")
    }
  }

  /// `nil` when no root is trusted.
  var trust: SigstoreTrust? {
    guard let trustedRoot, let certificateIdentity, let certificateOidcIssuer else { return nil }
    return SigstoreTrust(
      root: trustedRoot, identity: certificateIdentity, issuer: certificateOidcIssuer,
      bundle: bundle)
  }
}
