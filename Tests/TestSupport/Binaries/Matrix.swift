import Foundation

/// The binaries that suites about binaries go through.
///
/// Quick runs take a few of each sort; with `PKG_TEST_MATRIX=1` in the environment it is every
/// combination the toolchains know.
public enum Matrix {
  public static let isWhole = ProcessInfo.processInfo.environment["PKG_TEST_MATRIX"] == "1"

  /// Go programs and libraries: by toolchain, architecture and kind, in this order.
  public static let go: [TestBinary] = isWhole ? everyGo.filter(\.isSupported) : quickGo

  /// C programs, libraries and objects.
  public static let c: [TestBinary] = isWhole ? everyC.filter(\.isSupported) : quickC

  /// All of them.
  public static let binaries: [TestBinary] = go + c

  /// Those that can be run.
  public static let programs: [TestBinary] = binaries.filter(\.isProgram)

  /// What the toolchains say they cannot build.
  public static let unsupported: [TestBinary] =
    (isWhole ? everyGo + everyC : quickUnsupported).filter { !$0.isSupported }

  private static let everyGo: [TestBinary] = GoToolchain.allCases.flatMap { toolchain in
    TestArchitecture.all.flatMap { architecture in
      GoKind.allCases.map { .go(toolchain, arch: architecture, kind: $0) }
    }
  }

  private static let everyC: [TestBinary] = TestArchitecture.all.flatMap { architecture in
    CKind.allCases.map { .c(arch: architecture, kind: $0) }
  }

  private static let quickGo: [TestBinary] =
    GoKind.allCases.map { .go(.v1_27, kind: $0) } + [
      .go(.v1_27, arch: .i386),
      .go(.v1_27, arch: .arm(7)),
      .go(.v1_27, arch: .arm(5), kind: .cgoExternal),
      .go(.v1_27, arch: .arm64, kind: .pie),
      .go(.v1_27, arch: .arm64, kind: .cgoInternal),
      .go(.v1_27, arch: .s390x),
      .go(.v1_27, arch: .mips),
      .go(.v1_27, arch: .ppc64le, kind: .cShared),
      .go(.v1_19, kind: .exe),
      .go(.v1_19, kind: .pie),
      .go(.v1_19, kind: .cgoExternal),
    ]

  private static let quickC: [TestBinary] =
    CKind.allCases.map { .c(kind: $0) } + [
      .c(arch: .arm64),
      .c(arch: .arm(7), kind: .static),
      .c(arch: .i386, kind: .shared),
      .c(arch: .s390x),
      .c(arch: .mips, kind: .object),
    ]

  private static let quickUnsupported: [TestBinary] = [
    .go(.v1_27, arch: .i386, kind: .pie), .go(.v1_19, kind: .fips),
  ]
}

extension TestBinary {
  public var isSupported: Bool { reasonUnsupported == nil }

  /// Whether it is an executable, not a library or an object.
  public var isProgram: Bool {
    switch kind {
    case .go(_, let kind): kind != .cShared
    case .c(let kind): kind != .shared && kind != .object
    }
  }

  public var isGo: Bool {
    if case .go = kind { true } else { false }
  }

  public var isMusl: Bool {
    switch kind {
    case .go(_, let kind): kind.isMusl
    case .c(let kind): kind.isMusl
    }
  }

  public var isFIPS: Bool {
    if case .go(_, .fips) = kind { true } else { false }
  }
}
