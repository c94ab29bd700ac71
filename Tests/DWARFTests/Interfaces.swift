import Bytes
import DWARF
import ELF
import Foundation
import TestSupport

/// A library whose interface has a type of every sort, and what is asked of it.
enum Interfaces {
  static let source = """
    struct point { int x; int y; };
    typedef struct point point;
    struct node {
      struct node *next; point at; unsigned flags : 3; unsigned more : 5; signed char name[16];
      union { int i; float f; } u; const char *const *words; long long wide : 40;
      struct { short s; char c; } inner; int tail[];
    };
    enum color { RED = -1, GREEN, BLUE = 200 };
    enum big { HUGE_ONE = 0x80000000u, ZERO = 0 };
    typedef int (*callback)(const char *, void *, ...);
    struct opaque;
    struct node head;
    point *const corners[2] = {0, 0};
    __thread long each;
    double matrix[3][4];
    int sum(const struct node *n, enum color c, callback cb)
    { return n->at.x + c + cb("", 0); }
    struct opaque *make(void) { return 0; }
    void note(const char *format, ...) { (void)format; }
    _Bool test(long double v, enum big b, _Complex double z, unsigned char u)
    { return v > 0 && b && u && __real__ z > 0; }
    point shift(point p, volatile int *by) { p.x += *by; return p; }
    int (*choose(int which))(int, int) { (void)which; return 0; }
    static int buried(short s) { return s; }
    int (*keep)(short) = buried;
    void old_name(long v) { (void)v; }

    """
  static let renaming = "__asm__(\".symver old_name, new_name@@VERS_1\");\n"

  static let functions = ["sum", "make", "note", "test", "shift", "choose"]
  static let variables = ["head", "corners", "each", "matrix", "keep"]
  static let aggregates = ["struct node", "struct point"]
  static let enumerations = ["enum color", "enum big"]

  /// The roots by the file's own symbols, as a comparison asks for them.
  static func roots(_ file: ELFFile, _ bytes: [UInt8]) throws -> [InterfaceRoot] {
    var roots: [InterfaceRoot] = []
    guard let table = try file.dynamicSymbols(in: bytes.span.bytes) else { return [] }
    try table.forEach(in: bytes.span.bytes) { symbol throws(MalformedInput) in
      guard symbol.isExported, symbol.place != .absolute else { return }
      roots.append(
        InterfaceRoot(
          name: table.name(of: symbol, in: bytes.span.bytes),
          address: symbol.type == .threadLocal ? nil : symbol.value,
          isFunction: symbol.type == .function))
    }
    return roots
  }

  /// Reads a file's interface; functions and variables by name.
  static func read(_ path: String) throws -> Reading? {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    return try read(bytes)
  }

  static func read(_ bytes: [UInt8]) throws -> Reading? {
    var reader = ByteReader(bytes.span.bytes)
    let file = try ELFFile(parsing: &reader)
    let roots = try roots(file, bytes)
    guard let graph = try TypeGraph(of: roots, from: file, in: bytes.span.bytes) else { return nil }
    return Reading(roots: roots, graph: graph)
  }
}

struct Reading {
  var roots: [InterfaceRoot]
  var graph: TypeGraph

  func function(_ name: String) -> TypeGraph.Function? {
    roots.firstIndex { $0.name == name && $0.isFunction }.flatMap { graph.functions[$0] }
  }

  func variable(_ name: String) -> TypeGraph.Variable? {
    roots.firstIndex { $0.name == name && !$0.isFunction }.flatMap { graph.variables[$0] }
  }

  /// The definition of a named type such as `struct node`.
  func type(_ name: String) -> TypeRecord? {
    graph.types.first { graph.name(of: $0) == name && $0.isDeclaration == nil }
  }
}
