import Diagnostics
import TestSupport
import Testing

@testable import Recipe

struct GlobPatternTests {
  @Test(arguments: [
    ("a", "a", true), ("a", "b", false), ("a", "ab", false), ("", ".", true),
    ("*.txt", "a.txt", true), ("*.txt", ".txt", true), ("*.txt", "d/a.txt", false),
    ("d/*", "d/a", true), ("d/*", "d/s/a", false), ("d/**", "d/s/a", true),
    ("d/**/*.txt", "d/a.txt", false), ("d/**/*.txt", "d/s/a.txt", true),
    ("**/a", "a", false), ("**/a", "x/y/a", true), ("**.txt", "x/y/a.txt", true),
    ("***", "x/y", true), ("?", "a", true), ("?", "/", false), ("?", "é", true), ("?", "", false),
    ("[abc]", "b", true), ("[abc]", "d", false), ("[!b]", "a", true), ("[!b]", "b", false),
    ("[!b]", "/", false), ("[a-c]x", "bx", true), ("[ax-z]", "y", true), ("[^b]", "^", true),
    ("[^b]", "a", false), ("[\\]]", "]", true), ("[a-]", "-", true), ("[!a-c]", "d", true),
    ("{a,b}", "b", true), ("{a,b}", "c", false), ("{a,{b,c}d}", "cd", true), ("{,a}b", "b", true),
    ("{*,s/*}.txt", "s/b.txt", true), ("{a}", "a", true), ("x{a,b}y{c,d}", "xbyd", true),
    ("\\*", "*", true), ("\\*", "a", false), ("w\\[1\\]", "w[1]", true),
    ("./a", "a", true), ("a//b/", "a/b", true), ("/a/*", "/a/b", true),
  ])
  func matches(_ pattern: String, _ path: String, _ expected: Bool) throws {
    #expect(try GlobPattern(pattern).matches(path) == expected)
  }

  @Test(arguments: [
    ("[", "a '[' is not closed"), ("[a", "a '[' is not closed"), ("[]", "a '[' has nothing in it"),
    ("[c-a]", "a range runs backwards"), ("{a", "a '{' is not closed"),
    ("a}", "a '}' closes nothing"),
    ("a]", "a ']' closes nothing"), ("a\\", "a '\\' stands at the end"),
    ("[a\\", "a '[' is not closed"),
    ("{{{{{{{{{a}}}}}}}}}", "braces nest too deep"),
  ])
  func refuses(_ pattern: String, _ words: String) {
    let error = #expect(throws: Diagnostic.self) { try GlobPattern(pattern) }
    #expect(error?.code == "recipe.invalid-glob")
    #expect(error?.message == "'\(pattern)' is no pattern: \(words)")
  }

  @Test(arguments: [
    ("a/b", "a/b"), ("a/*.x", "a"), ("*.x", "."), ("/a/?", "/a"), ("/*", "/"), ("a/{b/c,d}", "a"),
    ("a\\*b/c", "a*b/c"), ("a\\*b/*", "."), ("../a/*", "../a"),
  ])
  func rootsHoldEveryMatch(_ pattern: String, _ expected: String) throws {
    #expect(try GlobPattern(pattern).root == expected)
  }

  @Test func directoriesStandForWhatTheyHold() throws {
    let pattern = try GlobPattern("d/s*")
    #expect(pattern.selects("d/sub/deep/f"))
    #expect(pattern.selects("d/s"))
    #expect(!pattern.selects("d/t/s"))
  }

  @Test func literalsMatchThemselves() throws {
    #expect(GlobPattern(literally: "./w[1]/*").matches("w[1]/*"))
    #expect(!GlobPattern(literally: "*").matches("a"))
    #expect(try GlobPattern("a\\*b").literal == "a*b")
    #expect(try GlobPattern("a*b").literal == nil)
  }

  @Test func lengthHasAnEnd() {
    let error = #expect(throws: Diagnostic.self) {
      try GlobPattern(String(repeating: "a", count: 4097))
    }
    #expect(error?.message == "the pattern is longer than 4096 bytes")
  }

  @Test func timeStaysProportional() throws {
    let path = String(repeating: "a", count: 2000)
    let stars = try GlobPattern(String(repeating: "*a", count: 100) + "b")
    let braces = try GlobPattern(String(repeating: "{a,a,*}", count: 100) + "b")
    let time = processorTime {
      #expect(!stars.matches(path))
      #expect(!braces.matches(path))
    }
    #expect(time < 10)
  }

  @Test func truncationNeverTraps() {
    let pattern = "a/{b,[!c-d\\]]*?,{**,e}}\\*/é[x-z]"
    for end in 0...pattern.utf8.count {
      let text = String(decoding: pattern.utf8.prefix(end), as: UTF8.self)
      if let glob = try? GlobPattern(text) { _ = glob.matches("a/b*/éy") }
    }
  }
}
