/// How a Go program is linked.
public enum GoKind: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  /// Without cgo: a static executable at a fixed address.
  case exe
  /// Without cgo: position independent, which the Go linker gives a loader.
  case pie
  /// With the C of the standard library, linked by the Go linker.
  case cgoInternal
  case cgoInternalPIE
  /// With C of its own, linked by the C compiler.
  case cgoExternal
  case cgoExternalPIE
  /// With C of its own and all of glibc inside.
  case `static`
  case staticPIE
  /// With C of its own, against musl.
  case musl
  case muslStatic
  /// A shared library that exports `Add`.
  case cShared
  /// Without cgo, with the frozen cryptographic module.
  case fips

  public var description: String { rawValue }

  var usesC: Bool {
    switch self {
    case .exe, .pie, .fips: false
    default: true
    }
  }

  /// Files of `Tests/Programs/hello` that belong to this kind.
  var tags: [String] {
    switch self {
    case .exe, .pie: []
    case .cgoInternal, .cgoInternalPIE: ["withuser"]
    case .cShared: ["withc", "shared"]
    case .fips: ["fips"]
    default: ["withc"]
    }
  }

  var buildMode: String {
    switch self {
    case .pie, .cgoInternalPIE, .cgoExternalPIE, .staticPIE: "pie"
    case .cShared: "c-shared"
    default: "exe"
    }
  }

  var linkerFlags: String {
    switch self {
    case .exe, .pie, .cShared, .fips: ""
    case .cgoInternal, .cgoInternalPIE: "-linkmode=internal"
    case .cgoExternal, .cgoExternalPIE, .musl: "-linkmode=external"
    case .static, .muslStatic: "-linkmode=external -extldflags=-static"
    case .staticPIE: "-linkmode=external -extldflags=-static-pie"
    }
  }

  var isMusl: Bool { self == .musl || self == .muslStatic }
}

/// How a C program is linked.
public enum CKind: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  /// Position independent, the compiler's default.
  case dynamic
  case noPIE
  case `static`
  case staticPIE
  /// `libanswer.so.1`, which exports `answer`.
  case shared
  /// A relocatable object.
  case object
  /// Against musl.
  case musl
  case muslStatic

  public var description: String { rawValue }

  var compilerFlags: [String] {
    switch self {
    case .dynamic: ["-pie", "-fPIE"]
    case .noPIE: ["-no-pie", "-fno-PIE"]
    case .static: ["-static", "-no-pie", "-fno-PIE"]
    case .staticPIE: ["-static-pie", "-fPIE"]
    case .shared: ["-shared", "-fPIC", "-Wl,-soname,libanswer.so.1"]
    case .object: ["-c"]
    case .musl: []
    case .muslStatic: ["-static"]
    }
  }

  var isMusl: Bool { self == .musl || self == .muslStatic }
}
