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

  var terms: SigningTerms {
    SigningTerms(
      targets: target.flatMap { $0.split(separator: ",") }.map(String.init),
      targetsFile: releases.targetsFile, forcesTarget: forcesTarget)
  }
}
