/// The names in options that take one or several with commas between them.
///
/// An empty one is a name, too, and that of no release: a variable that is not set must not make a
/// command ask nobody.
func releaseNames(_ options: [String]) -> [String] {
  options.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }.map(String.init)
}
