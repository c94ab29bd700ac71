/// Changes somebody makes to a library of C++, beside those of ``symbolCases`` and ``typeCases``.
let classCases: [ChangeCase] = layoutCases + virtualCases + passingCases + nameCases

private func classCase(
  _ name: String, _ old: String, _ new: String, _ found: [String], _ abidiff: Int32,
  disagreement: String? = nil
) -> ChangeCase {
  // What is not in the C library is needed of one that both versions name.
  let flags = ["-std=c++17", "-O1", "-Wl,--no-as-needed", "-lstdc++"]
  return ChangeCase(
    name: name, old: Version(source: old, flags: flags), new: Version(source: new, flags: flags),
    found: found, stripped: nil, abidiff: abidiff, abidiffStripped: 0,
    disagreement: disagreement
      ?? (abidiff == 4 ? "abidiff leaves types for a person to judge" : nil))
}

private let get = "int A::f() { return a; }"
private let box = "template <class T> T Box<T>::get() { return t; }"
private let string = "#include <string>\n"

private let layoutCases: [ChangeCase] = [
  classCase(
    "a private member", "class A { int a; public: int f(); }; \(get)",
    "class A { int a; int b; public: int f(); }; \(get)",
    ["BREAKING member-added class A::b", "BREAKING type-size class A"], 4),
  classCase(
    "who may see a member", "class A { int a; public: int f(); }; \(get)",
    "class A { public: int a; int f(); }; \(get)", [], 0),
  classCase(
    "a base class grows", "struct B { int x; }; struct A : B { int a; int f(); }; \(get)",
    "struct B { int x; int y; }; struct A : B { int a; int f(); }; \(get)",
    [
      "BREAKING member-added struct B::y", "BREAKING member-offset struct A::a",
      "BREAKING type-size struct A", "BREAKING type-size struct B",
    ], 4),
  classCase(
    "base classes change places",
    "struct B { int b; }; struct C { int c; }; struct A : B, C { int a; int f(); }; \(get)",
    "struct B { int b; }; struct C { int c; }; struct A : C, B { int a; int f(); }; \(get)",
    ["BREAKING member-offset struct A::(base B)", "BREAKING member-offset struct A::(base C)"], 4),
  classCase(
    "another base class that looks the same",
    "struct B { int x; }; struct C { int x; }; struct A : B { int a; int f(); }; \(get)",
    "struct B { int x; }; struct C { int x; }; struct A : C { int a; int f(); }; \(get)",
    ["NON_BREAKING type-renamed struct C", "UNDEFINED member-type struct A::(base B)"], 4),
  classCase(
    "an empty base class goes", "struct E {}; struct A : E { int a; int f(); }; \(get)",
    "struct E {}; struct A { int a; int f(); }; \(get)",
    ["UNDEFINED member-removed struct A::(base E)"], 4),
  classCase(
    "an instance of a template",
    "template <class T> struct Box { T t; T get(); }; \(box) template struct Box<int>;",
    "template <class T> struct Box { T t; T u; T get(); }; \(box) template struct Box<int>;",
    ["BREAKING member-added struct Box<int>::u", "BREAKING type-size struct Box<int>"], 4),
  classCase(
    "a type of an unnamed namespace",
    "namespace { struct P { int a; }; } struct A { P *p; int f(); }; int A::f() { return p->a; }",
    """
    namespace { struct P { int a; int b; }; } struct A { P *p; int f(); };
    int A::f() { return p->a; }
    """,
    [
      "BREAKING member-added struct (anonymous namespace)::P::b",
      "BREAKING type-size struct (anonymous namespace)::P",
    ], 4),
  classCase(
    "a truth value becomes a character", "struct A { bool a; int f(); }; \(get)",
    "struct A { char a; int f(); }; \(get)", ["BREAKING member-type struct A::a"], 4),
  classCase(
    "a member behind a string",
    string + "struct S { std::string n; int a; }; int f(const S &s) { return s.a; }",
    string + "struct S { std::string n; int b; int a; }; int f(const S &s) { return s.a; }",
    ["BREAKING member-added struct S::b", "BREAKING member-offset struct S::a"], 4),
  classCase(
    "what a reference leads to", "struct A { int a; }; int g(A &&x) { return x.a; }",
    "struct A { long a; }; int g(A &&x) { return x.a; }",
    ["BREAKING member-type struct A::a", "BREAKING type-size struct A"], 4),
  classCase(
    "the values of a scoped enumeration", "enum class E { A, B }; int f(E e) { return (int)e; }",
    "enum class E { B, A }; int f(E e) { return (int)e; }",
    ["BREAKING enumerator-value enum E::A", "BREAKING enumerator-value enum E::B"], 4),
  classCase(
    "the size of a scoped enumeration",
    "enum class E : int { A, B }; int f(E *e) { return (int)*e; }",
    "enum class E : char { A, B }; int f(E *e) { return (int)*e; }",
    ["BREAKING type-size enum E"], 4),
  classCase(
    "a value more in a scoped enumeration", "enum class E { A }; int f(E e) { return (int)e; }",
    "enum class E { A, B }; int f(E e) { return (int)e; }",
    ["NON_BREAKING enumerator-added enum E::B"], 0),
]

