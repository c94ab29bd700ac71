import Compatibility
import TestSupport
import Testing

/// Libraries of C++: every change is found, and held against abidiff.
@Suite struct ClassTableTests {
  @Test(arguments: classCases) func findsTheChange(_ change: ChangeCase) async throws {
    try await ChangeTableTests().expectFound(change)
  }

  /// What another compiler calls things makes no difference.
  @Test(arguments: [
    "struct A { virtual int f(); virtual ~A(); int a; }; int A::f() { return a; } A::~A() {}",
    "enum class E : short { A = -1, B }; struct S { unsigned long a : 3; E e; bool b; ~S(); };\n"
      + "S::~S() {} S f(S s, unsigned char c) { (void)c; return s; }",
    "#include <string>\n#include <vector>\n"
      + "struct S { std::string n; std::vector<long> v; }; int f(const S &s) { return s.v.size(); }",
    "template <class T> struct Box { T t; T get(); }; template <class T> T Box<T>::get()"
      + "{ return t; } template struct Box<unsigned long>;",
  ])
  func comparesCompilers(_ source: String) async throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.write(source + "\n", to: "a.cc")
    for compiler in ["g++", "clang++"] {
      try await succeed(
        compiler,
        ["-std=c++17", "-g", "-shared", "-fPIC", "-o", scratch["\(compiler).so"], file]
          + (compiler == "g++" ? [] : ["-fuse-ld=bfd"]))
    }
    let (one, other) = (try read(scratch["g++.so"]), try read(scratch["clang++.so"]))
    for found in [changes(one, other), changes(other, one)] {
      // Which of the functions in headers are there is the compiler's choice.
      let rest = found.filter { $0.verdict == .breaking && $0.rule != .functionRemoved }
      #expect(rest == [])
    }
  }

  /// A class whose methods nobody can see is not taken for unchanged.
  @Test func aTableAloneDecidesNothing() async throws {
    let source = """
      struct __attribute__((visibility("default"))) A {
        __attribute__((visibility("hidden"))) virtual int f(); int a;
      };
      int A::f() { return a; }

      """
    let flags = ["-std=c++17", "-Wl,--no-as-needed", "-lstdc++"]
    let old = Version(source: source, flags: flags)
    let new = Version(source: source.replacing("return a", with: "return a + 1"), flags: flags)
    let found = changes(try await old.interface(), try await new.interface())
    #expect(found.map(\.symbol) == ["_ZTI1A", "_ZTV1A"])
    #expect(found.allSatisfy { $0.rule == .typeUnknown && $0.verdict == .undefined })
  }
}
