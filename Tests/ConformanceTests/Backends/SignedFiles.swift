import Foundation
import TestSupport
import Testing

/// An RPM, a DEB and a plain file to sign with some backend's key.
struct SignedFiles {
  let place: ScratchDirectory
  let target = Hello.Target.all[0]
  var rpm: String { place[target.rpm] }
  var deb: String { place[target.deb] }
  var file: String { place["file"] }

  init() async throws {
    let hello = try await Hello.built()
    place = try ScratchDirectory()
    for name in [target.rpm, target.deb] {
      try FileManager.default.copyItem(atPath: hello.path(name), toPath: place[name])
    }
    try place.write("what is signed\n", to: "file")
  }

  func sign(
    _ key: String, certificate: String?, _ options: [String] = [],
    environment: [String: String] = [:], files: [String]
  ) async throws -> RunResult {
    try await pkg(
      ["sign", "--key", key] + (certificate.map { ["--certificate", $0] } ?? []) + options + files,
      environment: environment)
  }

  /// Signs everything, and has rpm, debsig-verify and gpg judge it; `isForRPM` is whether this
  /// rpm knows the algorithm.
  func expectSigned(
    _ key: String, certificate: String, _ options: [String] = [],
    environment: [String: String] = [:], isForRPM: Bool = true
  ) async throws {
    let files = (isForRPM ? [rpm] : []) + [deb, file]
    // Hello is signed already, by another key.
    let signed = try await sign(
      key, certificate: certificate, options + ["--replace"], environment: environment,
      files: files)
    try #require(signed.status == 0, "\(signed.errors)")
    if isForRPM { try await expectRPMSignature(rpm, certificate: certificate) }
    try await expectDebianSignature(deb, certificate: certificate)
    try await expectDetachedSignature(file + ".asc", of: file, certificate: certificate)
  }

  /// What the log says signed, after a signature of the plain file by a key.
  func loggedBackend(
    of key: String, certificate: String?, _ options: [String] = [],
    environment: [String: String] = [:]
  ) async throws -> String? {
    let log = place["log-\(UUID())"]
    let signed = try await sign(
      key, certificate: certificate, options + ["--log", log], environment: environment,
      files: [file])
    try #require(signed.status == 0, "\(signed.errors)")
    struct Entry: Decodable { var backend: String }
    return try JSONDecoder().decode(Entry.self, from: Data(contentsOf: URL(fileURLWithPath: log)))
      .backend
  }

  /// Signing the plain file ends with this status and code, and leaves no signature.
  func expectRefusal(
    _ key: String, certificate: String?, _ status: Int32, _ code: String,
    options: [String] = [], environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let result = try await sign(
      key, certificate: certificate, options, environment: environment, files: [file])
    expectFailure(result, status, sourceLocation: sourceLocation)
    #expect(
      result.errors.contains("[\(code)]"), "\(result.errors)", sourceLocation: sourceLocation)
    #expect(
      try place.names(in: "").contains("file.asc") == false, sourceLocation: sourceLocation)
  }
}

/// Makes a certificate around a key with `pkg key certify`, and returns its path.
func certificate(
  of key: String, in place: ScratchDirectory, _ options: [String] = [],
  environment: [String: String] = [:]
) async throws -> String {
  let name = "certificate-\(UUID()).asc"
  let made = try await pkg(
    [
      "key", "certify", "--key", key, "--user-id", "Release <release@example.com>", "--out",
      place[name],
    ] + options, environment: ["SOURCE_DATE_EPOCH": "1577836800"].merging(environment) { $1 })
  try #require(made.status == 0, "\(made.errors)")
  return place[name]
}
