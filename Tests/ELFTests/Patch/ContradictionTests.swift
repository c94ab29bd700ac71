import TestSupport
import Testing

@testable import ELF

/// A damaged file is called damaged: that no edit of it can be proved is no bug of the edit.
@Suite struct ContradictionTests {
  private static let wanted = change {
    $0.searchPath = "/opt/a/directory/that/has/no/place/yet"
    $0.addedLibraries = ["libz.so.1"]
  }

  /// Every byte of the tables changed: whatever comes of it, it is no `unproven` edit of ours.
  @Test(arguments: [TestBinary.c(), .c(arch: .i386, kind: .shared)])
  func headersAreBlamed(_ binary: TestBinary) async throws {
    let bytes = try contents(try await binary.path())
    let file = try parse(bytes)
    let headers = Int(file.header.sectionHeaderOffset)..<bytes.count
    let places = [Array(0..<64 + 56 * 14), Array(headers)].joined()
    var unproven: [String] = []
    for (number, place) in places.enumerated() {
      var damaged = bytes
      damaged[place] = [0xff, 0, damaged[place] &+ 1, 0x80][number % 4]
      guard let file = try? parse(damaged) else { continue }
      do throws(EditRefusal) { _ = try file.patched(Self.wanted, of: damaged.span.bytes) } catch {
        if error.code == .unproven { unproven.append("\(place): \(error.message)") }
      }
    }
    #expect(unproven == [])
  }

  /// What linkers make contradicts itself nowhere.
  @Test(arguments: Matrix.binaries.filter { $0.kind != .c(.object) })
  func linkersAreNotBlamed(_ binary: TestBinary) async throws {
    #expect(try parse(contents(try await binary.path())).contradiction == nil)
  }
}
