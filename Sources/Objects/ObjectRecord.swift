/// What the index keeps of an object besides its body.
package struct ObjectRecord: Sendable, Equatable {
    /// The size of the body, in bytes.
    package var size: UInt64
    /// When the object was stored, in milliseconds since 1970.
    package var modifiedMilliseconds: Int64
    /// The entity tag without quotes; empty where none is known.
    package var etag: String
    /// The object's stored response fields as HTTP lines, so that a hit copies bytes.
    package var headerBlock: [UInt8]

    package init(
        size: UInt64,
        modifiedMilliseconds: Int64,
        etag: String,
        headerBlock: [UInt8]
    ) {
        self.size = size
        self.modifiedMilliseconds = modifiedMilliseconds
        self.etag = etag
        self.headerBlock = headerBlock
    }
}

/// Where the bytes of an object to be stored are.
package enum ObjectBody: Sendable {
    /// At most `ObjectStoreLimits.inlineBytes` bytes.
    case inline([UInt8])
    /// A file of any size; the store decides where its bytes go.
    case file(TemporaryFile)
}

/// Under which condition an object is stored.
package enum CommitCondition: Sendable, Equatable {
    case always
    /// Only where there is none (`If-None-Match: *`), so that a fill never replaces a user's PUT.
    case ifAbsent
}

/// How a commit ended that did not fail.
package enum CommitOutcome: Sendable, Equatable {
    /// The object is durable.
    case stored
    /// There was an object and the condition was `ifAbsent`; it is untouched.
    case existed
    /// The fence was closed; nothing was stored.
    case fenced
}
