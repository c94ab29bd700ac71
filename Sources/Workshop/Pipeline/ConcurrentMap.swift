/// Transforms every element in child tasks, at most `width` at a time.
///
/// Results keep the order of `elements`, so concurrency never shows in output.
/// The first error cancels the tasks still running and is rethrown once they
/// have ended: nothing outlives the call.
func concurrentMap<Element: Sendable, Result: Sendable>(
  _ elements: [Element], width: Int,
  _ transform: @escaping @Sendable (Element) async throws -> Result
) async throws -> [Result] {
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var waiting = elements.enumerated().makeIterator()
    var results = [Result?](repeating: nil, count: elements.count)
    func startNext() {
      guard let (index, element) = waiting.next() else { return }
      group.addTask { (index, try await transform(element)) }
    }
    for _ in 0..<max(1, width) { startNext() }
    while let (index, result) = try await group.next() {
      results[index] = result
      startNext()
    }
    return results.compactMap(\.self)
  }
}
