import TestSupport
import Testing

@testable import Stages

struct PayloadPlanTests {
  /// What a plan does, step by step: the path, and which packages take part.
  private func steps(_ packages: [[PackageEntry]]) -> [String] {
    PayloadMembers(packages).map { member in
      let path = member.entries.compactMap(\.self).first?.path ?? "?"
      return path + " " + member.entries.map { $0 == nil ? "-" : "x" }.joined()
    }
  }

  @Test func nothing() {
    #expect(steps([]) == [])
    #expect(steps([[], []]) == [])
  }

  @Test func sharedFilesAreOneStep() {
    let rpm = [PackageEntry.file("/a", [1], identity: "s"), .file("/c", [2], identity: "c")]
    let deb = [PackageEntry.directory("/"), .file("/a", [1], identity: "s"), .file("/b", [3])]
    #expect(steps([rpm, deb]) == ["/ -x", "/a xx", "/b -x", "/c x-"])
    #expect(steps([deb, rpm]) == ["/ x-", "/a xx", "/b x-", "/c -x"])
    #expect(steps([rpm]) == ["/a x", "/c x"])
  }

  @Test func otherBytesUnderOnePathAreTwoSteps() {
    let one = [PackageEntry.file("/a", [1], identity: "one"), .directory("/b")]
    let two = [PackageEntry.file("/a", [2, 2], identity: "two"), .file("/b", [])]
    let plan = Array(PayloadMembers([one, two, one]))
    #expect(steps([one, two, one]) == ["/a x-x", "/a -x-", "/b x-x", "/b -x-"])
    #expect(plan.map { $0.content?.size } == [1, 2, nil, 0])
  }

  @Test func directoriesAndLinksShareStepsToo() {
    let link = PackageEntry(
      path: "/l", kind: .symlink(target: "a"), permissions: 0o777, modified: 0)
    let other = PackageEntry(
      path: "/l", kind: .symlink(target: "b"), permissions: 0o777, modified: 0)
    let plan = Array(PayloadMembers([[.directory("/d"), link], [.directory("/d"), other]]))
    #expect(plan.count == 2)
    // Each keeps its own entry.
    #expect(
      plan[1].entries.map { $0?.archiveEntry(inode: 1)?.kind } == [
        .symlink(target: "a"), .symlink(target: "b"),
      ])
  }

  /// Laws for any packages: each sees its own entries in its own order, paths never go back, and
  /// what shares a step has the same origin.
  @Test(arguments: 0..<40) func laws(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let packages = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
      (0..<30).filter { _ in Bool.random(using: &generator) }.map { number in
        PackageEntry.file(
          "/\(number % 10)/\(number)", [], identity: "\(Int.random(in: 0..<2, using: &generator))")
      }.sortedByPath
    }
    let plan = Array(PayloadMembers(packages))
    for (index, package) in packages.enumerated() {
      let seen = plan.compactMap { $0.entries[index] }
      #expect(seen.map(\.path) == package.map(\.path))
      #expect(seen.map(\.identity) == package.map(\.identity))
    }
    for member in plan {
      let entries = member.entries.compactMap(\.self)
      #expect(Set(entries.map(\.path)).count == 1 && Set(entries.map(\.identity)).count == 1)
    }
    let paths = plan.compactMap { $0.entries.compactMap(\.self).first?.path }
    #expect(
      zip(paths, paths.dropFirst()).allSatisfy { !$1.utf8.lexicographicallyPrecedes($0.utf8) })
  }

  @Test func parentsComeFirst() {
    #expect(parents(of: "/usr/share/doc/x") == ["/usr", "/usr/share", "/usr/share/doc"])
    #expect(parents(of: "/x") == [])
    #expect(parents(of: "/") == [])
    let all = withParents(
      [.file("/usr/bin/hello", []), .directory("/usr/share"), .file("/usr-x", [])], date: 7)
    #expect(
      all.map(\.path) == ["/usr", "/usr-x", "/usr/bin", "/usr/bin/hello", "/usr/share"])
    #expect(all.map(\.modified) == [7, 1_700_000_000, 7, 1_700_000_000, 1_700_000_000])
    #expect(all[0].permissions == 0o755)
  }

  @Test func ghostsAreNoMembers() {
    let ghost = PackageEntry(path: "/var/log/x", kind: .ghost, permissions: 0o600, modified: 0)
    #expect(ghost.archiveEntry(inode: 1) == nil)
    #expect(debianMembers([ghost], date: 0).isEmpty)
    #expect(debianMembers([ghost, .file("/a/b", [])], date: 0).map(\.path) == ["/a", "/a/b"])
  }

  /// The root is in every data archive already, whatever a recipe says of it.
  @Test func theRootIsThereOnce() {
    let members = debianMembers([.directory("/"), .file("/a", [])], date: 0)
    #expect(members.map(\.path) == ["/a"])
  }
}
