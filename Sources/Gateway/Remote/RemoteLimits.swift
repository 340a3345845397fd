/// The bounds of a node's own requests to the store behind it, each with its reason.
enum RemoteLimits {
    /// An object up to this size is stored by one PUT, and has the MD5 of its bytes as entity tag;
    /// two parts' worth, for an upload in parts costs two requests more.
    static let singleBytes: UInt64 = 16 << 20
    /// Parts of one fill under way at once; each is read from the page cache while it is sent.
    static let partsPerFill = 4
    /// Parts under way at once over all fills.
    static let parts = 32
    /// How often a request is tried that failed in a way that may pass.
    static let tries = 4
    /// The pause after the first try; doubled after each further one.
    static let firstPause = Duration.milliseconds(250)
    static let connectTimeout = Duration.seconds(5)
    /// How many times longer a write may take to be answered than a read.
    static let writeTimeouts = 5
    /// Silence on a question of the node's own; less where the node's timeout is less.
    static let questionTimeout = Duration.seconds(10)
    /// Between two lines of the log that say that the store is not trusted.
    static let insecureReports = Duration.seconds(60)
    /// The same before an origin is asked, which the readers wait for.
    static let lookPatience = Duration.seconds(2)
    /// Bytes of an answer's document.
    static let documentBytes = 1 << 20
    /// How long a bucket that is there is taken to be there.
    static let bucketSeconds: Int64 = 60
    static let buckets = 4_096
    /// Paths of objects stored lately, for readers who looked a moment before.
    static let recentPaths = 4_096
    /// A look at the store takes no longer.
    static let recentSeconds: Int64 = 120
    /// How long a bucket that refused an object is not tried again: readers are told why meanwhile.
    static let refusalPause = Duration.seconds(10)
    /// How often a commit asks whether a client's write of the same key has been answered.
    static let writePoll = Duration.milliseconds(50)
    /// After so long the client's write is taken for the one that wins.
    static let writePatience = Duration.seconds(60)
    /// Between tries to abort an upload.
    static let abortPause = Duration.seconds(60)
    /// Between looks for uploads of which only the key is known.
    static let sweepPause = Duration.seconds(3_600)
    /// Age of a half upload that nobody goes on with: a day.
    static let halfUploadSeconds: Int64 = 86_400
}
