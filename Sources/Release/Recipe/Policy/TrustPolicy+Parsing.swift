public import Diagnostics

extension TrustPolicy {
  /// Reads a policy file; nothing in it is expanded.
  ///
  /// `file` is its name in diagnostics. Throws every problem found, each with its line and column.
  public init(yaml: [UInt8], file: String) throws(Diagnostics) {
    let noun = "the policy"
    var problems: [Diagnostic] = []
    guard
      let root = YAMLReader.document(in: yaml, file: file, noun: noun, problems: &problems)
    else { throw Diagnostics(problems) }
    var check = KeyCheck(scope: nil, noun: noun, refusesEmpty: true)
    let checked = check.checked(root, .mapping(.policyFile), "")
    var decoder = PolicyDecoder(problems: problems + check.problems)
    if let checked {
      decoder.read(Fields(checked))
    } else if !decoder.problems.hasErrors {
      decoder.report("recipe.empty", "\(noun) is empty", root.location)
    }
    if decoder.problems.hasErrors { throw Diagnostics(decoder.problems) }
    self.init(keys: decoder.keys, rules: decoder.rules)
  }
}

/// Turns the checked mappings of a policy into keys and rules, noting what is wrong with them.
private struct PolicyDecoder {
  var keys: [TrustPolicy.Key] = []
  var rules: [TrustPolicy.Rule] = []
  var problems: [Diagnostic]
  /// Names of keys that are there, whether they could be read or not.
  private var named: [String] = []
  /// Names of keys without certificates.
  private var bare: Set<String> = []

  init(problems: [Diagnostic]) { self.problems = problems }

  mutating func report(
    _ code: String, _ message: String, _ location: SpecLocation, hint: String? = nil
  ) {
    problems.append(Diagnostic(code, message, at: location, hint: hint))
  }

  mutating func read(_ fields: Fields) {
    let entries = fields["keys"]?.entries ?? []
    named = entries.map(\.key)
    for entry in entries { addKey(entry.key, Fields(entry.value), at: entry.location) }
    let list = fields.list("rules")
    if list.isEmpty, let node = fields["rules"] {
      report("recipe.empty-value", "'rules' is empty", node.location, hint: "then nothing may sign")
    }
    for (index, rule) in list.enumerated() { addRule(rule, number: index + 1) }
  }

  private mutating func addKey(_ name: String, _ fields: Fields, at location: SpecLocation) {
    guard let text = fields.text("fingerprint") else { return }
    guard let digits = fingerprint(text.value) else {
      return report(
        "policy.bad-fingerprint", "'\(text.value)' is no whole fingerprint", text.location,
        hint: "give all 40 digits, as 'pkg key show' prints them: shorter ids collide")
    }
    let (certificate, publicKey) = (fields.text("certificate"), fields.text("public-key"))
    let isKey = digits.hasPrefix(TrustPolicy.keyPrefix)
    if isKey, publicKey == nil {
      report(
        "policy.wrong-file", "'\(name)' has no certificate, so its key has to be given",
        text.location, hint: "name the file with 'public-key'")
    }
    if let file = isKey ? certificate : publicKey {
      report(
        "policy.wrong-file",
        isKey
          ? "'\(name)' is named as a key without a certificate"
          : "'\(name)' is named by the fingerprint of a certificate",
        file.location, hint: isKey ? "use 'public-key'" : "use 'certificate'")
    }
    if isKey { bare.insert(name) }
    if let other = keys.first(where: { $0.fingerprint == digits }) {
      return report(
        "policy.same-key", "'\(name)' is the same key as '\(other.name)'", text.location,
        hint: "a threshold counts keys, not names: remove one")
    }
    let (start, end) = (fields.time("not-before"), fields.time("not-after"))
    if let start, let end, end.value <= start.value {
      report(
        "policy.bad-window", "the key is trusted at no time: it ends before it begins",
        end.location, hint: "'not-after' is later than 'not-before'")
    }
    keys.append(
      .init(
        name: name, fingerprint: digits, certificate: certificate, publicKey: publicKey,
        notBefore: start?.value, notAfter: end?.value, location: location))
  }

