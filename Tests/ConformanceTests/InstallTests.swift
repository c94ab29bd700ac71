import TestSupport
import Testing

/// The real package managers install hello, and the installed program runs.
@Suite struct InstallTests {
  @Test("rpm installs it and finds nothing altered", arguments: Hello.Target.all)
  func rpm(target: Hello.Target) async throws {
    let hello = try await Hello.built()
    let installation = try await Installation.ofRPM(hello.path(target.rpm))
    try await expectGreeting(installation, target)
    let verification = try await runAsRoot(
      "rpm", Installation.database(installation.root) + ["--verify", "--nodeps", "hello"])
    #expect(verification.status == 0, "\(verification.output)")
    #expect(verification.output == "")
  }

  @Test("dpkg installs it and finds nothing altered", arguments: Hello.Target.all)
  func deb(target: Hello.Target) async throws {
    let hello = try await Hello.built()
    let installation = try await Installation.ofDEB(hello.path(target.deb))
    try await expectGreeting(installation, target)
    let verification = try await runAsRoot(
      "dpkg", ["--root", installation.root.path, "--verify", "hello"])
    #expect(verification.status == 0, "\(verification.output)")
    #expect(verification.output == "")
  }

  @Test func rpmKeepsAnEditedConfigurationFile() async throws {
    let hello = try await Hello.built()
    let installation = try await Installation.ofRPM(hello.path(Hello.Target.all[0].rpm))
    try installation.root.write("lang: fr\n", to: "etc/hello/hello.yaml")
    try await succeedAsRoot(
      "rpm", Installation.database(installation.root) + ["--erase", "--noscripts", "hello"])
    #expect(try installation.root.names(in: "etc/hello") == ["hello.yaml.rpmsave"])
  }

  @Test func dpkgKeepsAnEditedConfigurationFileUntilPurged() async throws {
    let hello = try await Hello.built()
    let installation = try await Installation.ofDEB(hello.path(Hello.Target.all[0].deb))
    let root = installation.root
    try root.write("lang: fr\n", to: "etc/hello/hello.yaml")
    let common = ["--root", root.path, "--log", "/dev/null", "--force-script-chrootless"]
    try await succeedAsRoot("dpkg", common + ["--remove", "hello"])
    #expect(try root.names(in: "etc/hello") == ["hello.yaml"])
    try await succeedAsRoot("dpkg", common + ["--purge", "hello"])
    #expect(try root.names(in: "").contains("etc") == false)
  }

  private func expectGreeting(_ installation: Installation, _ target: Hello.Target) async throws {
    let version = try await installation.runHello(["--version"], target)
    #expect(version.output == "hello 1.2.3 linux/\(target.goArchitecture)\n", "\(version.errors)")
    let greeting = try await installation.runHello(["--lang", "sw"], target)
    #expect(greeting.output == "Habari, world!\n", "\(greeting.errors)")
    // The alias is a link to the same program, and stripping kept the build information.
    let link = try await succeed("readlink", [installation.root["usr/bin/greet"]])
    #expect(link == "hello\n")
    let information = try await succeed(
      "go", ["version", "-m", installation.root["usr/bin/hello"]])
    #expect(information.contains("\tpath\texample.com/hello\n"))
    let sections = try await succeed("readelf", ["-SW", installation.root["usr/bin/hello"]])
    #expect(!sections.contains(".symtab") && !sections.contains(".debug_"))
  }
}
