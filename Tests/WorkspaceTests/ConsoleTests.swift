import Bytes
import Foundation
import TestSupport
import Testing

@testable import Workspace

struct ConsoleTests {
  /// Passphrases are no part of what recipes may expand.
  @Test func passphrasesAreLeftOut() async {
    await #expect(processExitsWith: .success) {
      setenv("PKG_TESTS_VALUE", "a=b", 1)
      setenv("PKG_TESTS_PASSPHRASE", "secret", 1)
      let variables = environmentVariables()
      guard variables["PKG_TESTS_VALUE"] == "a=b", variables["PKG_TESTS_PASSPHRASE"] == nil else {
        exit(1)
      }
    }
  }

  @Test func aLentVariableIsGone() async {
    await #expect(processExitsWith: .success) {
      setenv("PKG_TESTS_PASSPHRASE", "secret", 1)
      var seen: [UInt8] = []
      withEnvironmentVariable("PKG_TESTS_PASSPHRASE") { seen = [UInt8]($0) }
      withEnvironmentVariable("PKG_TESTS_PASSPHRASE") { _ in exit(2) }
      guard seen == Array("secret".utf8), getenv("PKG_TESTS_PASSPHRASE") == nil else { exit(1) }
    }
  }

  @Test func descriptorsToTheirEnd() throws {
    let room = try ScratchDirectory()
    let path = try room.write("secret", to: "a")
    func read(_ room: Int) throws -> [UInt8] {
      let descriptor = open(path, O_RDONLY)
      defer { close(descriptor) }
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
      defer { buffer.deallocate() }
      let count = try readAll(descriptor: descriptor, into: buffer)
      return [UInt8](buffer.prefix(count))
    }
    #expect(try read(100) == Array("secret".utf8))
    #expect(throws: SourceFailure.self) { try read(5) }
    #expect(throws: SourceFailure.self) {
      try withUnsafeTemporaryAllocation(byteCount: 3, alignment: 1) {
        try readAll(descriptor: -1, into: $0)
      }
    }
  }

  @Test func thisMachine() {
    #expect(availableProcessors() >= 1)
    // After this test was written, before the clock of 32 bits ends.
    #expect(currentTime() > 1_700_000_000)
  }
}
