import Bytes
import Cryptography
import TestSupport
import Testing

/// Digests against the openssl program.
struct DigestTests {
  /// Messages of which each began with another number of bytes go on together, in uneven pieces.
  @Test(arguments: [[0, 0, 0, 0, 0], [0, 1, 63, 64, 127], [200, 65, 128, 7, 130]])
  func severalMessagesGoOnTogether(beginnings: [Int]) async throws {
    let place = try ScratchDirectory()
    let bytes = sampleBytes(10_000)
    var streams: [DigestStream] = []
    for (algorithm, count) in zip(DigestAlgorithm.allCases, beginnings) {
      let stream = try DigestStream(algorithm)
      try stream.update(Array(bytes.prefix(count)))
      streams.append(stream)
    }
    var rest = bytes[...]
    for count in [0, 1, 63, 64, 65, 127, 128, 129, 255, 256, 1000, rest.count] {
      let piece = Array(rest.prefix(count))
      rest = rest.dropFirst(count)
      try unsafe piece.withUnsafeBytes { unsafe try DigestStream.update(streams, with: $0) }
    }
    for ((algorithm, count), stream) in zip(zip(DigestAlgorithm.allCases, beginnings), streams) {
      try place.write(Array(bytes.prefix(count)) + bytes, to: "message")
      let words = try await succeed(
        "openssl", ["dgst", "-\(algorithm.rawValue)", "-r", place["message"]])
      #expect(words.hasPrefix("\(hexadecimal(try stream.current())) "), "\(algorithm)")
    }
  }

  @Test func oneMessageOrNoneGoesOnToo() async throws {
    let stream = try DigestStream(.sha256)
    let bytes = Array("abc".utf8)
    try unsafe bytes.withUnsafeBytes { unsafe try DigestStream.update([stream], with: $0) }
    try unsafe bytes.withUnsafeBytes { unsafe try DigestStream.update([], with: $0) }
    // FIPS 180-4, the example of SHA-256.
    #expect(
      hexadecimal(try stream.current())
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