private let polymorphic = "struct A { virtual int f(); virtual int g(); int a; };"
private let both = "int A::f() { return a; } int A::g() { return 2; }"
private let bases = "struct B { virtual int f(); virtual ~B(); int b; }; int B::f() { return b; }"
private let two = """
  struct A { virtual int f(); int a; }; struct B { virtual int g(); int b; };
  struct C : A, B { int f() override; int g() override; };
  struct V : virtual B { V(); int c; };
  int A::f() { return 1; } int B::g() { return 2; } int C::f() { return 3; }
  V::V() : c(1) {}

  """

private let virtualCases: [ChangeCase] = [
  classCase(
    "the body of a virtual function", "\(polymorphic) \(both)",
    "\(polymorphic) \(both)".replacing("return 2", with: "return 3"), [], 0),
  classCase(
    "the body of one that is reached through thunks", two + "int C::g() { return 4; }",
    two + "int C::g() { return 5; }", [], 0),
  classCase(
    "virtual functions change places", "\(polymorphic) \(both)",
    "struct A { virtual int g(); virtual int f(); int a; }; \(both)",
    ["BREAKING virtual-functions struct A"], 12),
  classCase(
    "a virtual function comes", "struct A { virtual int f(); int a; }; \(get)",
    "\(polymorphic) \(both)",
    [
      "BREAKING var-size _ZTV1A", "BREAKING virtual-functions struct A",
      "NON_BREAKING fn-added _ZN1A1gEv",
    ], 12),
  classCase(
    "a virtual function goes", "\(polymorphic) \(both)",
    "struct A { virtual int f(); int a; }; \(get)",
    [
      "BREAKING fn-removed _ZN1A1gEv", "BREAKING var-size _ZTV1A",
      "BREAKING virtual-functions struct A",
    ], 12),
  classCase(
    "a virtual function is overridden",
    "\(bases) B::~B() {} struct A : B { virtual int h(); }; int A::h() { return 1; }",
    """
    \(bases) B::~B() {} struct A : B { virtual int h(); int f() override; };
    int A::h() { return 1; } int A::f() { return 2; }
    """, ["NON_BREAKING fn-added _ZN1A1fEv", "UNDEFINED virtual-functions struct A"], 12,
    disagreement: "what programs derive goes on calling the base class, which may be as well"),
  classCase(
    "a table of a template",
    """
    template <class T> struct Box { T t; T get(); virtual T first() { return t; } };
    \(box) template struct Box<int>;
    """,
    """
    template <class T> struct Box { T t; T get(); virtual T first() { return t + 1; } };
    \(box) template struct Box<int>;
    """, [], 0),
  classCase(
    "an exception grows",
    "struct E { virtual ~E(); }; E::~E() {} int f() { throw E(); }",
    "struct E { virtual ~E(); int c; }; E::~E() {} int f() { throw E(); }",
    ["BREAKING member-added struct E::c", "BREAKING type-size struct E"], 4),
]

