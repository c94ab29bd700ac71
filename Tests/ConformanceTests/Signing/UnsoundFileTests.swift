import TestSupport
import Testing

/// A signature beside a package says no less than one inside it.
@Suite struct UnsoundFileTests {
  private static let kinds = ["armored", "binary", "ssh", "minisign"]

  @Test("a damaged package is not signed as a file either", arguments: kinds, ["rpm", "deb"])
  func damaged(kind: String, format: String) async throws {
    let it = try await PackagePlace()
    let file = "small.\(format)"
    let sound = try it.place.read(file)
    var damaged = sound
    // In the compressed files, at whose end neither format has anything else.
    damaged[damaged.count - 20] ^= 1
    try it.place.write(damaged, to: file)
    let names = try it.place.names()
    let refused = try await it.sign(["--kind", kind], file, environment: Self.epoch)
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[sign.unsound]"), "\(refused.errors)")
    #expect(try it.place.names() == names)
    try it.place.write(sound, to: file)
    let signed = try await it.sign(["--kind", kind], file, environment: Self.epoch)
    #expect(signed.status == 0 && signed.errors.isEmpty, "\(signed.errors)")
    #expect(try it.place.names().count == names.count + 1)
  }

  @Test("nor by a key without a certificate", arguments: ["rpm", "deb"])
  func bareKey(format: String) async throws {
    let it = try await PackagePlace()
    let file = "small.\(format)"
    try await succeed(
      "ssh-keygen", ["-q", "-N", "", "-t", "ed25519", "-f", it.place["laptop"]])
    func sign() async throws -> RunResult {
      try await pkg(["sign", "--key", it.place["laptop"], "--kind", "ssh", it.place[file]])
    }
    var bytes = try it.place.read(file)
    bytes[bytes.count - 20] ^= 1
    try it.place.write(bytes, to: file)
    let refused = try await sign()
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[sign.unsound]"), "\(refused.errors)")
    bytes[bytes.count - 20] ^= 1
    try it.place.write(bytes, to: file)
    #expect(try await sign().status == 0)
  }

  @Test(
    "what is named as a package and is none is not signed as something else",
    arguments: ["rpm", "deb"], [0, 3])
  func cut(format: String, count: Int) async throws {
    let it = try await PackagePlace()
    let file = "small.\(format)"
    try it.place.write(Array(try it.place.read(file).prefix(count)), to: file)
    let names = try it.place.names()
    let refused = try await it.sign([], file, environment: Self.epoch)
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[sign.not-a-package]"), "\(refused.errors)")
    #expect(try it.place.names() == names)
    // Unless that is what is asked for.
    let asked = try await it.sign(["--kind", "armored"], file, environment: Self.epoch)
    #expect(asked.status == 0, "\(asked.errors)")
  }

  private static let epoch = ["SOURCE_DATE_EPOCH": "1700000000"]
}
