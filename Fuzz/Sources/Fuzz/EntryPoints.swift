import CFuzz
import FuzzTargets
import Glibc

/// The one this process was started for.
nonisolated(unsafe) private var current = FuzzTarget.all[0]

/// libFuzzer's first call.
///
/// `FUZZ_TARGET` names the target. With `FUZZ_LIST` set the process prints them all, each with its
/// folders of samples, and ends; with `FUZZ_SEEDS` it writes their own seeds below that folder.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
  if getenv("FUZZ_LIST") != nil {
    for target in FuzzTarget.all {
      print(([target.name] + target.samples).joined(separator: " "))
    }
    exit(0)
  }
  if let folder = getenv("FUZZ_SEEDS") {
    for target in FuzzTarget.all { writeSeeds(of: target, below: String(cString: folder)) }
    exit(0)
  }
  let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
    print("fuzz: error: FUZZ_TARGET names no target: '\(name)'")
    exit(64)
  }
  current = target
  return 0
}

/// libFuzzer's call for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  fuzz_meter_begin(current.allowance.memory(for: count))
  current.run(bytes)
  fuzz_meter_end(current.allowance.time(for: count))
  return 0
}

private func writeSeeds(of target: FuzzTarget, below folder: String) {
  let own = "\(folder)/\(target.name)"
  mkdir(own, 0o755)
  for (index, seed) in target.seeds().enumerated() {
    guard let file = fopen("\(own)/\(index)", "w") else {
      perror("fuzz: error: \(own)/\(index)")
      exit(73)
    }
    fwrite(seed, 1, seed.count, file)
    fclose(file)
  }
}
