import Foundation
import TestSupport
import Testing

/// Signature headers that are kept apart from their package.
@Suite struct DetachedHeaderTests {
  /// `pkg sign` with a detached header, without a key.
  private func keyless(_ it: PackagePlace, _ options: [String]) async throws -> RunResult {
    try await pkg(["sign"] + options + [it.place["small.rpm"]])
  }

  @Test func strippedAndAttachedAgainThePackageIsTheSame() async throws {
    let it = try await PackagePlace()
    let unsigned = try it.place.read("small.rpm")
    try #require(try await it.sign(["--rpm-v3", "--rpm-v6"], by: it.keys.goodRSA).status == 0)
    let signed = try it.place.read("small.rpm")
    let kept = try await keyless(it, ["--detach-sigheader", it.place["kept"]])
    #expect(kept.status == 0, "\(kept.errors)")
    #expect(try it.place.read("small.rpm") == signed)
    let stripped = try await keyless(it, ["--detach-sigheader", it.place["header"], "--strip"])
    #expect(stripped.status == 0, "\(stripped.errors)")
    #expect(try it.place.read("small.rpm") == unsigned)
    let header = try it.place.read("header")
    #expect(try it.place.read("kept") == header)
    #expect(Array(signed[96..<96 + header.count]) == header)

    let attached = try await keyless(
      it, ["--attach", it.place["header"], "--keyring", it.keys.keyring])
    #expect(attached.status == 0, "\(attached.errors)")
    #expect(try it.place.read("small.rpm") == signed)
    try await it.expectAccepted()
    let again = try await keyless(
      it, ["--attach", it.place["header"], "--keyring", it.keys.keyring])
    #expect(again.status == 0 && again.errors.contains("[sign.unchanged]"))
  }

