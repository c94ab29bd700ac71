import Compatibility
import TestSupport
import Testing

/// A change somebody makes to a library, and what it means.
struct ChangeCase: Sendable, CustomTestStringConvertible {
  var name: String
  var old: Version
  var new: Version
  /// What we find with debugging information: verdict and rule.
  var found: [String]
  /// What symbols alone tell, when that is not the same but for missing types.
  var stripped: [String]?
  /// abidiff's exit status with and without debugging information.
  var abidiff: Int32
  var abidiffStripped: Int32
  /// Why our verdict is another than abidiff's, where it is.
  var disagreement: String?

  var testDescription: String { name }
}

private let base = """
  int f(int a) { return a; }
  int g(int a) { return a + 1; }
  int v = 1;

  """
private let functions = "int f(int a) { return a; }\nint g(int a) { return a + 1; }\n"
private let structure = "int f(struct s *p) { return p->a; }"
private let enumeration = "int f(enum e x) { return x; }"
private let first = "V1 { global: f; g; local: *; };"

/// Whether abidiff sees no more than symbols does not matter for those.
private func symbolCase(
  _ name: String, _ old: Version, _ new: Version, _ found: [String], _ abidiff: Int32,
  stripped: [String]? = nil, abidiffStripped: Int32? = nil, disagreement: String? = nil
) -> ChangeCase {
  ChangeCase(
    name: name, old: old, new: new, found: found, stripped: stripped ?? found, abidiff: abidiff,
    abidiffStripped: abidiffStripped ?? abidiff, disagreement: disagreement)
}

private func edit(_ text: String, _ replacement: String) -> Version {
  Version(source: base.replacing(text, with: replacement))
}

private func typeCase(
  _ name: String, _ old: String, _ new: String, _ found: [String], _ abidiff: Int32,
  disagreement: String? = nil
) -> ChangeCase {
  ChangeCase(
    name: name, old: Version(source: old), new: Version(source: new), found: found, stripped: [],
    abidiff: abidiff, abidiffStripped: 0, disagreement: disagreement)
}

