internal import ArgumentParser
import Pipeline

/// What must hold before anything is signed.
struct SigningTermsOptions: ParsableArguments {
  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      "The releases that must take the signature, such as el7,debian12. May be repeated.",
      valueName: "release"))
  var target: [String] = []

  @OptionGroup var releases: TargetsFileOption

  @Flag(
    name: .customLong("force-target"), help: "Sign although one of the targets will not take it.")
  var forcesTarget = false

  @Option(
    name: .long, help: "A policy file; what it does not allow is not signed.",
    completion: .file())
  var policy: String?

  @Option(
    name: .customLong("policy-keyring"), parsing: .singleValue,
    help: "Certificates of the policy's keys, beside those it names. May be repeated.",
    completion: .file())
  var keyrings: [String] = []

  @Option(
    name: .customLong("approval"), parsing: .singleValue,
    help: "Approvals that the policy asks for, made by 'pkg approve'. May be repeated.",
    completion: .file())
  var approvals: [String] = []

  @Option(
    name: .long, help: "A log to which every signature is written before it is published.",
    completion: .file())
  var log: String?

  func validate() throws {
    guard policy != nil || (keyrings.isEmpty && approvals.isEmpty) else {
      throw ValidationError(
        "--policy-keyring and --approval need --policy: nothing else asks for them")
    }
  }

  var terms: SigningTerms {
    SigningTerms(
      targets: releaseNames(target),
      targetsFile: releases.targetsFile, forcesTarget: forcesTarget, policy: policy,
      keyrings: keyrings, approvals: approvals, log: log)
  }
}
