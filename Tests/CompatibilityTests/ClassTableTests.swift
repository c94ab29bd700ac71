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

  /// What the standard library's templates are made of, by two compilers and in several forms.
  @Test(arguments: [
    ["g++"], ["g++", "-gdwarf-4", "-O2"], ["g++", "-fdebug-types-section"],
    ["clang++", "-fuse-ld=bfd"], ["clang++", "-fuse-ld=bfd", "-gdwarf-4", "-fstandalone-debug"],
  ])
  func comparesLargeInterfaces(_ command: [String]) async throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.write(Self.large, to: "a.cc")
    let common = ["-std=c++17", "-g", "-shared", "-fPIC"]
    try await succeed("g++", common + ["-o", scratch["old.so"], file])
    try await succeed(
      command[0], command.dropFirst() + common + ["-o", scratch["new.so"], file])
    let (one, other) = (try read(scratch["old.so"]), try read(scratch["new.so"]))
    let (old, new) = try await (names(scratch["old.so"]), names(scratch["new.so"]))
    for (found, gone) in [
      (changes(one, other), old.subtracting(new)), (changes(other, one), new.subtracting(old)),
    ] {
      let isRemoval = { (change: CompatibilityChange) in
        [.functionRemoved, .variableRemoved].contains(change.rule)
      }
      #expect(Set(found.filter(isRemoval).compactMap(\.symbol)) == gone)
      #expect(found.filter { $0.verdict == .breaking && !isRemoval($0) } == [])
    }
  }

  /// The symbols a library defines for others, by `nm`.
  private func names(_ path: String) async throws -> Set<String> {
    let lines = try await succeed("nm", ["-D", "--defined-only", "-P", path])
    return Set(
      lines.split(separator: "\n").compactMap { $0.split(separator: " ").first }.map(String.init))
  }

  private static let large = """
    #include <functional>
    #include <map>
    #include <memory>
    #include <optional>
    #include <stdexcept>
    #include <string>
    #include <variant>
    #include <vector>
    namespace app {
    enum class Level : unsigned char { low, high };
    struct Point { double x, y; };
    struct Shape {
      virtual ~Shape(); virtual double area() const = 0; virtual void move(Point by); Point at{};
    };
    struct Named : virtual Shape {
      explicit Named(std::string n); std::string name; double area() const override;
    };
    struct Circle final : Named {
      Circle(std::string n, double r); double area() const override; void move(Point) override;
      double r;
    };
    struct Options {
      std::map<std::string, std::vector<int>> values; std::function<int(Point)> call;
      std::optional<Level> level; std::variant<int, std::string> v;
      std::unique_ptr<Shape> s; std::shared_ptr<Named> n; std::unique_ptr<long[]> numbers;
    };
    struct Error : std::runtime_error { Error(const char *w, int c); int code; };
    template <int N> struct Slot { int value; };
    struct Pair : Slot<1>, Slot<2> { int sum() const; };
    Shape::~Shape() {} void Shape::move(Point by) { at.x += by.x; }
    Named::Named(std::string n) : name(n) {} double Named::area() const { return 0; }
    Circle::Circle(std::string n, double r) : Named(n), r(r) {}
    double Circle::area() const { return r; } void Circle::move(Point by) { Shape::move(by); }
    Error::Error(const char *w, int c) : std::runtime_error(w), code(c) {}
    int Pair::sum() const { return Slot<1>::value + Slot<2>::value; }
    int run(const Options &o, Level l) { if (l == Level::high) throw Error("", 1); return o.v.index(); }
    Point sum(std::vector<Point> all, Point p) { return all.empty() ? p : all[0]; }
    std::pair<int, std::string> pair(int a) { return {a, "x"}; }
    std::function<int(int)> adder(int by) { return [by](int a) { return a + by; }; }
    union U { int i; float f; }; U u(U x) { return x; }
    struct Bits { unsigned a : 3; bool b : 1; Level l : 2; }; Bits bits(Bits b) { return b; }
    }

    """

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