let symbolCases: [ChangeCase] = [
  symbolCase("only a body changes", Version(source: base), edit("a + 1", "a + 2"), [], 0),
  symbolCase(
    "a function goes", Version(source: base), edit("int g(int a) { return a + 1; }", ""),
    ["BREAKING fn-removed g"], 12),
  symbolCase(
    "a function comes", Version(source: base), edit("int v", "int h(void) { return 0; }\nint v"),
    ["NON_BREAKING fn-added h"], 4),
  symbolCase(
    "a function is hidden", Version(source: base),
    edit("int g", "__attribute__((visibility(\"hidden\"))) int g"), ["BREAKING fn-removed g"], 12),
  symbolCase(
    "a variable goes", Version(source: base), edit("int v = 1;", ""), ["BREAKING var-removed v"],
    12),
  symbolCase(
    "a variable comes", Version(source: base), edit("int v", "int w = 2;\nint v"),
    ["NON_BREAKING var-added w"], 4),
  symbolCase(
    "a function becomes a variable", Version(source: base),
    edit("int g(int a) { return a + 1; }", "int g = 5;"), ["BREAKING symbol-kind g"], 12),
  symbolCase(
    "a variable becomes thread storage", Version(source: base), edit("int v", "__thread int v"),
    ["BREAKING symbol-kind v"], 4, abidiffStripped: 0,
    disagreement: "abidiff does not tell without types, and never calls it incompatible"),
  symbolCase(
    "a function is chosen at run time", Version(source: base),
    edit(
      "int g(int a) { return a + 1; }",
      """
      static int one(int a) { return a + 1; }
      static void *choose(void) { return one; }
      int g(int) __attribute__((ifunc("choose")));
      """), ["NON_BREAKING fn-ifunc g", "UNDEFINED type-unknown g"], 0,
    stripped: ["NON_BREAKING fn-ifunc g"]),
  symbolCase(
    "a function becomes weak", Version(source: base), edit("int g", "__attribute__((weak)) int g"),
    ["NON_BREAKING binding g"], 0),
  symbolCase(
    "a weak function becomes strong", edit("int g", "__attribute__((weak)) int g"),
    Version(source: base), ["NON_BREAKING binding g"], 0),
  symbolCase(
    "a weak function goes", edit("int g", "__attribute__((weak)) int g"),
    edit("int g(int a) { return a + 1; }", ""), ["BREAKING fn-removed g"], 12),
  symbolCase(
    "a function is protected", Version(source: base),
    edit("int g", "__attribute__((visibility(\"protected\"))) int g"),
    ["NON_BREAKING visibility g"], 0),
  symbolCase(
    "a variable is protected", Version(source: base),
    edit("int v", "__attribute__((visibility(\"protected\"))) int v"),
    ["BREAKING visibility v"], 0,
    disagreement: "a program's copy of the variable is no longer the library's"),
  symbolCase(
    "the library is renamed", Version(source: base, flags: ["-Wl,-soname,liba.so.1"]),
    Version(source: base, flags: ["-Wl,-soname,liba.so.2"]), ["BREAKING soname"], 12),
  symbolCase(
    "the library loses its name", Version(source: base, flags: ["-Wl,-soname,liba.so.1"]),
    Version(source: base, flags: ["-Wl,-soname="]), ["BREAKING soname"], 12),
  symbolCase(
    "a version comes", Version(source: functions, versions: first),
    Version(
      source: functions + "int h(void) { return 0; }",
      versions: "\(first) V2 { global: h; } V1;"),
    ["NON_BREAKING fn-added h", "NON_BREAKING version-added"], 4),
  symbolCase(
    "a function moves to another version", Version(source: functions, versions: first),
    Version(source: functions, versions: "V1 { global: f; local: *; }; V2 { global: g; } V1;"),
    [
      "BREAKING fn-removed g", "NON_BREAKING default-version g", "NON_BREAKING version-added",
    ], 12),
  symbolCase(
    "a version goes",
    Version(source: functions, versions: "V1 { global: f; local: *; }; V2 { global: g; } V1;"),
    Version(source: functions, versions: "V1 { global: f; local: *; };"),
    ["BREAKING fn-removed g", "BREAKING version-removed"], 12),
  symbolCase(
    "a version without symbols goes",
    Version(source: functions, versions: "\(first) V2 { } V1;"),
    Version(source: functions, versions: first), ["UNDEFINED version-removed"], 0),
  symbolCase(
    "versions come", Version(source: functions), Version(source: functions, versions: first),
    [
      "NON_BREAKING default-version f", "NON_BREAKING default-version g",
      "NON_BREAKING version-added",
    ], 0),
  symbolCase(
    "the default version moves and the old stays",
    Version(source: functions, versions: "V1 { global: f; g; };"),
    Version(
      source: """
        int f(int a) { return a; }
        int g_old(int a) { return a + 1; }
        int g_new(int a) { return a + 2; }
        __asm__(".symver g_old, g@V1");
        __asm__(".symver g_new, g@@V2");

        """, versions: "V1 { global: f; local: g_old; g_new; }; V2 { } V1;"),
    ["NON_BREAKING default-version g", "NON_BREAKING version-added"], 0),
  symbolCase(
    "versions go", Version(source: functions, versions: first), Version(source: functions),
    [
      "BREAKING fn-removed f", "BREAKING fn-removed g", "BREAKING version-removed",
      "NON_BREAKING default-version f", "NON_BREAKING default-version g",
    ], 12),
]

