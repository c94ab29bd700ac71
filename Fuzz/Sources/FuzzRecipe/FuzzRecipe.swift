import Recipe

/// libFuzzer's entry point: any bytes are a recipe, or all its problems are told.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  _ = try? PackageRecipe.parse(yaml: bytes, file: "recipe.yaml", environment: ["SET": "value"])
  return 0
}
