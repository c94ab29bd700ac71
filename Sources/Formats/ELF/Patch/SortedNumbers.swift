extension [UInt64] {
  /// Whether one of these sorted numbers lies in `range`, by bisection.
  func sortedContains(anyOf range: Range<Int>) -> Bool {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < UInt64(range.lowerBound) { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] < UInt64(range.upperBound)
  }
}
