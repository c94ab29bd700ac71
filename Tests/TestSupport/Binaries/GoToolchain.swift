/// The two Go toolchains the tests build with.
public enum GoToolchain: String, CaseIterable, Hashable, Sendable {
  /// A current one, from `Tests/requirements.txt`.
  case v1_27 = "go1.27"
  /// Debian 12's.
  case v1_19 = "go1.19"

  public var program: String {
    switch self {
    case .v1_27: "\(packageDirectory)/.build/venv/bin/go"
    case .v1_19: "/usr/lib/go-1.19/bin/go"
    }
  }

  /// An environment without a network and without anyone's settings, where everything that
  /// decides what is built has its default.
  public static let environment = [
    "GOENV": "off", "GOFLAGS": "-modcacherw", "GOPROXY": "off", "GOTOOLCHAIN": "local",
    "GOWORK": "off", "GO111MODULE": "on", "GOOS": "linux", "GOROOT": "", "GOARCH": "",
    "GOAMD64": "", "GOARM": "", "GOARM64": "", "GO386": "", "GOMIPS": "", "GOMIPS64": "",
    "GOPPC64": "", "GORISCV64": "", "GOEXPERIMENT": "", "GOFIPS140": "", "GODEBUG": "",
    "GOCACHE": "\(packageDirectory)/.build/go-cache", "GOPATH": "\(packageDirectory)/.build/go",
  ]

  /// Runs the `go` command; `environment` is added to ``environment``.
  public func run(
    _ arguments: [String], environment: [String: String] = [:], in directory: String? = nil
  ) async throws -> RunResult {
    try await TestSupport.run(
      program, arguments, environment: Self.environment.merging(environment) { $1 },
      in: directory)
  }
}
