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
}
