public import Diagnostics
internal import OpenPGP
public import Platform

extension [TargetVerdict] {
  /// The refusals as diagnostics, one for each verifier and property, releases joined.
  ///
  /// Errors that keep a key from signing; warnings with `force`. What nobody tried is a note. The
  /// hint names the way to sign all the same where there is one.
  public func findings(force: Bool = false, canForce: Bool = true) -> [Diagnostic] {
    var order: [Group] = []
    var releases: [Group: [String]] = [:]
    for verdict in self {
      for answer in verdict.refusals + verdict.untried {
        let group = Group(verifier: verdict.verifier, answer: answer)
        if releases[group] == nil { order.append(group) }
        releases[group, default: []].append(verdict.release)
      }
    }
    return order.map { group in
      let names = (releases[group] ?? []).joined(separator: ", ")
      let row = group.answer.question
      guard let answer = group.answer.answer else {
        return Diagnostic(
          "target.untried",
          "nobody tried what \(group.verifier.title), on \(names), makes of \(row.words) "
            + "(row '\(row.rawValue)')", severity: .note,
          hint: "try it there before you publish", exit: .notPermitted)
      }
      return Diagnostic(
        "target.refused",
        "\(names) will not take it: given \(row.words), \(group.verifier.title) \(answer.words) "
          + "(row '\(row.rawValue)')", severity: force ? .warning : .error,
        hint: (row.cure ?? "drop the target")
          + (canForce ? ", or sign all the same with --force-target" : ""),
        exit: .notPermitted)
    }
  }
}

/// What findings about several releases are joined by.
private struct Group: Hashable {
  var verifier: VerifierProgram
  var answer: TargetVerdict.Answer
}

/// Whether every release takes a package with a signature header of `size` bytes of values.
public func checkSignatureHeader(
  size: Int, for releases: [TargetRelease], force: Bool = false
) -> [Diagnostic] {
  guard size > 8192 else { return [] }
  return releases.refusing(.signatureHeader8192).map { release, verifier, answer in
    Diagnostic(
      "target.signature-header",
      "\(release.name) will not take it: \(verifier.title) \(answer.words) with a signature header "
        + "of '\(size)' bytes (row '\(SignatureCase.signatureHeader8192.rawValue)')",
      severity: force ? .warning : .error,
      hint: (SignatureCase.signatureHeader8192.cure ?? "") + ": 8192 bytes is the most it takes",
      exit: .notPermitted)
  }
}

/// What to know of signatures in tag 278 on the releases a package is for.
///
/// rpm 6 refuses a package of which one such signature is by a key it was not given, so several are
/// an error. One is a warning where releases do not read the tag, unless the header is signed too.
public func checkVersion6Signatures(
  count: Int, isHeaderSigned: Bool, for releases: [TargetRelease], force: Bool = false
) -> [Diagnostic] {
  var findings: [Diagnostic] = []
  if count > 1 {
    for (release, verifier, _) in releases.refusing(.everyVersion6Signature) {
      findings.append(
        Diagnostic(
          "target.every-signature",
          "the package has '\(count)' signatures in tag 278, and \(verifier.title), on "
            + "\(release.name), installs it only if it was given the key of every one of them",
          severity: force ? .warning : .error,
          hint: "keep only signatures by keys the release has, or sign with --force-target",
          exit: .notPermitted))
    }
  }
  if count > 0, !isHeaderSigned {
    let blind = releases.filter { release in
      release.verifier(of: .rpm).map { $0.answer(to: .unsigned) == .acceptsWrongly } ?? false
    }
    if !blind.isEmpty {
      findings.append(
        Diagnostic(
          "target.reads-no-278",
          "\(blind.map(\.name).joined(separator: ", ")) will take the package for unsigned: only "
            + "rpm 6 reads tag 278", severity: force ? .warning : .error,
          hint: "sign the header too, without --rpm-v6", exit: .notPermitted))
    }
  }
  return findings
}
