import Bytes
import SSH
import Testing

/// Files of allowed signers, line by line; what ssh-keygen says of whole ones is in the tests of the
/// command.
struct AllowedSignersTests {
  private static let key =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"

  private func entries(_ line: String) throws -> [AllowedSigners.Entry] {
    try AllowedSigners(parsing: Array(line.utf8)).entries
  }

  @Test func commentsAndBlankLinesAreNothing() throws {
    #expect(try entries("# comment\n\n  \t\n").isEmpty)
    #expect(try entries("a@x \(Self.key) comment words\r\nb@x \(Self.key)").count == 2)
  }

  @Test func optionsRestrict() throws {
    let entry = try #require(
      try entries(
        "\"a@x\" namespaces=\"file,git@*\",valid-after=\"20200102Z\",valid-before=\"202001030405Z\" "
          + Self.key
      ).first)
    #expect(entry.principals == "a@x")
    #expect(entry.namespaces == "file,git@*")
    #expect(entry.validAfter == 1_577_923_200)
    #expect(entry.validBefore == 1_578_024_300)
    let signers = try AllowedSigners(parsing: Array("a@x namespaces=\"f*\" \(Self.key)".utf8))
    let key = signers.entries[0].key
    #expect(signers.entries(for: key, namespace: "file", at: 0).count == 1)
    #expect(signers.entries(for: key, namespace: "git", at: 0).isEmpty)
  }

  @Test(arguments: [
    ("*@x,!b@x", "a@x", true), ("*@x,!b@x", "b@x", false), ("a@x", "A@x", false),
    ("a@x,b@y", "b@y", true), ("a@?", "a@x", true), ("!b@x", "a@x", false),
  ]) func principals(pattern: String, identity: String, isAllowed: Bool) throws {
    let entry = try #require(try entries("\(pattern) \(Self.key)").first)
    #expect(entry.allows(identity) == isAllowed)
  }

  @Test func authoritiesArePassedOver() throws {
    let signers = try AllowedSigners(
      parsing: Array("a@x \(Self.key)\n*@x cert-authority \(Self.key)\n".utf8))
    #expect(signers.entries.count == 1 && signers.passedOver.map(\.line) == [2])
  }

  /// A security key's line, or a DSA one, takes nothing from the others.
  @Test(arguments: ["sk-ssh-ed25519@openssh.com", "ssh-dss"])
  func keysOfOtherTypesArePassedOver(type: String) throws {
    let name = Array(type.utf8)
    let blob = Base64.encoded([0, 0, 0, UInt8(name.count)] + name + [0, 0, 0, 1, 7])
    let line = "b@x \(type) \(String(decoding: blob, as: UTF8.self))\n"
    let signers = try AllowedSigners(parsing: Array((line + "a@x \(Self.key)\n").utf8))
    #expect(signers.entries.map(\.principals) == ["a@x"])
    #expect(signers.passedOver.map(\.line) == [1])
    #expect(signers.passedOver[0].reason.contains(type))
  }

  @Test(arguments: [
    ("*,!file", "file", false), ("*,!file", "git", true), ("!file,*", "file", false),
    ("!f*,file", "file", false), ("file", "file", true), ("!git", "file", false),
  ]) func namespaces(list: String, namespace: String, isAllowed: Bool) throws {
    let signers = try AllowedSigners(
      parsing: Array("a@x namespaces=\"\(list)\" \(Self.key)".utf8))
    let key = signers.entries[0].key
    #expect(signers.entries(for: key, namespace: namespace, at: 0).count == (isAllowed ? 1 : 0))
  }

  @Test(arguments: [
    "a@x", "a@x ssh-ed25519", "a@x ssh-ed25519 ????", "a@x ssh-rsa \(key.dropFirst(12))",
    "a@x no-such \(key)", "a@x namespaces=file \(key)", "a@x valid-after=\"20200102\" \(key)",
    "a@x valid-after=\"20201302Z\" \(key)", "a@x \"open \(key)",
    "a@x sk-ssh-ed25519@openssh.com AAAA",
    "a@x , \(key)",
  ]) func whatIsNoneIsRefused(line: String) {
    #expect(throws: MalformedInput.self) { try entries("\n" + line) }
  }
}
