import Foundation
import TestSupport

/// Packages by the real rpmbuild, to compare with.
enum RPMBuild {
  /// The twin of ``Sample/full()``.
  static let spec = """
    Name: hello
    Version: 1.2.3~rc1
    Release: 2
    Epoch: 3
    Summary: polite greeter
    License: Apache-2.0
    Group: Applications/System
    URL: https://example.com/hello
    Vendor: Example
    Packager: Release Team <release@example.com>
    Prefix: /usr
    Requires: libfoo >= 1.2
    Requires: (a  or (b and c = 1))
    Requires(post): coreutils
    Requires(pre,postun): shadow-utils
    Provides: virt = 1
    Conflicts: old < 1
    Obsoletes: older < 2:1-1
    Recommends: foo
    Suggests: bar
    Supplements: baz
    Enhances: qux
    %description
    Says hello to whoever asks.
    Second line.
    %install
    cd %{buildroot}
    mkdir -p usr/bin etc/hello usr/share/doc/hello usr/share/licenses/hello var/log/hello
    printf 'hi\\n' > usr/bin/hello
    printf 'x\\n' > usr/bin/hello-cap
    ln -s hello usr/bin/hi
    printf 'a: 1\\n' > etc/hello/hello.yaml
    printf 'a: 2\\n' > etc/hello/b.yaml
    printf 'doc\\n' > usr/share/doc/hello/README
    printf 'lic\\n' > usr/share/licenses/hello/LICENSE
    printf 'de\\n' > usr/share/hello.de
    find . -exec touch -h -d @1700000000 {} +
    %post
    echo post
    %preun -p <lua>
    print("preun")
    %posttrans -p "/bin/bash -e"
    echo pt
    %postun -p /sbin/ldconfig
    %verifyscript
    true
    %files
    %attr(0755,root,root) /usr/bin/hello
    %caps(cap_net_raw=ep) %attr(0755,root,root) /usr/bin/hello-cap
    /usr/bin/hi
    %dir %attr(0750,root,root) /etc/hello
    %attr(0644,root,root) %config(noreplace) /etc/hello/hello.yaml
    %attr(0644,root,root) %config(missingok) /etc/hello/b.yaml
    %attr(0644,root,root) %doc /usr/share/doc/hello/README
    %attr(0644,root,root) %license /usr/share/licenses/hello/LICENSE
    %attr(0644,root,root) %lang(de) /usr/share/hello.de
    %dir %attr(0755,root,root) /var/log/hello
    %ghost /var/log/hello/hello.log
    %changelog
    * Thu Jan 02 2025 A B <a@example.com> - 1.2.3-2
    - two
    - three
    * Wed Jan 01 2025 A B <a@example.com> - 1.2.3-1
    - one
    """

  static func build(
    _ spec: String, in scratch: ScratchDirectory, defines: [String] = [], target: String? = nil
  ) async throws -> [UInt8] {
    _ = try scratch.write(Array((spec + "\n").utf8), to: "sample.spec")
    let settings =
      [
        "_topdir \(scratch.path)/top", "_buildhost localhost", "_build_id_links none",
        "debug_package %{nil}", "__os_install_post %{nil}",
        "use_source_date_epoch_as_buildtime 1", "_rpmfilename package.rpm",
        "_use_internal_dependency_generator 0",
      ] + defines
    try await succeed(
      "rpmbuild",
      ["-bb", "--quiet"] + (target.map { ["--target", $0] } ?? [])
        + settings.flatMap { ["--define", $0] } + ["sample.spec"],
      environment: ["SOURCE_DATE_EPOCH": "1735819200"], in: scratch.path)
    return try scratch.read("top/RPMS/package.rpm")
  }

  /// Whether rpmbuild's parser takes a preamble, and what it printed.
  static func accepts(_ lines: [String], in scratch: ScratchDirectory) async throws -> (
    Bool, String
  ) {
    var spec = lines
    for field in ["Name: n", "Version: 1", "Release: 1"]
    where !lines.contains(where: { $0.hasPrefix(field.prefix { $0 != ":" } + ":") }) {
      spec.append(field)
    }
    spec += ["Summary: s", "License: MIT", "%description", "d", "%files", ""]
    let path = try scratch.write(
      Array(spec.joined(separator: "\n").utf8), to: "\(UUID().uuidString).spec")
    let fields = ["REQUIRE", "PROVIDE", "CONFLICT", "OBSOLETE"].map {
      "[\($0)|%{\($0)FLAGS:hex}|%{\($0)NAME}|%{\($0)VERSION}\n]"
    }
    let result = try await run("rpmspec", ["-q", "--qf", fields.joined(), path])
    return (result.status == 0, result.output)
  }
}
