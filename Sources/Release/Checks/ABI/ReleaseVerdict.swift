public import Diagnostics
public import Platform

/// Whether a binary runs on a release, and why not.
public struct ReleaseVerdict: Hashable, Sendable {
  public var release: TargetRelease
  /// What was found; an error keeps the binary from running.
  public var findings: [Diagnostic]
  /// The facts about the release that the verdict rests on and that nobody has looked up.
  public var unverified: [TargetRelease.Fact]

  /// Whether the binary runs there.
  public var runs: Bool { !findings.hasErrors }
}

/// Judges whether a binary runs on `release`.
///
/// It does when it is for Linux at all; when the release is made for its architecture and a processor of the release's lowest
/// level has the instructions; when its kernel is not older than the binary's floor; and, unless
/// the binary brings everything itself, when the release has the loader it names, every symbol
/// version it needs of the C library, and the libraries. A library that a bare installation may
/// lack is a warning, unless ``isProvided`` says that the package sees to it. `formatName` is the
/// package's architecture as the release's package manager names it, when that is known already:
/// of several ports only those count that install such a package. ``isInstalled`` says which
/// libraries the package brings along itself: their symbol versions are not the release's.
public func judge(
  _ demands: BinaryDemands, on release: TargetRelease, packaged formatName: String? = nil,
  isProvided: (String) -> Bool = { _ in false }, isInstalled: (String) -> Bool = { _ in false }
) -> ReleaseVerdict {
  guard demands.foreignSystem == nil else {
    var check = ReleaseCheck(demands: demands, release: release, port: nil)
    check.refuseSystem()
    return check.verdict
  }
  let ports = release.ports.filter { port in
    port.architecture.machine == demands.machine
      && (formatName == nil || port.architecture.name(for: release.packageManager) == formatName)
  }
  guard !ports.isEmpty else {
    var check = ReleaseCheck(demands: demands, release: release, port: nil)
    check.refuseArchitecture()
    return check.verdict
  }
  // Of the ports for one machine, ARM's alone, the one that takes it with the least complaint.
  let verdicts = ports.map { port in
    var check = ReleaseCheck(demands: demands, release: release, port: port)
    check.checkProcessor()
    check.checkKernel()
    check.checkCLibrary()
    check.checkRuntimeLibraries(isInstalled)
    check.checkUpstreamLibraries(isInstalled)
    check.checkLibraries(isProvided)
    return check.verdict
  }
  return verdicts.min { a, b in a.weight < b.weight } ?? verdicts[0]
}

extension ReleaseVerdict {
  fileprivate var weight: Int {
    findings.reduce(0) { $0 + ($1.severity == .error ? 1000 : 1) }
  }
}

extension Architecture {
  /// What a package manager calls it; `nil` for one whose packages are not made here.
  func name(for manager: TargetRelease.PackageManager) -> String? {
    switch manager {
    case .rpm: rpm
    case .dpkg: debian
    case .apk, .opkg: nil
    }
  }
}

/// One look at one binary for one port of a release.
struct ReleaseCheck {
  let demands: BinaryDemands
  let release: TargetRelease
  /// `nil` when the release has none for the binary.
  let port: TargetRelease.Port?
  private(set) var findings: [Diagnostic] = []
  private var rested: Set<TargetRelease.Fact> = []

  init(demands: BinaryDemands, release: TargetRelease, port: TargetRelease.Port?) {
    self.demands = demands
    self.release = release
    self.port = port
  }

  var verdict: ReleaseVerdict {
    ReleaseVerdict(
      release: release, findings: findings,
      unverified: TargetRelease.Fact.allCases.filter {
        rested.contains($0) && release.unverified.contains($0)
      })
  }

  mutating func find(
    _ code: String, _ message: String, severity: Diagnostic.Severity = .error,
    hint: String? = nil, restsOn fact: TargetRelease.Fact?
  ) {
    if let fact { rests(on: fact) }
    findings.append(
      Diagnostic(code, message, severity: severity, hint: hint, exit: .findings))
  }

  /// Notes that the verdict would be another, were the fact not as it is.
  mutating func rests(on fact: TargetRelease.Fact) { rested.insert(fact) }

  mutating func refuseArchitecture() {
    let name = demands.architectureName
    let known = release.ports.map(\.architecture.name).joined(separator: ", ")
    find(
      "abi.architecture", "\(release.name) is not made for \(name)",
      hint: "it is made for \(known)", restsOn: .architectures)
  }

  mutating func refuseSystem() {
    guard let system = demands.foreignSystem else { return }
    find(
      "abi.system", "it \(system.printable), \(release.name) is Linux",
      hint: "build it with GOOS=linux", restsOn: nil)
  }

  /// Every processor of the port has the instructions.
  mutating func checkProcessor() {
    guard let port else { return }
    for demand in demands.levels {
      let architecture = port.architecture
      guard let covers = architecture.level(port.level, covers: demand.level) else {
        find(
          "abi.unknown-level",
          "\(demand.source.printable) asks for a processor that is not known", severity: .warning,
          hint: "nobody can tell whether \(release.name) promises it", restsOn: .architectures)
        continue
      }
      if demand.level != architecture.levels.first { rests(on: .architectures) }
      if !covers {
        let variable = architecture.goLevelVariable ?? ""
        let isGo = !variable.isEmpty && demand.source.hasPrefix(variable)
        let value = architecture.goVariant?.value ?? port.level
        find(
          "abi.processor-level",
          "\(demand.source.printable) asks more of processors than \(release.name), which runs on "
            + port.level,
          hint: isGo
            ? "build it with \(variable)=\(value)"
            : "compile and link its C code for \(port.level)", restsOn: .architectures)
      }
    }
  }

  /// The kernel is not older than what the program runs on.
  mutating func checkKernel() {
    guard let floor = demands.kernelFloors.max(by: { $0.version < $1.version }) else { return }
    // Every release there is has a newer one: then the kernel decides nothing.
    if floor.version > Self.oldestKernel { rests(on: .kernel) }
    guard floor.version > release.kernel else { return }
    find(
      "abi.kernel",
      "Linux \(floor.version) needed by \(floor.source.printable), \(release.name) has \(release.kernel)",
      hint: floor.source.hasPrefix("go")
        ? "build it with an older Go, see https://go.dev/wiki/MinimumRequirements"
        : "link it on \(release.name) or an older release, or build it with CGO_ENABLED=0",
      restsOn: .kernel)
  }

  /// RHEL 7's; no release of the table has an older one, as a test proves.
  static let oldestKernel = DottedVersion(3, 10)
}