private let passingCases: [ChangeCase] = [
  classCase(
    "a class gets a destructor, and goes by address",
    "struct S { int a; }; int f(S s) { return s.a; }",
    "struct S { int a; ~S(); }; S::~S() {} int f(S s) { return s.a; }",
    [
      "BREAKING param-type _Z1f1S", "NON_BREAKING fn-added _ZN1SD1Ev",
      "NON_BREAKING fn-added _ZN1SD2Ev",
    ], 4),
  classCase(
    "a class gets a copy constructor, and goes by address",
    "struct S { int a; }; S f(int a) { return S{a}; }",
    "struct S { int a; S(int a) : a(a) {} S(const S &o) : a(o.a) {} }; S f(int a) { return S(a); }",
    ["BREAKING return-type _Z1fi"], 0,
    disagreement: "abidiff does not look at how a class is passed"),
  classCase(
    "a class that was always passed by pointer gets a destructor",
    "struct S { int a; }; int f(S *s) { return s->a; }",
    "struct S { int a; ~S(); }; S::~S() {} int f(S *s) { return s->a; }",
    ["NON_BREAKING fn-added _ZN1SD1Ev", "NON_BREAKING fn-added _ZN1SD2Ev"], 4),
  classCase(
    "a method's result", "struct A { int a; int f(); }; \(get)",
    "struct A { int a; long f(); }; long A::f() { return a; }",
    ["BREAKING return-type _ZN1A1fEv"], 4),
  classCase(
    "a static method becomes one of an object",
    "struct A { int a; static int f(int); }; int A::f(int a) { return a; }",
    "struct A { int a; int f(int); }; int A::f(int b) { return b; }",
    ["BREAKING param-count _ZN1A1fEi"], 4),
]

private let nameCases: [ChangeCase] = [
  classCase(
    "a method becomes const", "struct A { int a; int f(); }; \(get)",
    "struct A { int a; int f() const; }; int A::f() const { return a; }",
    ["BREAKING fn-removed _ZN1A1fEv", "NON_BREAKING fn-added _ZNK1A1fEv"], 12),
  classCase(
    "a constructor's parameters", "struct A { int a; A(int); }; A::A(int x) : a(x) {}",
    "struct A { int a; A(int, int); }; A::A(int x, int) : a(x) {}",
    [
      "BREAKING fn-removed _ZN1AC1Ei", "BREAKING fn-removed _ZN1AC2Ei",
      "NON_BREAKING fn-added _ZN1AC1Eii", "NON_BREAKING fn-added _ZN1AC2Eii",
    ], 12),
  classCase(
    "an instance of a template goes",
    """
    template <class T> struct Box { T t; T get(); }; \(box)
    template struct Box<int>; template struct Box<long>;
    """,
    "template <class T> struct Box { T t; T get(); }; \(box) template struct Box<int>;",
    ["BREAKING fn-removed _ZN3BoxIlE3getEv"], 12),
  classCase(
    "an inline namespace", "namespace n { inline namespace v1 { int f() { return 1; } } }",
    "namespace n { inline namespace v2 { int f() { return 1; } } }",
    ["BREAKING fn-removed _ZN1n2v11fEv", "NON_BREAKING fn-added _ZN1n2v21fEv"], 12),
  classCase(
    "the other std::string", string + "int f(const std::string &s) { return s.size(); }",
    "#define _GLIBCXX_USE_CXX11_ABI 0\n" + string
      + "int f(const std::string &s) { return s.size(); }",
    [
      "BREAKING fn-removed _Z1fRKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE",
      "NON_BREAKING fn-added _Z1fRKSs",
    ], 12),
  classCase(
    "the body of a function of strings",
    string + "int f(const std::string &s) { return s.size(); }",
    string + "int f(const std::string &s) { return s.size() + 1; }", [], 0),
  classCase(
    "a static member's type", "struct A { static int n; }; int A::n = 1;",
    "struct A { static long n; }; long A::n = 1;",
    ["BREAKING var-size _ZN1A1nE", "BREAKING var-type _ZN1A1nE"], 4),
  classCase(
    "words that change no code", "struct A { virtual int f(); int a; }; \(get)",
    "struct A final { virtual int f() noexcept; int a; }; int A::f() noexcept { return a; }", [],
    0),
]
