import TestSupport
import Testing

extension BackendTests {
  @Test func theLogNamesTheBackend() async throws {
    let files = try await SignedFiles()
    let place = files.place
    let pem = place["key.pem"]
    try await generate(["ED25519"], to: pem)
    let certificate = try await certificate(of: pem, in: place)
    let program = try await place.writeProgram(Self.service, to: "service")
    for (key, backend) in [
      (pem, "file"), ("provider:default:file:\(pem)", "provider"),
      ("exec:\(program)?key=key", "exec"),
    ] {
      let logged = try await files.loggedBackend(
        of: key, certificate: certificate, environment: ["PKG_SIGNER_KEYS": place.path])
      #expect(logged == backend)
    }
  }

  /// A passphrase's descriptor is not a program's; nor is any other but the three it talks by.
  @Test func aProgramInheritsNoDescriptor() async throws {
    let files = try await SignedFiles()
    let place = files.place
    try await generate(["ED25519"], to: place["key.pem"])
    let certificate = try await certificate(of: place["key.pem"], in: place)
    try place.write("secret\n", to: "passphrase", mode: 0o600)
    let program = try await place.writeProgram(
      "#!/bin/sh\nfor n in /proc/$$/fd/*; do echo ${n##*/}; done > \(place["open"])\nexit 1\n",
      to: "program")
    let command =
      "exec 7<\(place["passphrase"]) 8<\(place["passphrase"]); exec \"$@\" --passphrase-fd 7"
    let result = try await run(
      "sh",
      [
        "-c", command, "sh", Surroundings.program, "sign", "--key", "exec:\(program)",
        "--certificate", certificate, files.file,
      ], environment: ["SOURCE_DATE_EPOCH": Surroundings.epoch])
    expectFailure(result, 77)
    // The shell has 3 for the folder it lists, and holds its script open at 10 or above.
    let numbers = lines(try place.text("open")).compactMap { Int($0) }
    #expect(numbers.contains(0) && numbers.contains(1) && numbers.contains(2))
    #expect(!numbers.contains { (4..<10).contains($0) }, "\(numbers)")
  }
}
