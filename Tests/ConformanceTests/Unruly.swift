import Foundation
import TestSupport
import Testing

/// Packages of a program that misbehaves as it is told, built and signed once for every test.
final class Unruly: Sendable {
  let workshop: ScratchDirectory
  let certificate: String

  private static let shared = Task { try await Unruly() }

  static func built() async throws -> Unruly { try await shared.value }

  static let deb = "unruly_1.0-1_amd64.deb"
  static let rpm = "unruly-1.0-1.x86_64.rpm"

  private init() async throws {
    workshop = try ScratchDirectory()
    certificate = workshop["key.pub.asc"]
    let key = try await pkg([
      "key", "generate", "--algorithm", "ed25519", "--user-id", "Test <test@example.com>",
      "--out", workshop["key"],
    ])
    try #require(key.status == 0, "\(key.errors)")
    let source = try String(
      contentsOfFile: "\(packageDirectory)/Tests/Programs/unruly.c", encoding: .utf8)
    let program = TestBinary.c(kind: .static, source: source)
    try await package("unruly", for: "amd64", programs: ["unruly": program])
  }

  /// Builds packages of programs below `/usr/bin`, in both formats.
  func package(
    _ name: String, for architecture: String, programs: [String: TestBinary]
  ) async throws {
    var contents = ""
    for (program, binary) in programs.sorted(by: { $0.key < $1.key }) {
      contents += """
          - src: \(try await binary.path())
            dst: /usr/bin/\(program)
            file_info: {mode: 0755}

        """
    }
    try workshop.write(
      """
      name: \(name)
      version: 1.0
      release: "1"
      arch: \(architecture)
      formats: [rpm, deb]
      maintainer: Test <test@example.com>
      description: misbehaves
      license: MIT
      mtime: 2026-01-02T03:04:05Z
      contents:
        - src: \(certificate)
          dst: /usr/share/\(name)/key
      \(contents)sign: {key: "${PKG_SIGNING_KEY}"}
      """, to: "recipes/\(name).yaml")
    let result = try await pkg(
      ["build", "-f", workshop["recipes/\(name).yaml"], "-t", workshop.path + "/"],
      environment: ["PKG_SIGNING_KEY": workshop["key.sec.asc"]])
    try #require(result.status == 0, "\(result.errors)")
  }

  /// Signs a file of this directory beside it.
  func sign(_ name: String) async throws {
    let result = try await pkg(["sign", "--key", workshop["key.sec.asc"], workshop[name]])
    try #require(result.status == 0, "\(result.errors)")
  }

  /// `pkg verify --run` on a file, with arguments for the program.
  func run(
    _ file: String = deb, _ arguments: [String] = [], options: [String] = [],
    environment: [String: String] = [:]
  ) async throws -> RunResult {
    try await pkg(
      ["verify", "--keyring", certificate, "--run"] + options
        + arguments.flatMap { ["--run-arg", $0] }
        + [file.hasPrefix("/") ? file : workshop[file]], environment: environment)
  }
}

/// A socket that notes whether anyone called.
final class Telephone {
  private let descriptor: CInt

  /// Listens at a path of the file system.
  init(at path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    try listen(to: &address)
  }

  /// Listens at a port of the loopback device.
  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    try listen(to: &address)
  }

  deinit { close(descriptor) }

  var port: Int {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// Whether someone called since the last time this was asked.
  func hasRung() -> Bool {
    let line = accept(descriptor, nil, nil)
    if line >= 0 { close(line) }
    return line >= 0
  }

  private func listen<Address>(to address: inout Address) throws {
    let size = socklen_t(MemoryLayout<Address>.size)
    let bound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
    }
    try #require(bound == 0 && Glibc.listen(descriptor, 4) == 0)
    try #require(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
  }
}
