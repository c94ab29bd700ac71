public import Diagnostics
internal import Dispatch
internal import Synchronization

/// Puts finished files in place while others are still being made.
///
/// A file may take its name only when its bytes are on the disk. Whoever made it need not wait for
/// that: a thread of the queue's own does, for all that are finished at the same time at once.
public final class PublishQueue: Sendable {
  private struct State {
    var waiting: [(number: Int, output: StagedOutput)] = []
    var problems: [Diagnostic?] = []
  }

  private let state = Mutex(State())
  private let thread = DispatchQueue(label: "publish")
  /// Files hold descriptors and room on the disk, so no more than these wait.
  private let room = DispatchSemaphore(value: 16)

  public init() {}

  /// Takes files to publish; returns the number under which ``finish()`` says what became of them.
  ///
  /// Waits while too many wait already.
  public func add(_ output: StagedOutput) -> Int {
    room.wait()
    let number = state.withLock { state in
      state.waiting.append((state.problems.count, output))
      state.problems.append(nil)
      return state.problems.count - 1
    }
    thread.async { self.publishWaiting() }
    return number
  }

  /// Waits until everything is in place; returns why not, where that failed, by the numbers.
  public func finish() -> [Diagnostic?] {
    thread.sync { publishWaiting() }
    return state.withLock(\.problems)
  }

  private func publishWaiting() {
    let batch = state.withLock { state in
      defer { state.waiting = [] }
      return state.waiting
    }
    guard !batch.isEmpty else { return }
    let problems = StagedOutput.publishEach(batch.map(\.output))
    state.withLock { state in
      for ((number, _), problem) in zip(batch, problems) { state.problems[number] = problem }
    }
    for _ in batch { room.signal() }
  }
}
