import Foundation
import TestSupport
import Testing

/// Attaching signatures is held to the same terms as making them.
@Suite struct AttachTermsTests {
  /// An unsigned RPM, `small.rpm`, and signatures of it, `header`.
  private struct Case {
    let desk: PolicyDesk
    let place: ScratchDirectory
    let unsigned: [UInt8]
    let keyrings: [String]
    var log: String { place["log"] }

    /// Signs by the desk's key `release`, unless another signed package is given.
    init(_ signed: [UInt8]? = nil, keyring: String? = nil) async throws {
      desk = try await PolicyDesk.shared()
      place = try ScratchDirectory()
      keyrings = [keyring ?? desk.place["release.pub.asc"]]
      if let signed {
        try place.write(signed, to: "small.rpm")
      } else {
        try place.write(try await Forgeries.ready().rpm, to: "small.rpm")
        let made = try await pkg([
          "sign", "--key", desk.place["release.sec.asc"], place["small.rpm"],
        ])
        try #require(made.status == 0, "\(made.errors)")
      }
      let kept = try await pkg([
        "sign", "--detach-sigheader", place["header"], "--strip", place["small.rpm"],
      ])
      try #require(kept.status == 0, "\(kept.errors)")
      unsigned = try place.read("small.rpm")
    }

    func attach(_ options: [String]) async throws -> RunResult {
      try await pkg(
        ["sign", "--attach", place["header"]] + keyrings.flatMap { ["--keyring", $0] } + options
          + [place["small.rpm"]])
    }

    func expectRefused(
      _ options: [String], _ words: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
      let result = try await attach(options)
      #expect(result.status == 77, "\(result.errors)", sourceLocation: sourceLocation)
      #expect(result.errors.contains(words), "\(result.errors)", sourceLocation: sourceLocation)
      #expect(try place.read("small.rpm") == unsigned, sourceLocation: sourceLocation)
      #expect(try !place.names().contains("log"), sourceLocation: sourceLocation)
    }
  }

  @Test func aPolicyThatDoesNotLetTheKeySignDoesNotLetItsSignatureIn() async throws {
    let one = try await Case()
    for (rules, words) in [
      ("[{names: small, keys: alice}]", "[policy.may-not-sign]"),
      ("[{names: other, keys: release}]", "[policy.no-rule]"),
      ("[{keys: release, approvals: {keys: [alice], threshold: 1}}]", "[policy.too-few-approvals]"),
    ] {
      let policy = try one.desk.policy("rules: \(rules)")
      try await one.expectRefused(["--policy", policy, "--log", one.log], words)
    }
    let policy = try one.desk.policy(
      "rules: [{keys: release, approvals: {keys: [alice], threshold: 1}}]")
    let approved = try await pkg([
      "approve", one.place["small.rpm"], "--key", one.desk.place["alice.sec.asc"], "--expires",
      "2099-01-01", "-o", one.place["approval"],
    ])
    try #require(approved.status == 0, "\(approved.errors)")
    let attached = try await one.attach(["--policy", policy, "--approval", one.place["approval"]])
    #expect(attached.status == 0, "\(attached.errors)")
  }

  @Test func everySignatureHasToBeLetIn() async throws {
    let keys = try await ForgerKeys.ready()
    var package = ForgedRPM(try await Forgeries.ready().rpm)
    try package.sign(by: keys.good)
    try package.signPackage(by: keys.goodRSA)
    let one = try await Case(package.bytes, keyring: keys.keyring)
    func options(_ signers: String) throws -> [String] {
      let policy = try one.place.write(
        """
        keys:
          ed: {fingerprint: \(keys.good.fingerprint)}
          rsa: {fingerprint: \(keys.goodRSA.fingerprint)}
        rules: [{name: two, names: small, keys: \(signers)}]

        """, to: "policy.yaml")
      return ["--policy", policy, "--policy-keyring", keys.keyring, "--log", one.log]
    }
    try await one.expectRefused(
      try options("[ed]"), "'\(keys.goodRSA.fingerprint)' may not sign")
    try await one.expectRefused(try options("[rsa]"), "'\(keys.good.fingerprint)' may not sign")
    let attached = try await one.attach(try options("[ed, rsa]"))
    #expect(attached.status == 0, "\(attached.errors)")
    // A line for each key; the sum is that of the package with both signatures.
    let sum = String(try await succeed("sha256sum", [one.place["small.rpm"]]).prefix(64))
    let lines = try one.place.text("log").split(separator: "\n")
    #expect(lines.count == 2)
    for line in lines {
      #expect(line.contains(#""after":"\#(sum)""#) && line.contains(#""backend":"attached""#))
      #expect(line.contains(#""rule":"two""#))
    }
    for key in [keys.good, keys.goodRSA] {
      #expect(lines.contains { $0.contains(#""key":"\#(key.fingerprint)""#) })
    }
    let verified = try await pkg(["log", "verify", one.log])
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
  }

  @Test func whatCannotBeLoggedIsNotAttached() async throws {
    let one = try await Case()
    try one.place.write("not a log\n", to: "foreign")
    let result = try await one.attach(["--log", one.place["foreign"]])
    #expect(result.status == 74, "\(result.errors)")
    #expect(try one.place.read("small.rpm") == one.unsigned)
  }

  @Test func aReleaseThatWillNotTakeItGetsItOnlyByForce() async throws {
    let one = try await Case()
    for target in ["el7", "el8", "el9,el8"] {
      try await one.expectRefused(["--target", target, "--log", one.log], "[target.refused]")
    }
    let unknown = try await one.attach(["--target", "el99"])
    #expect(unknown.status == 64, "\(unknown.errors)")
    let taken = try await one.attach(["--target", "el9"])
    #expect(taken.status == 0 && taken.errors.isEmpty, "\(taken.errors)")
    try one.place.write(one.unsigned, to: "small.rpm")
    let forced = try await one.attach(["--target", "el8", "--force-target"])
    #expect(forced.status == 0, "\(forced.errors)")
    #expect(forced.errors.contains("warning: el8 will not take it"), "\(forced.errors)")
  }

  /// The same package by an RSA key, signed in its header only: rpm 4.11 believes any payload.
  @Test func aHeaderSignatureIsNotEnoughForAnOldRelease() async throws {
    let it = try await PackagePlace()
    let unsigned = try it.place.read("small.rpm")
    for (options, status) in [([], 77), (["--rpm-v3"], 0)] as [([String], Int32)] {
      try it.place.write(unsigned, to: "small.rpm")
      let made = try await it.sign(
        options + ["--detach-sigheader", it.place["header"]], by: it.keys.goodRSA)
      try #require(made.status == 0, "\(made.errors)")
      let attached = try await pkg([
        "sign", "--attach", it.place["header"], "--keyring", it.keys.keyring, "--target", "el7",
        it.place["small.rpm"],
      ])
      #expect(attached.status == status, "\(attached.errors)")
    }
  }
}
