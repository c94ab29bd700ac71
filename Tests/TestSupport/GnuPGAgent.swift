import Foundation

/// Starts gpg-agent for a home of GnuPG's, which is made when it does not exist.
///
/// Left to itself gpg starts its agent and waits five seconds for it, which a machine busy with
/// other tests may exceed; this waits for as long as it takes.
public func startAgent(home: String) async throws {
  try FileManager.default.createDirectory(
    atPath: home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  try await succeed("gpg-agent", ["--homedir", home, "--daemon"])
}
