/// Who reads a fill along, on one event loop: a client's connection or another member's.
protocol FillReader: AnyObject {
    /// Object bytes before this one have been sent.
    var position: UInt64 { get }
    /// The fill made a step.
    func advance(_ snapshot: FillSnapshot)
}
