import Testing

@testable import Recipe

/// Permission bits as YAML writes them.
struct FileModeTests {
  @Test(arguments: [
    ("0644", true, 0o644), ("0o644", true, 0o644), ("644", false, 0o644), ("0644", false, 0o644),
    ("420", true, 0o644), ("493", true, 0o755), ("4755", false, 0o4755), ("0", true, 0),
    ("7", true, 7), ("07777", true, 0o7777),
  ])
  func modesAreOctal(_ text: String, _ isPlain: Bool, _ expected: UInt16) {
    #expect(FileMode.bits(text, isPlain: isPlain) == expected)
  }

  @Test(arguments: ["644", "755", "777", "8", "0888", "010000", "+644", "-1", "0x1a4", "rw", "0o"])
  func otherModesAreNone(_ text: String) {
    #expect(FileMode.bits(text, isPlain: true) == nil)
  }
}
