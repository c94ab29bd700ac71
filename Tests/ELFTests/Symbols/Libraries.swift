import Foundation
import TestSupport

/// A library and programs with a symbol of every kind, and versions old and new.
enum Libraries {
  static let source = """
    int plain(int x) { return x + 1; }
    int table[7] = {1, 2, 3};
    int common_room[100];
    __thread int each = 3;
    __attribute__((weak)) int feeble(void) { return 2; }
    __attribute__((visibility("protected"))) int guarded(void) { return 3; }
    __attribute__((visibility("hidden"))) int buried(void) { return 4; }
    static int mine(void) { return 5; }
    extern int elsewhere(int);
    extern __attribute__((weak)) int perhaps(int);
    int old_greet(void) { return mine(); }
    int new_greet(void) { return elsewhere(buried()) + (perhaps ? 1 : 0) + feeble() + guarded(); }
    __asm__(".symver old_greet, greet@LIB_1.0");
    __asm__(".symver new_greet, greet@@LIB_2.0");

    """

  static let indirect = """
    static int one(void) { return 1; }
    static void *choose(void) { return one; }
    int chosen(void) __attribute__((ifunc("choose")));

    """

  static let versions = """
    LIB_1.0 { global: plain; table; each; feeble; local: old_greet; };
    LIB_2.0 { global: guarded; common_room; chosen; } LIB_1.0;

    """

  static let compilers = [
    "gcc", "i686-linux-gnu-gcc", "aarch64-linux-gnu-gcc", "s390x-linux-gnu-gcc",
    "mips-linux-gnu-gcc",
  ]

  /// A versioned library for each class and byte order.
  static func library(_ compiler: String, _ more: [String] = []) async throws -> String {
    let folder = try await folder.value
    let code = source + (compiler.hasPrefix("mips") ? "" : indirect)
    return try await Programs.shared.c(
      code,
      [
        "-shared", "-fPIC", "-nostdlib", "-Wl,-soname,libx.so.1",
        "-Wl,--version-script,\(folder)/map",
      ] + more, compiler: compiler)
  }

  private static let folder = Task {
    let folder = try await Programs.shared.scratch("versions")
    try versions.write(toFile: "\(folder)/map", atomically: false, encoding: .utf8)
    return folder
  }
}
