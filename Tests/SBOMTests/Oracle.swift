import Foundation
import TestSupport

/// The interpreter with the packages of `Tests/requirements.txt`.
let python = "\(packageDirectory)/.build/venv/bin/python"

/// Runs a script over files that hold the documents, in their order.
func runPython(_ script: String, over documents: [[UInt8]] = [], input: String = "") async throws
  -> RunResult
{
  let directory = try ScratchDirectory()
  let paths = try documents.enumerated().map { index, document in
    try directory.write(document, to: "\(index).spdx.json")
  }
  return try await run(python, ["-c", script] + paths, in: directory.path, input: input)
}
