public import ArgumentParser
public import Pipeline
import Workspace

/// What `pkg sign` can be told about packages.
struct PackageSigningOptions: ParsableArguments {
  @Flag(
    name: .customLong("rpm-v3"),
    help: "Also sign an RPM's header and payload together, for rpm before 4.14 (RHEL 7).")
  var hasPackageSignature = false

  @Flag(
    name: .customLong("rpm-v6"),
    help: "Also write an RPM's signature where rpm 6 looks first, tag 278.")
  var hasOpenPGPEntry = false

  @Option(
    name: .long,
    help: "The role to sign a DEB in.")
  var role: SigningRole = .origin

  @Flag(
    name: .long,
    help: "Drop signatures of other keys, and what is in a signature file's place.")
  var replace = false

  @Flag(
    name: .long,
    help: """
      With --rpm-v6: keep an RPM's good signatures of other keys, proven by --keyring, and sign \
      beside them.
      """)
  var add = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Write the signature header of one RPM to this file, and leave the package as it is.",
      valueName: "file"),
    completion: .file())
  var detachSigheader: String?

  @Flag(
    name: .customLong("strip"),
    help: "With --detach-sigheader and no --key: also take the signatures out of the package.")
  var isStripping = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Put a detached signature header into one RPM, if --keyring proves the result.",
      valueName: "file"),
    completion: .file())
  var attach: String?

  @Option(
    name: .long,
    help: "Certificates to prove with what --attach attaches or --add keeps. May be repeated.",
    completion: .file())
  var keyring: [String] = []

  func validate() throws {
    guard attach == nil || detachSigheader == nil else {
      throw ValidationError("--attach and --detach-sigheader exclude each other")
    }
    guard attach != nil || add || keyring.isEmpty else {
      throw ValidationError("--keyring goes with --attach or --add")
    }
    guard attach == nil && !add || !keyring.isEmpty else {
      throw ValidationError("\(add ? "--add" : "--attach") needs --keyring")
    }
    guard !add || hasOpenPGPEntry && !hasPackageSignature && !replace && attach == nil else {
      throw ValidationError(
        "--add needs --rpm-v6, and goes without --rpm-v3, --replace and --attach: only tag 278 "
          + "holds several signatures")
    }
    guard !isStripping || detachSigheader != nil else {
      throw ValidationError("--strip needs --detach-sigheader")
    }
  }

  var request: PackageSigning {
    PackageSigning(
      hasPackageSignature: hasPackageSignature, hasOpenPGPEntry: hasOpenPGPEntry,
      isReplacing: replace, keptKeyrings: add ? keyring : [], role: role,
      detached: detachSigheader)
  }

  /// What to do without a key; `nil` for signing with one.
  func keyless(
    _ files: [String], isSigning: Bool, terms: SigningTerms
  ) throws -> KeylessSigning? {
    guard attach != nil || detachSigheader != nil else {
      guard isSigning else { throw ValidationError("--key names the key to sign with") }
      return nil
    }
    guard files.count == 1, let file = files.first else {
      throw ValidationError("a signature header is that of one package")
    }
    if let attach {
      guard !isSigning else {
        throw ValidationError("--attach makes no signature: leave --key out")
      }
      guard request == PackageSigning(isReplacing: replace) else {
        throw ValidationError("--attach makes no signature: leave --role and --rpm-v3 or -v6 out")
      }
      return .attach(
        AttachRequest(
          package: file, signatures: attach, keyrings: keyring, isReplacing: replace,
          terms: terms))
    }
    guard !isSigning, let detachSigheader else {
      guard !isStripping else { throw ValidationError("--strip and --key exclude each other") }
      return nil
    }
    guard request == PackageSigning(detached: detachSigheader), terms == SigningTerms() else {
      throw ValidationError(
        "--detach-sigheader without --key makes no signature: only --strip goes with it")
    }
    return .detach(
      DetachRequest(package: file, signatures: detachSigheader, isStripping: isStripping))
  }
}

/// What `pkg sign` does without a key.
enum KeylessSigning {
  case detach(DetachRequest)
  case attach(AttachRequest)
}

extension SigningRole: ExpressibleByArgument {}

/// How many files a command works on at once.
struct JobsOption: ParsableArguments {
  @Option(name: .shortAndLong, help: "Files to work on at once (default: all processors).")
  var jobs: Int?

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
  }

  var count: Int { jobs ?? availableProcessors() }
}
