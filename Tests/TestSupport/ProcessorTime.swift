import Foundation

/// The processor time, in seconds, that a piece of work takes on the calling thread.
///
/// For the tests that an algorithm is not quadratic: unlike the time that passes, it does not grow
/// with what else the machine does.
public func processorTime(of work: () throws -> Void) rethrows -> Double {
  func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
  let start = now()
  try work()
  return now() - start
}
