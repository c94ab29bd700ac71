import Bytes
import ELF
import TestSupport
import Testing

/// Damaged files are refused, or patched so that they read back; nothing traps.
@Suite struct MalformedPatchTests {
  static let patches = [
    change {
      $0.searchPath = "/a/path/that/has/no/place/yet"
      $0.interpreter = "/a/path/that/does/not/fit/its/place/ld.so"
      $0.replacedLibraries = [.init("libx.so.1", with: "libx-with-another-name.so.1")]
    },
    change {
      $0.interpreter = "/l"
      $0.removedLibraries = ["libx.so.1"]
      $0.hasExecutableStack = false
    },
  ]

  private func exercise(_ bytes: [UInt8]) {
    guard let file = try? parse(bytes) else { return }
    for patch in Self.patches {
      guard let patched = try? file.patched(patch, of: bytes.span.bytes) else { continue }
      if patched.image.assembled(from: bytes.span.bytes).count != patched.image.size {
        Issue.record("an image is not as long as it says")
      }
    }
  }

  @Test(arguments: [0, 1, 2, 3]) func survivesEveryByteChanged(_ index: Int) {
    let (bytes, _) = SyntheticELF.all[index].build()
    forEveryByteChanged(bytes) { exercise($0) }
  }

  @Test(arguments: [0, 3]) func survivesEveryFieldAtItsLimits(_ index: Int) {
    let synthetic = SyntheticELF.all[index]
    let (bytes, _) = synthetic.build()
    forEveryFieldAtItsLimits(of: bytes, widths: [2, 4, 8], order: synthetic.order) { damaged, _ in
      exercise(damaged)
    }
  }

  /// The loader goes by types and places; what the sections are called is nobody's business.
  @Test(arguments: [".dynamic", ".dynstr"])
  func knowsPartsByWhatTheyAre(_ name: String) async throws {
    var bytes = try contents(try await TestBinary.c().path())
    let names = try #require(try parse(bytes).section(named: ".shstrtab")).fileRange
    let word = Array(name.utf8) + [0]
    let place = try #require(
      names.first {
        $0 + word.count <= names.upperBound && bytes[$0..<$0 + word.count] == word[...]
      })
    bytes[place + 3] = 0xff
    let file = try parse(bytes)
    #expect(file.section(named: name) == nil)
    for patch in Self.patches {
      do throws(EditRefusal) { _ = try file.patched(patch, of: bytes.span.bytes) } catch {
        #expect(error.code != .unproven, "\(error.message)")
      }
    }
  }
}
