internal import Cryptography

/// To be called first of all, before a library allocates memory that secrets may come to lie in.
public func prepareMemory() { LibraryMemory.wipeWhatIsFreed() }
