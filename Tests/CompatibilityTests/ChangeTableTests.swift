import Compatibility
import TestSupport
import Testing

/// Every kind of change, provoked, found, and held against abidiff.
@Suite struct ChangeTableTests {
  private func words(_ changes: [CompatibilityChange]) -> [String] {
    changes.filter { $0.rule != .typeEvidence }.map { change in
      var words = "\(change.verdict.rawValue) \(change.rule.rawValue)"
      if let symbol = change.symbol { words += " \(symbol)" }
      if let type = change.type { words += " \(type)" }
      if let member = change.member { words += "::\(member)" }
      return words
    }.sorted()
  }

  /// The symbols that came and went, as abidiff counts.
  private func sets(_ changes: [CompatibilityChange]) -> (removed: Set<String>, added: Set<String>)
  {
    var removed: Set<String> = []
    var added: Set<String> = []
    for change in changes {
      switch change.rule {
      case .functionRemoved, .variableRemoved: removed.insert(change.old ?? "")
      case .functionAdded, .variableAdded: added.insert(change.new ?? "")
      case .symbolKind where ![change.old, change.new].contains("TLS"):
        // A function that becomes a variable is one less and one more.
        removed.insert(change.symbol ?? "")
        added.insert(change.symbol ?? "")
      default: break
      }
    }
    return (removed, added)
  }

  @Test(arguments: symbolCases + typeCases) func findsTheChange(_ change: ChangeCase) async throws {
    try await expectFound(change)
  }

  func expectFound(_ change: ChangeCase) async throws {
    let found = changes(try await change.old.interface(), try await change.new.interface())
    #expect(words(found) == change.found.sorted())
    let theirs = try await Abidiff(try await change.old.path(), try await change.new.path())
    #expect(theirs.status == change.abidiff)
    #expect(sets(found).removed == theirs.removed)
    #expect(sets(found).added == theirs.added)

    // What abidiff is sure of, we say; what it sees nothing of, we do not call breaking without
    // a reason of our own.
    let isBreaking = found.contains { $0.verdict == .breaking }
    if theirs.isIncompatible { #expect(isBreaking || change.disagreement != nil) }
    if isBreaking, !theirs.isIncompatible { #expect(change.disagreement != nil) }
    if theirs.isChanged { #expect(!found.isEmpty) }
  }

  @Test(arguments: symbolCases + typeCases)
  func findsWhatSymbolsTell(_ change: ChangeCase) async throws {
    let (old, new) = (try await change.old.strippedPath(), try await change.new.strippedPath())
    let found = changes(try read(old), try read(new))
    #expect(words(found) == (change.stripped ?? change.found).sorted())
    let theirs = try await Abidiff(old, new)
    #expect(theirs.status == change.abidiffStripped)
    #expect(sets(found).removed == theirs.removed)
    #expect(sets(found).added == theirs.added)
    // Missing types are never taken for equal ones.
    let evidence = found.filter { $0.rule == .typeEvidence }
    #expect(evidence.allSatisfy { $0.verdict == .undefined })
    // Without a symbol in both, there is nothing whose type would matter.
    #expect(evidence.count == (change.name == "versions go" ? 0 : 1))
  }

  /// The same sources for other processors, one of them big-endian: nothing depends on the host.
  @Test(arguments: [TestArchitecture.arm64, .s390x, .i386])
  func findsTheSameElsewhere(_ architecture: TestArchitecture) async throws {
    let portable = ["a member in the middle", "a bit field's width", "an enumeration's order"]
    let cases =
      symbolCases.filter { $0.name.hasPrefix("a function") }
      + typeCases.filter { portable.contains($0.name) }
    for var change in cases where change.name != "a function is chosen at run time" {
      change.old.architecture = architecture
      change.new.architecture = architecture
      let found = changes(try await change.old.interface(), try await change.new.interface())
      #expect(words(found) == change.found.sorted(), "\(change.name)")
    }
  }

  @Test(arguments: ["-gdwarf-4", "-gdwarf-5 -fdebug-types-section", "-gdwarf-5 -gz"])
  func findsTheSameInOtherForms(_ flags: String) async throws {
    for var change in typeCases {
      change.new.flags = flags.split(separator: " ").map(String.init)
      let found = changes(try await change.old.interface(), try await change.new.interface())
      #expect(words(found) == change.found.sorted(), "\(change.name)")
    }
  }
}
