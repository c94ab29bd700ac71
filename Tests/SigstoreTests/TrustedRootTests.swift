import Bytes
import Sigstore
import TestSupport
import Testing

struct TrustedRootTests {
  /// The public instance's own file, as the pinned sigstore-python brings it.
  @Test(arguments: ["tuf-repo-cdn.sigstore.dev", "tuf-repo-cdn.sigstage.dev"])
  func thePublicOnesAreRead(_ repository: String) async throws {
    let text = try await succeed(
      "\(packageDirectory)/.build/venv/bin/python",
      [
        "-c",
        """
        import pathlib, sigstore, sys
        store = pathlib.Path(sigstore.__file__).parent / "_store"
        print((store / ("https%3A%2F%2F" + sys.argv[1]) / "trusted_root.json").read_text())
        """, repository,
      ])
    let root = try TrustedRoot(parsing: Array(text.utf8))
    #expect(!root.certificateAuthorities.isEmpty && !root.timestampAuthorities.isEmpty)
    #expect(root.logs.contains { $0.key != nil } && root.certificateLogs.contains { $0.key != nil })
    #expect(root.logs.allSatisfy { $0.id.count == 32 && $0.period.start != nil })
    // What was in force on the first of January 2024.
    let time: Int64 = 1_704_067_200
    #expect(root.certificateAuthorities.contains { $0.period.contains(seconds: time) })
    #expect(root.certificateLogs.contains { !$0.period.contains(seconds: time) })
  }

  @Test func bothEndsOfAPeriodBelongToIt() throws {
    let root = try TrustedRoot(
      parsing: Self.root(
        #"{"start":"1970-01-01T00:00:01Z","end":"1970-01-01T00:00:02.5009Z"}"#))
    let period = try #require(root.logs.first?.period)
    #expect(period == TrustedRoot.Period(start: 1000, end: 2500))
    for (time, isIn) in [(999, false), (1000, true), (2500, true), (2501, false)] {
      #expect(period.contains(milliseconds: Int64(time)) == isIn)
    }
    #expect(!period.contains(seconds: 0) && period.contains(seconds: 2))
    #expect(try TrustedRoot(parsing: Self.root("{}")).logs.first?.period == TrustedRoot.Period())
  }

  @Test(arguments: [
    "1970-01-01T00:00:01", "1970-01-01T00:00:01.Z", "1970-01-01T00:00:01.0123456789Z",
    "1970-01-01T00:00:01+01:00", "1970-01-01T00:00:01.1+1", "1970-01-01T00:00:01.1x", "yesterday",
    "",
  ]) func whatIsNoTimeIsRefused(_ text: String) {
    #expect(throws: MalformedInput.self) {
      try TrustedRoot(parsing: Self.root(#"{"start":""# + text + #""}"#))
    }
  }

  @Test func keysOfOtherKindsProveNothing() throws {
    let root = try TrustedRoot(parsing: Self.root("{}", details: "PKCS1_RSA_PKCS1V5"))
    #expect(root.logs.count == 1 && root.logs[0].key == nil)
    // A kind that is used, and another key than it says.
    #expect(throws: MalformedInput.self) {
      try TrustedRoot(parsing: Self.root("{}", details: "PKIX_ECDSA_P256_SHA_256"))
    }
  }

  @Test(arguments: [
    "", "{}", "[]", #"{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=9"}"#,
    #"{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":1}"#,
    #"{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[],"tlogs":[]}"#,
    #"{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","certificateAuthorities":[{"certChain":{"certificates":[]}}]}"#,
    #"{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","certificateAuthorities":[{"certChain":{"certificates":[{"rawBytes":"MAA="}]}}]}"#,
  ]) func whatIsNoRootIsRefused(_ text: String) {
    #expect(throws: MalformedInput.self) { try TrustedRoot(parsing: Array(text.utf8)) }
  }

  /// A root with one log, whose key is of Ed25519.
  private static func root(_ period: String, details: String = "PKIX_ED25519") -> [UInt8] {
    let key = "MCowBQYDK2VwAyEAPn+AREHoBaZ7wgS1zBqpxmLSGnyhxXj4lFxSdWVB8o8="
    return Array(
      (#"{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[{"#
        + #""publicKey":{"rawBytes":""# + key + #"","keyDetails":""# + details
        + #"","validFor":"# + period + #"},"logId":{"keyId":"AAAA"}}]}"#).utf8)
  }
}
