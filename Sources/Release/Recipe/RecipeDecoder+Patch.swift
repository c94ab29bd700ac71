extension RecipeDecoder {
  /// A binary's `patch:`.
  mutating func patch(_ fields: Fields) -> BinaryPatch {
    var patch = BinaryPatch()
    patch.location = fields.location
    patch.interpreter = fields.text("interpreter")?.value
    patch.rpath = fields.text("rpath")?.value
    patch.addedRPaths = fields.texts("add-rpath").map(\.value)
    patch.removesRPath = fields.boolean("remove-rpath")?.value ?? false
    patch.forcesRPath = fields.boolean("force-rpath")?.value ?? false
    let needed = fields.section("needed")
    patch.addedLibraries = needed.texts("add").map(\.value)
    patch.removedLibraries = needed.texts("remove").map(\.value)
    patch.replacedLibraries = (needed["replace"]?.entries ?? []).compactMap { entry in
      entry.value.scalar.map { .init(entry.key, with: $0.text) }
    }
    patch.soname = fields.text("soname")?.value
    patch.executableStack = fields.boolean("execstack")?.value
    if let number = fields.text("os-abi") {
      patch.osABI = UInt8(number.value)
      if patch.osABI == nil {
        report(
          "recipe.unknown-value", "'patch.os-abi' cannot be '\(number.value)'", number.location,
          hint: "it is a number from 0 to 255: 0 for System V, 3 for GNU")
      }
    }
    return patch
  }
}
