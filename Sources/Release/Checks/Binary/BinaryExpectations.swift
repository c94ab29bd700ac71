internal import Diagnostics
internal import ELF
internal import GoBuild
internal import Platform

/// How a recipe says a binary must have been built; `nil` leaves a point open.
public struct ExpectedBuild: Hashable, Sendable {
  /// The import path of the main package.
  public var main: String?
  /// `static`, `static-pie`, `interp-only`, `dynamic` or `shared`.
  public var link: String?
  /// `CGO_ENABLED`.
  public var cgo: Bool?
  /// `-trimpath`.
  public var trimpath: Bool?
  /// Whether the working tree differed from its commit.
  public var vcsModified: Bool?

  public init(
    main: String? = nil, link: String? = nil, cgo: Bool? = nil, trimpath: Bool? = nil,
    vcsModified: Bool? = nil
  ) {
    self.main = main
    self.link = link
    self.cgo = cgo
    self.trimpath = trimpath
    self.vcsModified = vcsModified
  }

  /// Whether answering takes the Go toolchain's build information.
  var needsBuildInfo: Bool {
    main != nil || cgo != nil || trimpath != nil || vcsModified != nil
  }
}

extension BinaryCheck {
  /// What the Go toolchain recorded agrees with the package's architecture.
  mutating func checkToolchain() {
    // A header for another processor was reported already.
    guard let name = buildInfo?.goarch, let architecture, file.header.isFor(architecture),
      name != architecture.goArch
    else { return }
    find(
      "binary.wrong-goarch",
      "was built with GOARCH=\(name), the package is for \(architecture.name)",
      hint: buildHint)
  }

  /// The build is the one the recipe expects.
  mutating func checkExpectations() {
    if let link = expected.link {
      let found = file.linkKind?.rawValue ?? "not linked"
      if found != link {
        find("binary.unexpected-link", "is \(found), 'expect' says \(link)", hint: linkHint(link))
      }
    }
    guard expected.needsBuildInfo else { return }
    guard let buildInfo else {
      find(
        "binary.no-build-info", "has no Go build information to compare with 'expect'",
        hint: "build it with Go 1.18 or later, and do not remove its section headers")
      return
    }
    if let main = expected.main, buildInfo.path != main {
      find(
        "binary.unexpected-main", "is built from '\(buildInfo.path)', 'expect' says '\(main)'",
        hint: "check that 'src' names the right file")
    }
    compare("binary.unexpected-cgo", buildInfo.cgo, expected.cgo, "CGO_ENABLED") {
      "build it with CGO_ENABLED=\($0 ? 1 : 0)"
    }
    compare("binary.unexpected-trimpath", buildInfo.trimpath, expected.trimpath, "-trimpath") {
      "build it with" + ($0 ? "" : "out") + " -trimpath"
    }
    compare(
      "binary.unexpected-vcs-modified", buildInfo.vcsModified, expected.vcsModified, "vcs.modified"
    ) {
      $0
        ? "build it from the modified tree"
        : "build it from a clean checkout, with -buildvcs=true"
    }
  }

  private mutating func compare(
    _ code: String, _ found: Bool?, _ wanted: Bool?, _ name: String, _ hint: (Bool) -> String
  ) {
    guard let wanted, found != wanted else { return }
    let text = found.map { "records \(name) as \($0)" } ?? "does not record \(name)"
    find(code, "\(text), 'expect' says \(wanted)", hint: hint(wanted))
  }

  private func linkHint(_ link: String) -> String? {
    switch link {
    case "static": "build it with CGO_ENABLED=0 and without -buildmode=pie"
    case "static-pie": "link it with -static-pie, or with -ldflags='-extldflags=-static-pie'"
    case "interp-only": "build it with CGO_ENABLED=0 and -buildmode=pie"
    case "dynamic": "build it with CGO_ENABLED=1"
    case "shared": "build it with -buildmode=c-shared"
    default: nil
    }
  }
}