  private mutating func addRule(_ fields: Fields, number: Int) {
    let name = fields.text("name")?.value ?? "rule \(number)"
    guard let signers = quorum(fields, of: name) else { return }
    var approvals: TrustPolicy.Quorum?
    var moments: Set<TrustPolicy.Moment> = []
    if let section = fields.fields("approvals") {
      guard let quorum = quorum(section, of: name) else { return }
      approvals = quorum
      moments = Set(filled(section, "at").compactMap { TrustPolicy.Moment(rawValue: $0.value) })
      if moments.isEmpty { moments = [.sign] }
      for key in section.texts("keys") where bare.contains(key.value) {
        report(
          "policy.cannot-approve", "'\(key.value)' has no certificate, which approvals name",
          key.location, hint: "have somebody with an OpenPGP key approve")
      }
    }
    let kinds = Set(filled(fields, "kinds").compactMap { TrustPolicy.Kind(rawValue: $0.value) })
    rules.append(
      .init(
        name: name, names: patterns(fields, "names"), versions: patterns(fields, "versions"),
        kinds: kinds.isEmpty ? Set(TrustPolicy.Kind.allCases) : kinds, signers: signers,
        statements: Set(filled(fields, "statements").map(\.value)), approvals: approvals,
        approvalMoments: moments, targets: filled(fields, "targets"), hours: hours(fields),
        location: fields.location))
  }

  /// The texts of a list that says nothing when it is empty, and so must not be.
  private mutating func filled(_ fields: Fields, _ key: String) -> [Located<String>] {
    let texts = fields.texts(key)
    if texts.isEmpty, let node = fields[key] {
      report(
        "recipe.empty-value", "'\(key)' is empty", node.location,
        hint: "remove it if nothing is to be restricted")
    }
    return texts
  }

  private mutating func hours(_ fields: Fields) -> SigningHours? {
    let days = filled(fields, "days")
    var hours = SigningHours()
    if !days.isEmpty { hours.days = Set(days.compactMap { SigningHours.Day(rawValue: $0.value) }) }
    if let text = fields.text("hours") {
      guard let minutes = SigningHours.minutes(text.value) else {
        report(
          "policy.bad-hours", "'\(text.value)' are no hours of a day", text.location,
          hint: "write them as '08:00-18:00', in UTC")
        return nil
      }
      hours.minutes = minutes
    } else if days.isEmpty {
      return nil
    }
    return hours
  }

  private mutating func patterns(_ fields: Fields, _ key: String) -> [GlobPattern] {
    let texts = fields.texts(key)
    if texts.isEmpty, let node = fields[key] {
      report(
        "recipe.empty-value", "'\(key)' is empty", node.location,
        hint: "remove it if every one is meant")
    }
    return texts.compactMap { text in
      do throws(Diagnostic) { return try GlobPattern(text.value, at: text.location) } catch {
        problems.append(error)
        return nil
      }
    }
  }

  /// `keys` and `threshold` of a rule or of its approvals.
  private mutating func quorum(_ fields: Fields, of rule: String) -> TrustPolicy.Quorum? {
    let before = problems.count
    var names: [String] = []
    for name in fields.texts("keys") {
      if !named.contains(name.value) {
        report(
          "policy.unknown-name", "'\(rule)' names the key '\(name.value)', which is not there",
          name.location,
          hint: closest(to: name.value, among: named).map { "did you mean '\($0)'?" }
            ?? "add it under 'keys'")
      } else if names.contains(name.value) {
        report(
          "policy.same-key", "'\(name.value)' is named twice", name.location, hint: "remove one")
      } else {
        names.append(name.value)
      }
    }
    guard problems.count == before else { return nil }
    guard let node = fields["keys"] else { return nil }
    guard !names.isEmpty else {
      report("recipe.empty-value", "'keys' is empty", node.location, hint: "name who may")
      return nil
    }
    guard let text = fields.text("threshold") else {
      return TrustPolicy.Quorum(keys: names, threshold: 1)
    }
    guard let threshold = Int(text.value), (1...names.count).contains(threshold) else {
      report(
        "policy.bad-threshold", "'\(text.value)' of \(names.count) keys is no threshold",
        text.location, hint: "write a number from 1 to \(names.count)")
      return nil
    }
    return TrustPolicy.Quorum(keys: names, threshold: threshold)
  }
}

/// A fingerprint as it is compared; `nil` for what is not a whole one.
private func fingerprint(_ text: String) -> String? {
  let prefix = TrustPolicy.keyPrefix
  let isKey = text.uppercased().hasPrefix(prefix)
  let digits = (isKey ? String(text.dropFirst(prefix.count)) : text).filter { $0 != " " }
    .uppercased()
  guard (isKey ? [64] : [40, 64]).contains(digits.utf8.count),
    digits.utf8.allSatisfy(isHexadecimal)
  else { return nil }
  return isKey ? prefix + digits.lowercased() : digits
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
  (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte)
}
