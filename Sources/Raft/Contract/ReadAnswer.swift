/// The answer to a read.
package struct ReadAnswer: Sendable {
    package var id: UInt64
    /// The state machine as this `Ready` leaves it may answer; or why not.
    package var result: Result<LogIndex, ReadFailure>
}
