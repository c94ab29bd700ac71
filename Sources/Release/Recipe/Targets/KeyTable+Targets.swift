internal import Platform

extension KeyTable {
  /// A targets file; `Data/releases.yaml` in `Platform` is one.
  static let targetsFile = KeyTable(
    noun: "the targets file",
    keys: [
      key("releases", .dictionary(.mapping(release)), "The releases, by name.", required: true)
    ])

  /// One release.
  static let release = KeyTable(
    noun: "the release",
    keys: [
      key("like", .line, "A release above or of pkg's own whose facts hold unless given here."),
      key("title", .line, "As its makers call it; the name by default."),
      key("aliases", .list(.line), "Other names for it."),
      key("libc", .line, "The C library and its version: glibc 2.28 or musl 1.2.5."),
      key(
        "symbol-versions", .list(.line), "Symbol versions its glibc has beyond its own version's."),
      key("gcc", .line, "The GCC that its libstdc++ and libgcc_s are of, such as 11.5."),
      key("zlib", .line, "The zlib whose symbol versions its libz has, such as 1.2.13."),
      key("openssl", .line, "The OpenSSL of its libcrypto and libssl, such as 1.1.1k or 3.0.2."),
      key("libraries", .list(.line), "Libraries on every installation beyond the C library's own."),
      key("kernel", .line, "The kernel it was released with."),
      key("packages", .line, "What installs packages, and its version: rpm 4.14.3, dpkg 1.21.22."),
      key("zstd", .boolean, "Whether packages compressed with zstd install; for rpm and dpkg."),
      key(
        "architectures", .dictionary(.listOrOne(.line)),
        "The architectures it is made for, with the processor level each needs."),
      key(
        "interpreters", .dictionary(.list(.line)),
        "The dynamic loaders it has, for architectures where they are not the usual ones."),
      key("sources", .dictionary(.text), "Where each fact is from."),
      key(
        "unverified", .list(.choice(TargetRelease.Fact.allCases.map(\.rawValue))),
        "Facts that nobody has looked up."),
    ])
}
