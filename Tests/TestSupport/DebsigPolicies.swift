/// The policies and keyrings by which debsig-verify knows certificates.
public struct DebsigPolicies: Sendable {
  private let place: ScratchDirectory

  /// Has signatures in each role required of every package of each certificate's owner; debsig-verify
  /// itself wants one of the origin in any case.
  ///
  /// `identity` is what it looks a certificate up by: the fingerprint, or the key id for signatures
  /// that state no fingerprint.
  public init(
    _ certificates: [(identity: String, bytes: [UInt8])], roles: [String] = ["origin"]
  ) async throws {
    place = try ScratchDirectory()
    for (identity, bytes) in certificates {
      let required = roles.map {
        "<Required Type=\"\($0)\" File=\"pkg.gpg\" id=\"\(identity)\"/>"
      }
      try place.write(
        """
        <?xml version="1.0"?>
        <!DOCTYPE Policy SYSTEM "https://www.debian.org/debsig/1.0/policy.dtd">
        <Policy xmlns="https://www.debian.org/debsig/1.0/">
          <Origin Name="test" id="\(identity)" Description="test"/>
          <Selection><Required Type="origin" File="pkg.gpg" id="\(identity)"/></Selection>
          <Verification MinOptional="0">
            \(required.joined())
          </Verification>
        </Policy>

        """, to: "policies/\(identity)/pkg.pol")
      try place.write(bytes, to: "certificate")
      try place.makeDirectory("keyrings/\(identity)")
      try await succeed(
        "gpg", ["--dearmor", "-o", place["keyrings/\(identity)/pkg.gpg"], place["certificate"]],
        environment: ["GNUPGHOME": place.path])
    }
  }

  /// debsig-verify's verdict: 0 for good, 10 for no signature, 11 for an unknown origin, 12 for no
  /// policy that fits, 13 for a bad signature, 14 for a package it cannot read.
  public func verify(_ package: String) async throws -> RunResult {
    try await run(
      "debsig-verify",
      [
        "-v", "--policies-dir", place["policies"], "--keyrings-dir", place["keyrings"], package,
      ], environment: ["GNUPGHOME": place.path])
  }
}
