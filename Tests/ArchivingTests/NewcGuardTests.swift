import Testing

@testable import Archiving

/// Headers of cpio archives that libarchive would believe.
struct NewcGuardTests {
  private static let whole: [UInt8] = {
    let members = [Member.file("./eleven.11", [1, 2, 3]), .link("./usr/short", to: "bin/hello")]
    // An archive made by a test helper that fails shows as a failure of every test here.
    return (try? archive(.newc, members)) ?? []
  }()

  /// The fields of newc's header, by their places of 8 digits each.
  private static let fields = stride(from: 6, to: 110, by: 8)

  @Test func passesAnArchiveInPiecesOfAnySize() throws {
    for window in [1, 7, 110, 111, 1 << 16] {
      let found = try members(.newc, Self.whole + [UInt8](repeating: 0, count: 400), window: window)
      #expect(found.map(\.entry.path) == ["./eleven.11", "./usr/short"])
    }
  }

  @Test func refusesANameLongerThanAnyPath() throws {
    for (size, isFine) in [
      (1, true), (4097, true), (4098, true), (4099, false), (0, false), (0xffff_fffe, false),
      (0xffff_ffff, false),
    ] {
      var header = Array(Self.whole[..<110])
      header.replaceSubrange(94..<102, with: Self.digits(size))
      var newc = NewcGuard()
      let passes = header.withUnsafeBytes { (try? newc.check($0)) != nil }
      #expect(passes == isFine, "a name of \(size) bytes")
    }
  }

  @Test func refusesToLookForAHeaderElsewhere() throws {
    let words = #expect(throws: ArchiveError.self) { try members(.newc, [0x30] + Self.whole) }
    #expect(words?.message.hasSuffix("a member does not begin with newc's header") == true)
    for offset in 0..<110 {
      var damaged = Self.whole
      damaged[offset] = UInt8(ascii: ",")
      #expect(throws: ArchiveError.self) { try members(.newc, damaged) }
    }
  }

  @Test func answersForEveryFieldAtItsLimits() {
    for start in [0, Self.whole.count - 124 - Self.padding] {
      for place in Self.fields {
        for value in [0, 1, 0xffff_fffe, 0xffff_ffff] {
          var damaged = Self.whole
          damaged.replaceSubrange(start + place..<start + place + 8, with: Self.digits(value))
          let found = try? members(.newc, damaged)
          #expect((found?.count ?? 0) <= 2)
        }
      }
    }
  }

  /// Zeros behind the last member, up to the end.
  private static var padding: Int { whole.reversed().prefix { $0 == 0 }.count - 4 }

  private static func digits(_ value: Int) -> [UInt8] {
    let text = String(value, radix: 16)
    return Array((String(repeating: "0", count: 8 - text.utf8.count) + text).utf8)
  }
}
