import CLinux
import Foundation
import Testing

@testable import Workspace

struct MemoryProtectionTests {
  @Test func noCoreIsWritten() async {
    await #expect(processExitsWith: .success) {
      protectMemory()
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0,
        limit.rlim_cur == 0, limit.rlim_max == 0
      else { exit(1) }
      guard pkg_prctl(PR_GET_DUMPABLE, 0) == 0 else { exit(2) }
    }
  }
}
