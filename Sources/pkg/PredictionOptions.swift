internal import ArgumentParser

/// Whose verdicts to predict.
struct PredictionOptions: ParsableArguments {
  @Option(
    name: .customLong("as"), parsing: .singleValue,
    help: ArgumentHelp(
      "Also say what the verifier of a release will answer, or a verifier such as rpm-4.18 or gpg-2.2. May be repeated.",
      valueName: "release"))
  var judges: [String] = []

  @OptionGroup var releases: TargetsFileOption

  var names: [String] { releaseNames(judges) }
}
