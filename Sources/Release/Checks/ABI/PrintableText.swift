extension String {
  /// The same with a `?` for each control character: names in a file are anybody's.
  var printable: String {
    String(
      map { character in
        character.unicodeScalars.contains { $0.properties.generalCategory == .control }
          ? "?" : character
      })
  }
}