  @Test func whatIsAttachedAlreadyHasToBeGood() async throws {
    let it = try await PackagePlace()
    try #require(try await it.sign().status == 0)
    try #require(
      try await keyless(it, ["--detach-sigheader", it.place["header"]]).status == 0)
    var package = try it.rpm()
    try it.place.write(it.keys.unknown.certificate, to: "stranger")
    let stranger = try await keyless(
      it, ["--attach", it.place["header"], "--keyring", it.place["stranger"]])
    expectFailure(stranger, 77)
    #expect(stranger.errors.contains("[sign.not-its-signature]"), "\(stranger.errors)")
    package.payload[package.payload.count - 1] ^= 1
    try it.place.write(package.bytes, to: "small.rpm")
    let damaged = try await keyless(
      it, ["--attach", it.place["header"], "--keyring", it.keys.keyring])
    expectFailure(damaged, 77)
    #expect(damaged.errors.contains("[sign.not-its-signature]"), "\(damaged.errors)")
  }

  @Test func aKeySignsIntoAFileOfItsOwn() async throws {
    let it = try await PackagePlace()
    let unsigned = try it.place.read("small.rpm")
    let made = try await it.sign(["--detach-sigheader", it.place["header"]])
    #expect(made.status == 0, "\(made.errors)")
    #expect(try it.place.read("small.rpm") == unsigned)
    let attached = try await keyless(
      it, ["--attach", it.place["header"], "--keyring", it.keys.keyring])
    #expect(attached.status == 0, "\(attached.errors)")
    try await it.expectAccepted()
  }

  @Test func anotherPackageDoesNotGetThem() async throws {
    let it = try await PackagePlace()
    let other = try await Forgeries.ready().otherRPM
    try #require(try await it.sign(["--detach-sigheader", it.place["header"]]).status == 0)
    try it.place.write(other, to: "small.rpm")
    let refused = try await keyless(
      it, ["--attach", it.place["header"], "--keyring", it.keys.keyring])
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[sign.not-its-signature]"))
    #expect(try it.place.read("small.rpm") == other)
  }

  @Test func signaturesByOthersAreNotAttached() async throws {
    let it = try await PackagePlace()
    let unsigned = try it.place.read("small.rpm")
    try #require(
      try await it.sign(["--detach-sigheader", it.place["header"]], by: it.keys.unknown).status == 0
    )
    let refused = try await keyless(
      it, ["--attach", it.place["header"], "--keyring", it.keys.keyring])
    expectFailure(refused, 77)
    #expect(try it.place.read("small.rpm") == unsigned)
    // Nor those of a key that may not sign, nor no signature at all.
    for key in [it.keys.revoked, it.keys.expired, nil] {
      var package = ForgedRPM(unsigned)
      if let key { try package.sign(by: key) }
      let header = package.signatures.serialized()
      let padding = [UInt8](repeating: 0, count: (8 - header.count % 8) % 8)
      if key == nil { package.signatures[1008]?.removeLast(8) }
      try it.place.write(
        key == nil ? package.signatures.serialized() + [0, 0, 0, 0, 0, 0, 0, 0] : header + padding,
        to: "header")
      let refused = try await keyless(
        it, ["--attach", it.place["header"], "--keyring", it.keys.keyring])
      #expect(refused.status != 0)
      #expect(try it.place.read("small.rpm") == unsigned)
    }
  }

  @Test func whatIsSignedIsNotReplacedUnasked() async throws {
    let it = try await PackagePlace()
    try #require(try await it.sign(["--detach-sigheader", it.place["header"]]).status == 0)
    try #require(try await it.sign(by: it.keys.goodRSA).status == 0)
    let options = ["--attach", it.place["header"], "--keyring", it.keys.keyring]
    let refused = try await keyless(it, options)
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[sign.already-signed]"))
    #expect(try await keyless(it, options + ["--replace"]).status == 0)
    #expect(try it.rpm().signatures[267] != nil)
    #expect(try it.rpm().signatures[268] == nil)
  }

  @Test func damagedHeadersAreRefused() async throws {
    let it = try await PackagePlace()
    let unsigned = try it.place.read("small.rpm")
    try #require(try await it.sign(["--detach-sigheader", it.place["header"]]).status == 0)
    let header = try it.place.read("header")
    for damaged in [[], Array(header.dropLast()), header + [0], Array("no header".utf8)] {
      try it.place.write(damaged, to: "damaged")
      let refused = try await keyless(
        it, ["--attach", it.place["damaged"], "--keyring", it.keys.keyring])
      expectFailure(refused, 65)
    }
    #expect(try it.place.read("small.rpm") == unsigned)
    let nothing = try await keyless(it, ["--detach-sigheader", it.place["nothing"]])
    expectFailure(nothing, 1)
    #expect(try !it.place.names().contains("nothing"))
  }

  @Test(
    "options that make no sense together are usage errors",
    arguments: [
      ["--detach-sigheader", "a", "--attach", "b", "--keyring", "c"], ["--attach", "a"],
      ["--keyring", "a"], ["--strip"], [], ["--key", "k", "--attach", "a", "--keyring", "b"],
      ["--key", "k", "--detach-sigheader", "a", "--strip"], ["--key", "k", "--role", "nobody"],
      ["--key", "k", "--jobs", "0"],
      // Without a key no signature is made, so what is about making one is not passed over.
      ["--detach-sigheader", "a", "--policy", "p"], ["--detach-sigheader", "a", "--log", "l"],
      ["--detach-sigheader", "a", "--target", "el9"], ["--detach-sigheader", "a", "--rpm-v6"],
      ["--detach-sigheader", "a", "--replace"], ["--detach-sigheader", "a", "--kind", "ssh"],
      ["--detach-sigheader", "a", "--insecure-key-permissions"],
      ["--attach", "a", "--keyring", "b", "--kind", "armored"],
      ["--attach", "a", "--keyring", "b", "--rpm-v3"],
      ["--attach", "a", "--keyring", "b", "--role", "maint"],
      ["--attach", "a", "--keyring", "b", "--digest", "sha512"],
      ["--attach", "a", "--keyring", "b", "--passphrase-file", "c"],
    ])
  func usage(options: [String]) async throws {
    let it = try await PackagePlace()
    let result = try await keyless(it, options)
    #expect(result.status == 64, "\(options): \(result.errors)")
    #expect(try await it.sign(["--detach-sigheader", it.place["a"]], "small.deb").status == 64)
  }
}
