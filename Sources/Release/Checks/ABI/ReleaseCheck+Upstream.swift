internal import Diagnostics
internal import Platform

extension ReleaseCheck {
  /// The release's zlib and OpenSSL have the symbol versions the program needs of them, unless
  /// `isInstalled` says that its package brings the library along.
  ///
  /// A library of another name, such as `libcrypto.so.1.1` where the release has OpenSSL 3, is not
  /// looked at here: ``checkLibraries(_:)`` says that it may be missing.
  mutating func checkUpstreamLibraries(_ isInstalled: (String) -> Bool) {
    // musl's loader does not look at symbol versions.
    guard release.cLibrary == .glibc, !findings.contains(where: { $0.code == "abi.c-library" })
    else { return }
    let wanted = demands.versions.filter { !$0.isWeak && !isInstalled($0.library) }
    if let zlib = release.zlib {
      refuse(wanted, lackedBy: "zlib \(zlib)", restsOn: .zlib) {
        ZlibVersions.has($0.name, in: $0.library, of: zlib)
      }
    }
    if let openssl = release.openssl {
      refuse(wanted, lackedBy: "OpenSSL \(openssl)", restsOn: .openssl) {
        openssl.has($0.name, in: $0.library)
      }
    }
  }

  private mutating func refuse(
    _ wanted: [BinaryDemands.SymbolVersion], lackedBy upstream: String,
    restsOn fact: TargetRelease.Fact, isThere: (BinaryDemands.SymbolVersion) -> Bool?
  ) {
    let judged = wanted.compactMap { version in isThere(version).map { (version, isThere: $0) } }
    guard !judged.isEmpty else { return }
    rests(on: fact)
    let missing = judged.filter { !$0.isThere }.map(\.0)
    guard !missing.isEmpty else { return }
    find(
      "abi.library-version",
      "\(Self.needs(missing)); \(release.name) has the symbol versions of \(upstream)",
      hint: "link it on \(release.name) or an older release, or link the library statically",
      restsOn: fact)
  }
}
