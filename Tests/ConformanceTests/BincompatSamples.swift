import Foundation
import TestSupport

/// Two versions of a library and of the packages it comes in.
final class BincompatSamples: Sendable {
  let scratch: ScratchDirectory
  let old: String
  let new: String

  private static let shared = Task { try await BincompatSamples() }

  static func built() async throws -> BincompatSamples { try await shared.value }

  static let oldSource = """
    struct point { int x; int y; };
    int sum(const struct point *p) { return p->x + p->y; }
    int gone(void) { return 1; }

    """
  static let newSource = """
    struct point { int x; int z; int y; };
    int sum(const struct point *p) { return p->x + p->y; }
    int fresh(void) { return 1; }

    """
  static let flags = ["-g", "-Wl,-soname,libcore.so.1", "-Wl,--build-id"]

  private init() async throws {
    scratch = try ScratchDirectory()
    old = try await TestBinary.c(kind: .shared, source: Self.oldSource, flags: Self.flags).path()
    new = try await TestBinary.c(kind: .shared, source: Self.newSource, flags: Self.flags).path()
    for (name, library) in [("old", old), ("new", new)] {
      let folder = "tree-\(name)/usr/lib"
      try scratch.makeDirectory(folder)
      try await succeed("cp", [library, scratch["\(folder)/libcore.so.1.0"]])
      try await succeed("ln", ["-s", "libcore.so.1.0", scratch["\(folder)/libcore.so.1"]])
      try scratch.write("not a library\n", to: "\(folder)/README")
      // A stripped copy and what was stripped from it, as packages carry them.
      try await succeed("cp", [library, scratch["\(name).stripped"]])
      try await succeed(
        "objcopy", ["--only-keep-debug", library, scratch["\(name).debug"]])
      try await succeed("strip", ["-s", scratch["\(name).stripped"]])
      try await packDebian(name)
      try await packRPM(name)
    }
  }

  private func packDebian(_ name: String) async throws {
    let tree = "deb-\(name)"
    try scratch.makeDirectory("\(tree)/DEBIAN")
    try await succeed("cp", ["-a", scratch["tree-\(name)/usr"], scratch["\(tree)/usr"]])
    let version = name == "old" ? "1.0" : "1.1"
    try scratch.write(
      """
      Package: libcore1
      Version: \(version)
      Architecture: amd64
      Maintainer: Release Team <release@example.com>
      Description: core library

      """, to: "\(tree)/DEBIAN/control")
    try await succeed(
      "dpkg-deb", ["--root-owner-group", "--build", scratch[tree], scratch["\(name).deb"]])
  }

  private func packRPM(_ name: String) async throws {
    let spec = """
      Name: libcore1
      Version: \(name == "old" ? "1.0" : "1.1")
      Release: 1
      Summary: core library
      License: Apache-2.0
      %global __os_install_post %{nil}
      %global debug_package %{nil}
      %description
      Core.
      %install
      mkdir -p %{buildroot}
      cp -a \(scratch["tree-\(name)/usr"]) %{buildroot}/usr
      %files
      /usr/lib/*

      """
    let file = try scratch.write(spec, to: "\(name).spec")
    let top = scratch["rpm-\(name)"]
    try await succeed(
      "rpmbuild", ["-bb", "--define", "_topdir \(top)", "--target", "x86_64", file])
    let made = "\(top)/RPMS/x86_64"
    let names = try FileManager.default.contentsOfDirectory(atPath: made)
    try await succeed("cp", ["\(made)/\(names[0])", scratch["\(name).rpm"]])
  }
}
