import Bytes
import TestSupport
import Testing

@testable import RPM

/// The parts of a package cut at any byte, and with any field at its limits.
@Suite struct RPMDamageTests {
  @Test func leads() {
    let lead = RPMLead(name: "hello-1.2.3-1", architecture: "x86_64")
    expectTotal(on: lead.serialized(), widths: [1, 2, 4], RPMLead.init(parsing:)) {
      $0.serialized()
    }
  }

  @Test func headers() {
    let header = RPMHeader(
      region: .immutableRegion,
      values: [
        .name: .string("hello"), .version: .string("1"), .baseNames: .stringArray(["a", "b"]),
        .dirIndexes: .int32([0, 1]), .fileModes: .int16([1, 2]), .longFileSizes: .int64([1, 2]),
        .description: .i18nString(["text"]),
      ])
    expectTotal(on: header.serialized(), widths: [1, 2, 4], { try RPMHeader(parsing: &$0) }) {
      $0.serialized()
    }
  }
}
