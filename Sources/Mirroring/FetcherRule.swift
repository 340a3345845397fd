internal import Hashing

/// Which member of the view fetches a path: `md5("bucket/key") % members`, the digest taken as a
/// 128-bit big-endian integer, so that every node names the same one without asking.
package enum FetcherRule {
    /// The index in the sorted view of the member that fetches this path; `members` is above 0.
    package static func index(of path: some Sequence<UInt8>, members: Int) -> Int {
        precondition(members > 0, "a view has at least one member, not \(members)")
        // Long division byte by byte: the remainder stays below `members`, far from 2^56.
        let divisor = UInt64(members)
        return Int(Digest.of(path, .md5).reduce(0) { ($0 << 8 | UInt64($1)) % divisor })
    }

    /// All members' indices in the order of trying: the fetcher, then each next one, around.
    package static func rank(of path: some Sequence<UInt8>, members: Int) -> [Int] {
        let first = index(of: path, members: members)
        return (0..<members).map { (first + $0) % members }
    }
}