let typeCases: [ChangeCase] = [
  ChangeCase(
    name: "a variable grows", old: Version(source: base + "int t[4] = {1};"),
    new: Version(source: base + "int t[8] = {1};"),
    found: ["BREAKING var-size t", "BREAKING var-type t"], stripped: ["BREAKING var-size t"],
    abidiff: 4, abidiffStripped: 0, disagreement: "programs hold a copy of the old size"),
  typeCase(
    "a parameter's type", base, base.replacing("g(int a)", with: "g(long a)"),
    ["BREAKING param-type g"], 4, disagreement: "abidiff leaves types for a person to judge"),
  typeCase(
    "another parameter", base, base.replacing("g(int a)", with: "g(int a, int b)"),
    ["BREAKING param-count g"], 4, disagreement: "as above"),
  typeCase(
    "a result's type", base, base.replacing("int g", with: "long g"),
    ["BREAKING return-type g"], 4, disagreement: "as above"),
  typeCase(
    "a member in the middle", "struct s { int a; int b; }; \(structure)",
    "struct s { int a; int c; int b; }; \(structure)",
    [
      "BREAKING member-added struct s::c", "BREAKING member-offset struct s::b",
      "BREAKING type-size struct s",
    ], 4, disagreement: "as above"),
  typeCase(
    "a member at the end", "struct s { int a; int b; }; \(structure)",
    "struct s { int a; int b; int c; }; \(structure)",
    ["BREAKING member-added struct s::c", "BREAKING type-size struct s"], 4,
    disagreement: "as above"),
  typeCase(
    "a member where there was padding", "struct s { long a; int b; }; \(structure)",
    "struct s { long a; int b; int c; }; \(structure)",
    ["NON_BREAKING member-added struct s::c"], 4),
  typeCase(
    "a member goes", "struct s { int a; int b; }; \(structure)",
    "struct s { int a; }; \(structure)",
    ["BREAKING member-removed struct s::b", "BREAKING type-size struct s"], 4,
    disagreement: "as above"),
  typeCase(
    "a member's name", "struct s { int a; int b; }; \(structure)",
    "struct s { int a; int c; }; \(structure)", ["NON_BREAKING member-renamed struct s::b"], 0),
  typeCase(
    "a member's type", "struct s { int a; int b; }; \(structure)",
    "struct s { int a; float b; }; \(structure)", ["BREAKING member-type struct s::b"], 4,
    disagreement: "as above"),
  typeCase(
    "a bit field's width", "struct s { unsigned a : 3; unsigned b : 5; }; \(structure)",
    "struct s { unsigned a : 4; unsigned b : 5; }; \(structure)",
    ["BREAKING member-offset struct s::b", "BREAKING member-type struct s::a"], 4,
    disagreement: "as above"),
  typeCase(
    "an enumeration's order", "enum e { A, B }; \(enumeration)", "enum e { B, A }; \(enumeration)",
    ["BREAKING enumerator-value enum e::A", "BREAKING enumerator-value enum e::B"], 4,
    disagreement: "as above"),
  typeCase(
    "a value more", "enum e { A, B }; \(enumeration)", "enum e { A, B, C }; \(enumeration)",
    ["NON_BREAKING enumerator-added enum e::C"], 0),
  typeCase(
    "a value less", "enum e { A, B }; \(enumeration)", "enum e { A }; \(enumeration)",
    ["BREAKING enumerator-removed enum e::B"], 4, disagreement: "as above"),
  typeCase(
    "a union grows", "union u { int a; }; int f(union u *p) { return p->a; }",
    "union u { int a; long b; }; int f(union u *p) { return p->a; }",
    ["BREAKING member-added union u::b", "BREAKING type-size union u"], 4,
    disagreement: "as above"),
  typeCase(
    "a union's new member fits", "union u { int a; }; int f(union u *p) { return p->a; }",
    "union u { int a; float b; }; int f(union u *p) { return p->a; }",
    ["NON_BREAKING member-added union u::b"], 0),
  typeCase(
    "a type's other name", "typedef int t; int f(t a) { return a; }",
    "typedef int u; int f(u a) { return a; }", [], 0),
  typeCase(
    "a qualifier", "int f(char *a) { return *a; }", "int f(const char *a) { return *a; }", [], 0),
  typeCase(
    "a callback's parameter", "int f(int (*c)(int)) { return c(1); }",
    "int f(int (*c)(long)) { return c(1); }", ["BREAKING param-type f"], 4,
    disagreement: "as above"),
  typeCase(
    "a pointer to anything becomes one to something", "int f(void *p) { return !p; }",
    "int f(int *p) { return !p; }", ["NON_BREAKING param-type f"], 0),
  typeCase(
    "a type behind two pointers",
    "struct i { int a; }; struct s { struct i *p; }; int f(struct s *p) { return p->p->a; }",
    "struct i { long a; }; struct s { struct i *p; }; int f(struct s *p) { return p->p->a; }",
    ["BREAKING member-type struct i::a", "BREAKING type-size struct i"], 4,
    disagreement: "as above"),
  typeCase(
    "a type that refers to itself",
    "struct n { struct n *next; int a; }; int f(struct n *p) { return p->a; }",
    "struct n { struct n *next; long a; }; int f(struct n *p) { return p->a; }",
    ["BREAKING member-type struct n::a"], 4, disagreement: "as above"),
  typeCase(
    "an anonymous structure under a name",
    "typedef struct { int a; } t; int f(t *p) { return p->a; }",
    "typedef struct { long a; } t; int f(t *p) { return p->a; }",
    ["BREAKING member-type t::a", "BREAKING type-size t"], 4, disagreement: "as above"),
  typeCase(
    "a structure gets a name of its own",
    "typedef struct { int a; } t; int f(t *p) { return p->a; }",
    "typedef struct t { int a; } t; int f(t *p) { return p->a; }",
    ["NON_BREAKING type-renamed struct t"], 4),
]
