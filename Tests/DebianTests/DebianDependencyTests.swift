import Bytes
import Debian
import Diagnostics
import TestSupport
import Testing

@Suite struct DebianDependencyTests {
  @Test(arguments: [
    ("", ""), ("  \n ", ""), ("a", "a"), ("a(>=1)", "a (>= 1)"),
    ("a (>= 1.2) | b:any [amd64]", "a (>= 1.2) | b:any [amd64]"),
    ("a  ,\n b(<<1:2-3)|c ( = 4~rc1 ) ,d", "a, b (<< 1:2-3) | c (= 4~rc1), d"),
    ("a:armhf (>> 1) [ !i386  !amd64 ]", "a:armhf (>> 1) [!i386 !amd64]"),
    ("libstdc++6 (<= 1.0-1)", "libstdc++6 (<= 1.0-1)"), ("a [linux-any]|b", "a [linux-any] | b"),
  ])
  func `lists are read and written`(_ text: String, _ written: String) throws {
    let list = try DebianDependencyList(text)
    #expect(list.description == written)
    #expect(try DebianDependencyList(written) == list)
  }

  @Test(arguments: [
    ("a,,b", "package name", 2), ("a,", "package name", 2), (",a", "package name", 0),
    ("a |", "package name", 3), ("A", "package name", 0), ("a b", "relation", 2),
    ("a (1)", "relation", 3), ("a (< 1)", "relation", 3), ("a (>= 1", "relation", 7),
    ("a (>= )", "upstream version", 6), ("a (>= 1 2)", "relation", 8),
    ("a (>= x)", "upstream version", 6),
    ("a (= 1-)", "revision", 7), ("a:", "architecture", 2), ("a:any:b", "relation", 5),
    ("a [", "architecture", 3), ("a []", "architecture", 3), ("a [!x y]", "architecture", 6),
    ("a <!nocheck>", "relation", 2), ("a (= 1) (= 2)", "relation", 8),
    ("a (=1_2)", "upstream version", 5),
    ("${misc:Depends}", "package name", 0), ("a (>= 1:)", "upstream version", 8),
    ("a >= 1", "relation", 2), ("b_c", "package name", 1), ("a)", "relation", 1),
  ])
  func `errors name the part and the byte`(_ text: String, _ field: String, _ offset: Int) throws {
    let error = try #require(throws: MalformedInput.self) { try DebianDependencyList(text) }
    #expect(error.field == field)
    #expect(error.offset == offset)
  }

  @Test func `one dependency has no comma`() throws {
    #expect(try DebianDependency("a | b").alternatives.map(\.name.text) == ["a", "b"])
    #expect(throws: MalformedInput(.invalidValue, at: 1)) { try DebianDependency("a, b") }
    #expect(throws: MalformedInput(.truncated, at: 0)) { try DebianDependency("") }
  }

  @Test func `truncation and mutation at every byte are no trap`() {
    let text = Array("a (>= 1:1.2~rc-3) | b:any [!amd64 !i386], c (= 2)".utf8)
    for count in 0...text.count {
      _ = try? DebianDependencyList(String(decoding: text.prefix(count), as: UTF8.self))
    }
    for index in text.indices {
      for byte in [0, 10, 32, 40, 41, 44, 58, 91, 93, 124, 0xff] as [UInt8] {
        var mutant = text
        mutant[index] = byte
        let string = String(decoding: mutant, as: UTF8.self)
        guard let list = try? DebianDependencyList(string) else { continue }
        #expect((try? DebianDependencyList(list.description)) == list, "\(string)")
      }
    }
  }

  @Test func `Dpkg::Deps writes lists the same way`() async throws {
    let lists = [
      "a", "a(>=1)|b , c", "a (<< 1:2-3), b (= 4~rc1), c:any (>> 5)", "d (<= 1) | e | f:amd64",
    ]
    for list in lists {
      let theirs = try await succeed(
        "perl", ["-MDpkg::Deps", "-e", "print deps_parse($ARGV[0])->output()", list])
      #expect(try DebianDependencyList(list).description == theirs)
    }
  }

  @Test(arguments: [
    "amd64", "any", "linux-any", "any-amd64", "linux-amd64", "i386", "armhf", "any-arm",
    "linux-arm", "any-armhf", "kfreebsd-any", "hurd-any", "any-i386", "arm64", "any-arm64",
    "riscv64", "s390x", "ppc64el", "any-ppc64el", "mips64el",
  ])
  func `restrictions hold where dpkg-architecture says so`(_ wildcard: String) async throws {
    for architecture in ["amd64", "i386", "armhf", "armel", "arm64", "riscv64", "ppc64el"] {
      let result = try await run(
        "dpkg-architecture", ["-a\(architecture)", "-i\(wildcard)"],
        environment: ["CC": "true"])
      let relation = try DebianDependency("a [\(wildcard)]").alternatives[0]
      let name = try DebianArchitectureName(architecture)
      #expect(relation.applies(to: name) == (result.status == 0), "\(architecture) \(wildcard)")
      let negated = try DebianDependency("a [!\(wildcard)]").alternatives[0]
      #expect(negated.applies(to: name) == (result.status != 0), "\(architecture) !\(wildcard)")
    }
  }

  @Test func `a list is reduced to one architecture`() throws {
    let list = try DebianDependencyList("a [amd64], b [i386] | c [any], d:any (= 1) [!arm64]")
    #expect(try list.reduced(for: .init("amd64")).description == "a, c, d:any (= 1)")
    #expect(try list.reduced(for: .init("i386")).description == "b | c, d:any (= 1)")
    #expect(try list.reduced(for: .init("arm64")).description == "c")
    #expect(DebianRelation(try .init("a")).applies(to: .all))
    #expect(try !DebianDependency("a [amd64]").alternatives[0].applies(to: .all))
  }

  @Test(arguments: [
    (RelationField.conflicts, "a | b", "debian.alternatives-not-allowed"),
    (.breaks, "a | b", "debian.alternatives-not-allowed"),
    (.provides, "a | b", "debian.alternatives-not-allowed"),
    (.replaces, "a | b", "debian.alternatives-not-allowed"),
    (.provides, "a (>= 1)", "debian.inexact-provides"),
    (.depends, "a b", "debian.bad-dependency"),
  ])
  func `fields refuse what dpkg refuses in them`(
    _ field: RelationField, _ text: String, _ code: String
  ) {
    let place = SpecLocation(file: "pkg.yaml", line: 3, column: 5)
    let problems = #expect(throws: Diagnostics.self) {
      try DebianDependencyList.require(text, in: field, at: place)
    }
    #expect(problems?.all.map(\.code) == [code])
    #expect(problems?.all.map(\.location) == [place])
  }

  @Test func `restrictions may be written, to be reduced later`() throws {
    #expect(try DebianDependencyList.require("a [amd64]", in: .depends).dependencies.count == 1)
  }
}
