internal import CLinux
internal import Glibc

/// Keeps this process's memory out of core files and away from other processes of the same user.
///
/// To be called before the first secret is read. What the system refuses is let go: there is no
/// core file without it, either, and the secrets' own pages are left out of one.
public func protectMemory() {
  _ = pkg_setrlimit(pkg_RLIMIT_CORE, 0, 0)
  _ = pkg_prctl(PR_SET_DUMPABLE, 0)
}
