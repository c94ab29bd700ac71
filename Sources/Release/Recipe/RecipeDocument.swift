public import Diagnostics
public import Platform

/// A recipe read and checked for every architecture it names.
public struct RecipeDocument: Sendable {
  /// The file's name as diagnostics print it.
  public let file: String
  /// The architectures of `arch:`, in its order, each once.
  public let architectures: [Located<Architecture>]
  /// One for each of ``architectures``, in that order.
  public let recipes: [PackageRecipe]
  /// Warnings and notes, in reading order, each once.
  public let warnings: [Diagnostic]
}
