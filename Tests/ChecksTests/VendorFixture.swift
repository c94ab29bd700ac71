import Checks
import Diagnostics
import Foundation
import TestSupport

/// A Go module with a vendor directory, made by the go command from a proxy on disk.
struct VendorFixture {
  private let directory: ScratchDirectory
  private var root: URL { URL(filePath: directory.path) }
  var app: URL { root.appending(path: "app") }

  /// The toolchains to ask: the distribution's, and a current one where it is installed.
  static let toolchains: [String] = {
    let current = GoToolchain.v1_27.program
    return ["go"] + (FileManager.default.isExecutableFile(atPath: current) ? [current] : [])
  }()

  init() async throws {
    directory = try ScratchDirectory()
    let made = try await run("python3", ["-c", Self.script, directory.path])
    guard made.status == 0 else { throw FixtureFailure(words: made.errors) }
    for arguments in [["mod", "tidy"], ["mod", "vendor"]] {
      let result = try await go("go", arguments, flags: "-mod=mod -modcacherw", in: app)
      guard result.status == 0 else { throw FixtureFailure(words: result.errors) }
    }
  }

  /// Copies the module, so that a test may spoil it; local replacements stay reachable.
  func copy() throws -> URL {
    let copy = root.appending(path: "copy-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: app, to: copy)
    return copy
  }

  /// What a toolchain says of a tree: its exit status and words.
  ///
  /// `go list -deps` loads everything `go build` does, and stops before compiling it.
  func verdict(of toolchain: String, on tree: URL) async throws -> RunResult {
    try await go(toolchain, ["list", "-mod=vendor", "-deps", "./..."], flags: "", in: tree)
  }

  private func go(
    _ toolchain: String, _ arguments: [String], flags: String, in tree: URL
  ) async throws -> RunResult {
    try await run(
      toolchain, arguments,
      environment: [
        "GOPROXY": root.appending(path: "proxy").absoluteString, "GOSUMDB": "off",
        "GOFLAGS": flags, "GOMODCACHE": root.appending(path: "modules").path,
        "GOCACHE": root.appending(path: "cache").path, "GOTOOLCHAIN": "local",
        "GO111MODULE": "on", "GOWORK": "off", "GOENV": "off", "GOROOT": "",
      ], in: tree.path)
  }

  /// Makes `proxy/` with modules a, b and c and a fork of c, a directory `d`, and `app/`.
  private static let script = #"""
    import io, os, sys, zipfile
    root = sys.argv[1]
    def write(path, text):
      path = os.path.join(root, path)
      os.makedirs(os.path.dirname(path), exist_ok=True)
      open(path, 'w').write(text)
    def publish(path, version, files):
      folder = os.path.join(root, 'proxy', path, '@v')
      os.makedirs(folder, exist_ok=True)
      open(folder + '/list', 'a').write(version + '\n')
      open(f'{folder}/{version}.info', 'w').write(
        '{"Version":"%s","Time":"2020-01-01T00:00:00Z"}' % version)
      open(f'{folder}/{version}.mod', 'w').write(files['go.mod'])
      with zipfile.ZipFile(f'{folder}/{version}.zip', 'w') as archive:
        for name, text in files.items():
          archive.writestr(f'{path}@{version}/{name}', text)
    for version in ['v1.0.0', 'v1.1.0']:
      publish('example.com/a', version, {
        'go.mod': 'module example.com/a\ngo 1.17\n', 'LICENSE': 'free\n',
        'a.go': 'package a\nconst A = 1\n', 'a_test.go': 'package a\n',
        'deep/sub/sub.go': 'package sub\nconst S = 1\n',
        'unused/u.go': 'package unused\n'})
    publish('example.com/b', 'v1.0.0', {
      'go.mod': 'module example.com/b\ngo 1.17\nrequire example.com/a v1.0.0\n',
      'b.go': 'package b\nimport _ "embed"\nimport "example.com/a/deep/sub"\n'
              '//go:embed data/t.txt\nvar T string\nconst B = sub.S\n',
      'data/t.txt': 'text\n'})
    publish('example.com/c', 'v0.1.0', {
      'go.mod': 'module example.com/c\n', 'c.go': 'package c\nconst C = 1\n'})
    for version in ['v0.1.1', 'v0.1.2']:
      publish('example.com/fork', version, {
        'go.mod': 'module example.com/c\n', 'c.go': 'package c\nconst C = 2\n'})
    write('d/go.mod', 'module example.com/d\ngo 1.17\n')
    write('d/d.go', 'package d\nconst D = 1\n')
    write('app/main.go', 'package main\nimport ("example.com/a"; "example.com/b";'
          '"example.com/c"; "example.com/d")\n'
          'func main() { println(a.A, b.B, c.C, d.D) }\n')
    write('app/go.mod', '''// Deprecated: an example
    module example.com/app // the name

    go 1.17

    require (
    \texample.com/a v1.0.0
    \t"example.com/b" v1.0.0 // direct
    \texample.com/c v0.1.0
    \texample.com/d v0.0.0
    )
    replace example.com/c v0.1.0 => example.com/fork v0.1.1
    replace (
    \texample.com/d => ../d
    \texample.com/never => example.com/fork v0.1.1
    )
    exclude example.com/a v1.1.0
    retract ([v1.0.0, v1.2.0] // oops
    )
    '''.replace('    ', '').replace('retract ([v1.0.0, v1.2.0] // oops\n)', 'retract [v1.0.0, v1.2.0]'))
    """#
}

struct FixtureFailure: Error { var words: String }

/// A module on disk as the check takes it.
func vendorTree(at tree: URL) throws -> VendorTree {
  let vendor = tree.appending(path: "vendor")
  var files: [String] = []
  let prefix = vendor.resolvingSymlinksInPath().path + "/"
  if let walker = FileManager.default.enumerator(
    at: vendor, includingPropertiesForKeys: [.isRegularFileKey])
  {
    for case let file as URL in walker
    where try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
      files.append(String(file.resolvingSymlinksInPath().path.dropFirst(prefix.count)))
    }
  }
  func bytes(_ name: String) -> [UInt8]? {
    (try? Data(contentsOf: tree.appending(path: name))).map { [UInt8]($0) }
  }
  return VendorTree(
    goMod: bytes("go.mod") ?? [], modulesTxt: bytes("vendor/modules.txt"),
    goSum: bytes("go.sum"), files: files)
}
