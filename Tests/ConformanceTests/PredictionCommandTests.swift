import Foundation
import TestSupport
import Testing

/// `pkg verify --as` and `pkg key check --targets`.
@Suite struct PredictionCommandTests {
  @Test func everyReleaseIsAskedAboutWhatItVerifies() async throws {
    let hello = try await Hello.built()
    let target = Hello.Target.all[0]
    let result = try await pkg([
      "verify", "--keyring", hello.certificate, "--as", "el7,el8,f43,deb12", "--as", "rpm-4.18",
      hello.path(target.rpm), hello.path(target.deb),
    ])
    #expect(result.status == 0, "\(result.errors)")
    let said = lines(result.output).filter { $0.hasPrefix("  as ") }
    #expect(said.contains("  as el8 (rpm 4.14): accepts it"))
    #expect(said.contains("  as fedora43 (rpm 6.0): accepts it"))
    #expect(said.contains("  as rpm 4.18: accepts it"))
    #expect(said.contains("  as debian12 (debsig-verify 0.28): accepts it"))
    // Each asked about its own format only.
    #expect(said.count == 5, "\(said)")
    #expect(said.contains { $0.hasPrefix("  as el7 (rpm 4.11): accepts it") })
  }

  @Test func whatAnOlderVerifierMakesOfItIsSaidBesideOurVerdict() async throws {
    let desk = try await PolicyDesk.shared()
    let result = try await pkg([
      "verify", "--keyring", desk.place["release.pub.asc"], "--as", "el8,el9", "--format", "json",
      desk.rpm,
    ])
    #expect(result.status == 0, "\(result.errors)")
    let files = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    let said = try #require(files[0]["predictions"] as? [[String: Any]])
    #expect(said.map { $0["verdict"] as? String } == ["refused", "accepted"])
    #expect(said.map { $0["verifier"] as? String } == ["rpm-4.14", "rpm-4.16-el9"])
    let reason = try #require((said[0]["reasons"] as? [[String: Any]])?.first)
    #expect(reason["row"] as? String == "ed25519" && reason["answer"] as? String == "bad")
  }

  @Test func anUnsignedPackageIsTakenByMostRPMs() async throws {
    let small = try await SmallBuild()
    let built = try await small.build()
    try #require(built.status == 0, "\(built.errors)")
    let hello = try await Hello.built()
    let result = try await pkg([
      "verify", "--keyring", hello.certificate, "--as", "el9,f43",
      small.place["out/hello-1.2.3-1.x86_64.rpm"],
    ])
    #expect(result.status == 1)
    let said = lines(result.output)
    #expect(
      said.contains(
        "  as el9 (rpm 4.16 of RHEL 9): accepts it, though it should not: no signature that it "
          + "looks at"), "\(result.output)")
    #expect(said.contains("  as fedora43 (rpm 6.0): refuses it: no signature that it looks at"))
  }

  @Test func anUnknownNameIsAUsageError() async throws {
    let hello = try await Hello.built()
    let result = try await pkg([
      "verify", "--keyring", hello.certificate, "--as", "rpm-9", hello.path("SHA256SUMS"),
    ])
    expectFailure(result, 64)
    #expect(result.errors.contains("[recipe.unknown-target]"), "\(result.errors)")
  }

  @Test func aKeyIsCheckedForReleases() async throws {
    let desk = try await PolicyDesk.shared()
    let key = desk.place["release.pub.asc"]
    let good = try await pkg(["key", "check", "--targets", "el9,el10,deb12,f43", key])
    #expect(good.status == 0, "\(good.output)\(good.errors)")
    #expect(good.output.contains("    el9 (rpm-4.16-el9): takes it\n"))
    #expect(good.output.contains("    debian12 (apt-2.6): takes it\n"))
    let bad = try await pkg(["key", "check", "--targets", "el7,el8,deb12", key])
    #expect(bad.status == 1)
    #expect(bad.output.contains("[target.refused]") && bad.output.contains("row 'ed25519'"))
    #expect(bad.output.contains("    el8 (rpm-4.14): does not take it (ed25519)\n"))
    let json = try await pkg([
      "key", "check", "--targets", "el8", "--format", "json", key,
    ])
    #expect(json.output.contains(#""refusedFor" : ["#) && json.output.contains(#""taken" : false"#))
    let hello = try await Hello.built()
    let rsa = try await pkg(["key", "check", "--targets", "el7,el8,deb12", hello.certificate])
    #expect(rsa.status == 0, "\(rsa.output)")
  }
}
