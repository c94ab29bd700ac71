import Foundation
import SBOM
import TestSupport
import Testing

@testable import SBOM

@Suite struct DocumentTests {
  @Test func orderOfInputIsIrrelevant() throws {
    let bill = sampleBill()
    var turned = bill
    turned.files.reverse()
    for index in turned.files.indices { turned.files[index].go?.modules.reverse() }
    #expect(try bill.cycloneDX16() == turned.cycloneDX16())
    #expect(try bill.spdx23() == turned.spdx23())
    #expect(try bill.cycloneDX16().bytes.last == UInt8(ascii: "\n"))
  }

  @Test func namesFollowFromContent() async throws {
    let bill = sampleBill()
    var other = bill
    other.timestamp += 1
    let documents = try [bill.cycloneDX16(), bill.spdx23(), other.cycloneDX16(), other.spdx23()]
    #expect(Set(documents.map(\.uuid)).count == 4)
    let result = try await runPython(
      """
      import hashlib, sys, uuid
      space = uuid.UUID('f01b03a8-de43-4989-b751-097658c0dabe')
      for path, kind in zip(sys.argv[1:], ['cyclonedx|1.6', 'spdx|2.3'] * 2):
        text = open(path, 'rb').read()
        marker = b'serialNumber' if b'serialNumber' in text else b'"documentNamespace"'
        line = [l for l in text.split(b'\\n') if marker in l][0]
        name = line.rstrip(b'",')[-36:]
        digest = hashlib.sha256(text.replace(name, str(uuid.UUID(int=0)).encode())).hexdigest()
        print(name.decode() == str(uuid.uuid5(space, kind + '|' + digest)), name.decode())
      """, over: documents.map(\.bytes))
    #expect(result.output == documents.map { "True \($0.uuid)\n" }.joined(), "\(result.errors)")
  }

  /// The vector of RFC 9562, appendix A.4.
  @Test func nameBasedUUIDOfTheStandard() throws {
    let dns: [UInt8] = [
      0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30,
      0xc8,
    ]
    let uuid = try nameBasedUUID(namespace: dns, name: Array("www.example.com".utf8))
    #expect(uuid == "2ed6657d-e927-568b-95e1-2665a8aea6a2")
  }

  @Test(arguments: [
    0, 86_399, 951_782_399, 951_782_400, 951_868_800, 1_709_164_800, 1_735_689_599,
    4_107_542_400, 253_402_300_799,
  ])
  func timesAreThoseOfDate(seconds: Int64) async throws {
    let result = try await run("date", ["-u", "-d", "@\(seconds)", "+%Y-%m-%dT%H:%M:%SZ"])
    #expect(try timestampText(seconds) + "\n" == result.output)
  }

  @Test(arguments: [-1, 253_402_300_800, Int64.max, Int64.min])
  func timesBeyondTheFormatAreRefused(seconds: Int64) {
    #expect(throws: UndescribablePackage.unrepresentableTime(seconds)) {
      try timestampText(seconds)
    }
  }

  @Test func contradictionsAreRefused() {
    var twice = sampleBill()
    twice.files.append(plainFile("/usr/bin/hello", 3))
    #expect(throws: UndescribablePackage.duplicatePath("/usr/bin/hello")) {
      try twice.cycloneDX16()
    }
    var short = sampleBill()
    short.files[1].sha512.removeLast()
    #expect(throws: UndescribablePackage.malformedDigest(path: short.files[1].path)) {
      try short.spdx23()
    }
    var sums = sampleBill()
    var second = sampleBinary()
    second.path = "/usr/bin/second"
    second.go?.modules[0].sum = "h1:AAAA"
    sums.files.append(second)
    let module = "golang.org/x/text@v0.14.0"
    #expect(throws: UndescribablePackage.contradictorySums(module: module)) {
      try sums.cycloneDX16()
    }
  }

  /// Names that Unicode calls equivalent are different files.
  @Test func equivalentPathsAreDifferentFiles() throws {
    var bill = sampleBill()
    bill.files = [plainFile("/a/\u{e9}", 1), plainFile("/a/e\u{301}", 2)]
    var turned = bill
    turned.files.reverse()
    #expect(try bill.spdx23() == turned.spdx23())
  }

  @Test func tenThousandFiles() throws {
    var bill = sampleBill()
    bill.files += (0..<10_000).map { plainFile("/usr/share/hello/data/\($0).bin", $0) }
    let time = try processorTime {
      _ = try bill.cycloneDX16()
      _ = try bill.spdx23()
    }
    // Of a debug build; the encoders must not be quadratic.
    #expect(time < 20)
  }
}
