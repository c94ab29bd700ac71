internal import Bytes

/// What came of holding one rule against one configuration.
public enum KconfigVerdict: Hashable, Sendable {
  case met
  /// The condition picks other configurations.
  case notApplicable
  /// The condition asks for something the configuration does not tell, such as its release.
  case undecided(String)
  case unmet([KconfigShortfall])
}

/// One thing missing from a configuration.
public enum KconfigShortfall: Hashable, Sendable {
  /// An option is not as needed.
  case option(String, state: KconfigFile.State, need: String)
  /// An option has one of the values it must not have.
  case forbidden(String, state: KconfigFile.State, values: String)
  /// None of the alternatives holds; what each lacks.
  case alternatives([[KconfigShortfall]])

  /// A sentence such as `CONFIG_NR_CPUS=32 (need >=64)` or `CONFIG_COMPAT_BRK=y (must not be y)`.
  public var sentence: String {
    switch self {
    case .option(let option, let state, let need):
      "\(found(option, state)) (need \(need))"
    case .forbidden(let option, let state, let values):
      "\(found(option, state)) (must not be \(values))"
    case .alternatives(let each):
      each.map { $0.map(\.sentence).joined(separator: ", ") }.joined(separator: "; nor: ")
    }
  }
}

/// What a configuration says of an option, in words.
private func found(_ option: String, _ state: KconfigFile.State) -> String {
  switch state {
  case .absent: "CONFIG_\(option) is absent"
  case .off: "CONFIG_\(option) is not set"
  default: "CONFIG_\(option)=\(state)"
  }
}

extension KconfigRule {
  /// Holds the rule against a configuration that goes by `name`.
  ///
  /// `pattern` tells whether a pattern, its first argument, fits a name; without it, `*` stands
  /// for any text and `?` for one byte.
  public func verdict(
    on file: KconfigFile, named name: String,
    matching pattern: ((String, String) -> Bool)? = nil
  ) -> KconfigVerdict {
    let matches = pattern ?? { Wildcard($0).matches($1) }
    if let pattern = condition.reference, !matches(pattern, name) { return .notApplicable }
    if !condition.set.allSatisfy({ $0.isMet(by: file) }) { return .notApplicable }
    if !condition.architectures.isEmpty {
      guard let architecture = file.goArchitecture else {
        return .undecided("its options name no known architecture")
      }
      guard condition.architectures.contains(where: { isSameArchitecture($0, architecture) })
      else { return .notApplicable }
    }
    if let kernel = condition.kernel {
      guard let version = file.kernelVersion else {
        return .undecided("its header names no kernel release")
      }
      guard kernel.holds(for: version) else { return .notApplicable }
    }
    return demandVerdict(on: file, named: name, matching: matches)
  }

  private func demandVerdict(
    on file: KconfigFile, named name: String,
    matching matches: @escaping (String, String) -> Bool
  ) -> KconfigVerdict {
    var shortfalls = require.filter { !$0.isMet(by: file) }.map {
      KconfigShortfall.option($0.option, state: file[$0.option], need: $0.description)
    }
    shortfalls += forbid.compactMap { $0.shortfall(in: file) }
    var alternatives: [[KconfigShortfall]] = []
    var undecided: String?
    var holds = any.isEmpty
    for rule in any {
      switch rule.verdict(on: file, named: name, matching: matches) {
      case .met: holds = true
      case .notApplicable: break
      case .undecided(let reason): undecided = undecided ?? reason
      case .unmet(let missing): alternatives.append(missing)
      }
    }
    if !holds {
      if let undecided, shortfalls.isEmpty { return .undecided(undecided) }
      if undecided == nil, !alternatives.isEmpty { shortfalls.append(.alternatives(alternatives)) }
    }
    return shortfalls.isEmpty ? .met : .unmet(shortfalls)
  }
}

/// Whether a recipe's architecture is a kernel's: `arm5`, `arm6` and `arm7` are all `arm` to it.
private func isSameArchitecture(_ name: String, _ goArchitecture: String) -> Bool {
  name == goArchitecture || (goArchitecture == "arm" && ["arm5", "arm6", "arm7"].contains(name))
}
