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
        "fingerprint", .line, "The primary key's whole fingerprint, 40 or 64 digits.",
        required: true),
      key(
        "certificate", .line,
        "The file with its certificate, seen from the policy's folder; else --keyring has it."),
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
      key("approvals", .mapping(policyApprovals), "Who must agree before a signature is made."),
    ])

  static let policyApprovals = KeyTable(
    noun: "'approvals'",
    keys: [
      key("keys", .listOrOne(.line), "The keys that may approve.", required: true),
      key("threshold", .line, "How many of them must approve; 1 by default."),
    ])
}
