import FuzzTargets
import Testing

/// The fuzz targets themselves, on what they begin from: `make fuzz` takes it from there.
struct FuzzTargetTests {
  @Test func namesAreTold() {
    let names = FuzzTarget.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } })
  }

  /// A target that refuses all it begins from would never get anywhere.
  @Test(arguments: FuzzTarget.all.map(\.name)) func beginsFromSomethingItReads(_ name: String) {
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else { return }
    let seeds = target.seeds()
    #expect(!seeds.isEmpty || !target.samples.isEmpty)
    let read = seeds.count { target.run($0) }
    #expect(read > 0 || seeds.isEmpty)
  }

  /// A broken law ends the process; so does a trap.
  @Test(arguments: FuzzTarget.all.map(\.name)) func holdsForEveryCut(_ name: String) {
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else { return }
    for seed in target.seeds().prefix(4) where seed.count <= 4096 {
      for count in stride(from: 0, to: seed.count, by: max(1, seed.count / 200)) {
        target.run(Array(seed[..<count]))
      }
    }
  }
}
