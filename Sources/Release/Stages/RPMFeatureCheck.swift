public import Diagnostics
public import Platform
public import RPM
public import Recipe

/// Judges whether the rpm of each target installs a package that asks for `rpmlib()` features.
///
/// An older rpm refuses such a package with the feature's name. Where the version of a target's
/// rpm is only remembered, it is a warning. Compression is decided elsewhere.
public func checkRPMFeatures(
  of metadata: RPMMetadata, targets: [Located<TargetRelease>]
) -> [Diagnostic] {
  let features = metadata.allDependencies(files: []).filter {
    $0.kind == .requires && $0.name.hasPrefix("rpmlib(") && !$0.name.hasPrefix("rpmlib(PayloadIs")
  }
  var findings: [Diagnostic] = []
  for target in targets where target.value.packageManager == .rpm {
    let release = target.value
    for feature in features {
      guard let number = feature.version.split(separator: "-").first,
        let version = DottedVersion(number), version > release.packageManagerVersion
      else { continue }
      findings.append(
        Diagnostic(
          "abi.rpm-feature",
          "\(release.name) has rpm \(release.packageManagerVersion), which does not install what "
            + "needs \(feature.name), of rpm \(version)",
          severity: release.unverified.contains(.packages) ? .warning : .error,
          at: target.location,
          hint: feature.name == "rpmlib(RichDependencies)"
            ? "write dependencies without 'or', 'and' and 'if' under 'overrides.rpm'"
            : "write the version without that character, or drop the target", exit: .findings))
    }
  }
  return findings
}
