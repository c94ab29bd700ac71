import Bytes
import Foundation
import TestSupport
import Testing

@testable import Workspace

struct UnixSocketTests {
  /// A socket at a path that nobody answers at.
  private final class Listener {
    let descriptor: Int32

    init(_ path: String) {
      descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      _ = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      listen(descriptor, 1)
    }

    deinit { close(descriptor) }
  }

  @Test func bytesGoBothWaysAndTheEndIsSeen() throws {
    let place = try ScratchDirectory()
    let listener = Listener(place["s"])
    let client = try UnixSocket(place["s"], seconds: 10)
    let server = accept(listener.descriptor, nil, nil)
    try Array("question".utf8).withUnsafeBytes { try client.write($0) }
    var buffer = [UInt8](repeating: 0, count: 64)
    #expect(read(server, &buffer, 64) == 8)
    #expect(write(server, "answer", 6) == 6)
    #expect(try buffer.withUnsafeMutableBytes { try client.read(into: $0) } == 6)
    close(server)
    #expect(try buffer.withUnsafeMutableBytes { try client.read(into: $0) } == 0)
    // Nobody reads any more: an error, and no signal that ends this process.
    let error = #expect(throws: SourceFailure.self) {
      for _ in 0..<3 { try buffer.withUnsafeBytes { try client.write($0) } }
    }
    #expect(error?.reason == "Broken pipe")
  }

  @Test func silenceIsNotWaitedForForever() throws {
    let place = try ScratchDirectory()
    let listener = Listener(place["s"])
    let client = try UnixSocket(place["s"], seconds: 1)
    var buffer = [UInt8](repeating: 0, count: 8)
    let error = #expect(throws: SourceFailure.self) {
      _ = try buffer.withUnsafeMutableBytes { try client.read(into: $0) }
    }
    #expect(error?.reason == UnixSocket.late)
    withExtendedLifetime(listener) {}
  }

  @Test func whatCannotBeConnectedToSaysWhy() throws {
    let place = try ScratchDirectory()
    try place.write("x", to: "file")
    for (path, reason) in [
      (place["absent"], "No such file or directory"), (place["file"], "Connection refused"),
      (place[String(repeating: "a", count: 100)], "a socket's path has fewer than 108 bytes"),
    ] {
      let error = #expect(throws: SourceFailure.self) { try UnixSocket(path, seconds: 1) }
      #expect(error?.reason == reason)
    }
  }
}
