internal import ArgumentParser
import Pipeline

/// Who is trusted, beside OpenPGP certificates.
struct TrustOptions: ParsableArguments {
  @Option(
    name: .long, help: "Who may sign with SSH keys: OpenSSH's allowed_signers.",
    completion: .file())
  var allowedSigners: String?

  @Option(
    name: .long, help: ArgumentHelp("What SSH signatures must be for.", valueName: "namespace"))
  var namespace = "file"

  @Option(
    name: .long,
    help: ArgumentHelp("The name SSH signatures must be made under.", valueName: "principal"))
  var identity: String?

  @Option(
    name: .long, help: "A minisign public key file. May be repeated.", completion: .file())
  var minisignKey: [String] = []

  @Option(
    name: .long, help: "Public keys in PEM, for DSSE envelopes. May be repeated.",
    completion: .file())
  var publicKey: [String] = []

  @Option(
    name: .long, help: "X.509 certificates of kernel modules' signers. May be repeated.",
    completion: .file())
  var moduleCertificate: [String] = []

  @Option(
    name: .customLong("timestamp-ca"),
    help: "X.509 certificates of timestamp authorities. May be repeated.", completion: .file())
  var timestampAuthority: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp("Judge as of this time, not now: RFC 3339 or seconds.", valueName: "time"))
  var at: String?

  var sources: TrustSources {
    var sources = TrustSources()
    sources.allowedSigners = allowedSigners
    sources.namespace = namespace
    sources.identity = identity
    sources.minisignKeys = minisignKey
    sources.publicKeys = publicKey
    sources.moduleCertificates = moduleCertificate
    sources.timestampAuthorities = timestampAuthority
    sources.time = at
    return sources
  }
}
