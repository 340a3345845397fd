internal import Objects

/// One object on its way into the store; ends with `commit` or with `abandon`, each once.
///
/// Called on the fetch thread.
protocol FillUpload: AnyObject, Sendable {
    /// So many bytes are in the spool by now and may be taken ahead; they are not verified yet.
    func advance(_ file: TemporaryFile, to count: UInt64)

    /// The object is whole and verified: makes it visible, unless a client wrote it meanwhile.
    ///
    /// - Parameter completion: Called once, on any thread.
    func commit(_ object: VerifiedObject, completion: @escaping @Sendable (FillOutcome) -> Void)

    /// There will be no object.
    func abandon()
}
