/// The candidate a typing error away from `word`; the first of equals, `nil` when none is near.
///
/// Near means at most a third of the word's length in insertions, deletions, substitutions
/// and swaps of neighbours.
func closest(to word: String, among candidates: [String]) -> String? {
  let typed = Array(word.utf8.prefix(64))
  let limit = max(1, typed.count / 3)
  var best: (word: String, distance: Int)?
  for candidate in candidates {
    let letters = Array(candidate.utf8)
    guard abs(letters.count - typed.count) <= limit else { continue }
    let distance = editDistance(typed, letters)
    if distance <= limit, distance < best?.distance ?? Int.max {
      best = (candidate, distance)
    }
  }
  return best?.word
}

/// The optimal string alignment distance.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      let same = a[i] == b[j]
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (same ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      row.append(cost)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
