extension KeyTable {
  /// A policy file.
  static let policyFile = KeyTable(
    noun: "the policy",
    keys: [
      key(
        "keys", .dictionary(.mapping(policyKey)), "The keys, by names of your own.", required: true),
      key(
        "rules", .list(.mapping(policyRule)),
        "Who may sign what; the first rule that fits decides.",
        required: true),
    ])

  static let policyKey = KeyTable(
    noun: "the key",
    keys: [
      key(
        "fingerprint", .line,
        "The primary key's whole fingerprint, 40 or 64 digits; of a key without a certificate "
          + "SHA256: and 64 digits.", required: true),
      key(
        "certificate", .line,
        "The file with its certificate, seen from the policy's folder; else --keyring has it."),
      key(
        "public-key", .line,
        "The file with a key that has no certificate: in PEM, a line as ssh-keygen writes it, or "
          + "minisign's."),
      key("not-before", .time, "What it signed or approved before does not count."),
      key("not-after", .time, "From then on nothing it signed or approved counts."),
    ])

  static let policyRule = KeyTable(
    noun: "the rule",
    keys: [
      key("name", .line, "What messages call it; its place by default."),
      key(
        "names", .listOrOne(.line),
        "Patterns of package names, or names of other files; every name by default."),
      key(
        "versions", .listOrOne(.line),
        "Patterns of package versions, such as 1.*; every version by default."),
      key(
        "kinds", .listOrOne(.choice(TrustPolicy.Kind.allCases.map(\.rawValue))),
        "What it is for; everything by default."),
      key("keys", .listOrOne(.line), "The keys that may sign.", required: true),
      key("threshold", .line, "How many of them must have signed; 1 by default."),
      key(
        "statements", .listOrOne(.line),
        "Types of in-toto predicates that count as signatures of what they are about; none by "
          + "default."),
      key(
        "targets", .listOrOne(.line),
        "The releases it may be signed for, as --target names them; any by default."),
      key("hours", .line, "When it may be signed, in UTC, such as 08:00-18:00; always by default."),
      key(
        "days", .listOrOne(.choice(SigningHours.Day.allCases.map(\.rawValue))),
        "The days, in UTC, on which it may be signed; all by default."),
      key(
        "approvals", .mapping(policyApprovals),
        "Who must agree, before a signature is made or before one counts."),
    ])

  static let policyApprovals = KeyTable(
    noun: "'approvals'",
    keys: [
      key("keys", .listOrOne(.line), "The keys that may approve.", required: true),
      key("threshold", .line, "How many of them must approve; 1 by default."),
      key(
        "at", .listOrOne(.choice(TrustPolicy.Moment.allCases.map(\.rawValue))),
        "When they are asked for; sign by default."),
    ])
}
